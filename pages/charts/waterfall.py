"""Where people go: everyone, then each condition alone (thin, grey) and after those before it (accent)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import altair as alt

from pages.charts.kept import specification
from pages.charts.palette import PALETTES
from pages.charts.words import Spec

ROW_HEIGHT = 34


@dataclass(frozen=True)
class WaterfallWords:
    """Heads of the tooltip in one language."""

    step: str
    alone: str
    running: str


@cache
def waterfall(words: WaterfallWords, theme: str, steps: int) -> Spec:
    """Data: `step` text in order, `alone`, `running` (None where nothing runs on), `shown` text of the number."""
    palette = PALETTES[theme]
    base = alt.Chart().encode(
        y=alt.Y(
            "step:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=180, labelPadding=8)
        ),
        tooltip=[
            alt.Tooltip("step:N", title=words.step),
            alt.Tooltip("alone_text:N", title=words.alone),
            alt.Tooltip("shown:N", title=words.running),
        ],
    )
    # The bars leave room for the number behind them; people are compared by length, so there is no axis.
    length = alt.Scale(domainMin=0, padding=0)
    hidden = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
    alone = base.mark_bar(height=22, color=palette.control, opacity=0.22, cornerRadiusEnd=2).encode(
        x=alt.X("alone:Q", title=None, axis=hidden, scale=length)
    )
    running = base.mark_bar(height=10, color=palette.accent, cornerRadiusEnd=2).encode(x=alt.X("running:Q", title=None))
    numbers = base.mark_text(align="left", dx=6, color=palette.text, fontSize=12).encode(
        x=alt.X("longest:Q", title=None), text=alt.Text("shown:N")
    )
    layers = alt.layer(alone, running, numbers).properties(height=ROW_HEIGHT * steps)
    return specification(layers)
