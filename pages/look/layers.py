"""Layers: how many people each holds, by which cuts, and who moved."""

from __future__ import annotations

from data.sentence import Sentence
from pages.parts.asking import computed, everyone_now
from pages.parts.controls import one_of
from pages.parts.frame import page_head, toolbar
from pages.parts.layers.cuts import show_cuts
from pages.parts.layers.moves import show_moves
from pages.parts.layers.sizes import show_sizes
from pages.parts.opened import store
from pages.parts.session import language, say
from pages.parts.states import show_nothing
from pages.parts.verdict import method
from queries.catalog import catalog
from queries.layers import layer_sizes, sized_layers
from queries.segments.describe import measure_needs

page_head("layers")
measures = {measure.key: measure for measure in sized_layers(catalog(store()))}
with toolbar("layers_kind"):
    labels = {key: found.label.in_language(language()) for key, found in measures.items()}
    chosen = measures[one_of("layers_of", labels, next(iter(labels)), label=say("Layers"))]
if chosen.is_available:
    sizes = computed(
        "layers/sizes",
        lambda cursor: layer_sizes(cursor, chosen.key, as_of=everyone_now().as_of),
        everyone_now(),
        layer=chosen.key,
    )
    if sizes.placed:
        show_sizes(sizes)
        show_moves(chosen)
    else:
        show_nothing(Sentence("Nobody is in any of these layers. {meaning}", {"meaning": chosen.description}))
    show_cuts()
else:
    show_nothing(measure_needs(chosen))
method(("rfm_type", "rfm_group", "lifecycle", "aipl"), everyone_now().as_of)
