"""The size of each layer as a bar, in the order of the layers; those without one in grey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec

ROW_HEIGHT = 30


@dataclass(frozen=True)
class LayerWords:
    """Heads of the tooltip in one language."""

    layer: str
    people: str
    share: str


@cache
def layer_bars(words: LayerWords, theme: str, layers: int) -> Spec:
    """Data, one row per layer in order: `layer`, `people`, `is_placed`, `people_text`, `share_text`, `shown`."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=alt.Y(
            "layer:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=180, labelPadding=8)
        ),
        tooltip=[
            alt.Tooltip("layer:N", title=words.layer),
            alt.Tooltip("people_text:N", title=words.people),
            alt.Tooltip("share_text:N", title=words.share),
        ],
        description="shown:N",
    )
    # People are compared by length, so there is no axis; the number stands behind the bar.
    length = alt.X(
        "people:Q",
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False, grid=False),
        scale=alt.Scale(domainMin=0),
    )
    colour = alt.condition("datum.is_placed", alt.value(palette.accent), alt.value(palette.control))
    bars = base.mark_bar(height=16, cornerRadiusEnd=2).encode(x=length, color=colour)
    numbers = base.mark_text(align="left", dx=6, color=palette.text, fontSize=12).encode(x=length, text="shown:N")
    return specification(alt.layer(bars, numbers).properties(height=ROW_HEIGHT * layers))
