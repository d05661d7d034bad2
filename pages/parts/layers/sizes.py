"""The layers of one kind: how many people each holds, and each as a segment."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from data.sentence import Share
from pages.charts.layers import LayerWords, layer_bars
from pages.locale import figures
from pages.parts.as_segment import segment_link
from pages.parts.drawing import Table, draw, theme
from pages.parts.session import language, plain, say
from pages.parts.verdict import verdict
from queries.audience import Audience
from queries.layers import LayerSize, LayerSizes
from queries.segments import Condition, Group, Match, Segment


def show_sizes(found: LayerSizes) -> None:
    """The largest layer in a sentence, all of them as bars, and a way into each."""
    largest = max((size for size in found.sizes if size.choice), key=lambda size: size.people)
    verdict(
        say(
            "**{share}** of {everyone} members are in the largest layer, {layer}: {people} people.",
            share=Share(largest.share or 0.0),
            everyone=found.everyone,
            layer=layer_name(largest),
            people=largest.people,
        ),
        [found.measure.description.in_language(language()), *_without(found)],
    )
    draw(
        "layer_sizes",
        layer_bars(LayerWords(plain("Layer"), plain("People"), plain("Share")), theme(), len(_shown(found))),
        size_rows(found),
        Table(size_rows(found).select(["layer", "people"]), _heads(), "layers"),
        title=say("People in each layer"),
        alt=say("People in each layer, as bars; the table below holds every number."),
    )
    _links(found)


def layer_name(size: LayerSize) -> str:
    return size.choice.label.in_language(language()) if size.choice else plain("Without a layer")


def size_rows(found: LayerSizes) -> pa.Table:
    shown = _shown(found)
    people = [figures.whole(size.people, language()) for size in shown]
    shares = [figures.share(size.share or 0.0, language()) for size in shown]
    return pa.table(
        {
            "layer": [layer_name(size) for size in shown],
            "people": [size.people for size in shown],
            "is_placed": [size.choice is not None for size in shown],
            "people_text": people,
            "share_text": shares,
            "shown": [f"{count} · {share}" for count, share in zip(people, shares, strict=True)],
        }
    )


def layer_segment(found: LayerSizes, size: LayerSize) -> Segment:
    """The people of one layer, or those without one, as a rule."""
    key = found.measure.key
    condition = Condition(key, "equals", size.choice.value) if size.choice else Condition(key, "is_not_set")
    return Segment(Group(Match.ALL, (condition,)))


def _shown(found: LayerSizes) -> list[LayerSize]:
    """Nobody without a layer is no news; an empty layer is."""
    return [size for size in found.sizes if size.choice or size.people]


def _without(found: LayerSizes) -> list[str]:
    people, layer = found.everyone - found.placed, found.measure.layer
    if not people or layer is None or layer.unplaced is None:
        return []
    return [
        say(
            "{people} person is in none of these layers: {reason}.",
            plural="{people} people are in none of these layers: {reason}.",
            count="people",
            people=people,
            reason=layer.unplaced.in_language(language()),
        )
    ]


def _heads() -> dict[str, str]:
    return {"layer": plain("Layer"), "people": plain("People")}


def _links(found: LayerSizes) -> None:
    with st.container(border=True, key="layer_links"):
        st.markdown(f"**{say('Open a layer as a segment')}**")
        with st.container(horizontal=True, gap="small"):
            for size in _shown(found):
                segment_link(Audience(found.as_of, layer_segment(found, size)), label=layer_name(size))
