"""Days between purchases, and from which silence on a buyer may be called dormant or lost."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.gaps import gap_bars
from pages.charts.words import Words
from pages.locale import figures
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.session import language, plain, say, spoken
from queries.audience import Audience
from queries.layers import customary_words
from queries.retention import Gaps

MOST_BARS = 60
HEADERS = {
    "first_days": Label("From days", "起始天数", "起始天數"),
    "last_days": Label("To days", "截止天数", "截止天數"),
    "waits": Label("Purchases after so long", "间隔次数", "間隔次數"),
}


def show_gaps(found: Gaps, audience: Audience) -> None:
    """Bars of the gaps that ended; the lines and the median also take those that still last."""
    if not found.bars:
        return
    title = say("Days from one purchase to the next")
    with chart_card("repurchase_gaps", title):
        words = Words(language(), x=plain("Days to the next purchase"), y=HEADERS["waits"].in_language(language()))
        cuts = _cuts(found)
        draw_in_card(
            "repurchase_gaps",
            gap_bars(words, theme(), last=_last_day(found, [day for day, _ in cuts]), names=len(cuts)),
            pa.Table.from_pylist([*_bars(found), *map(_cut_row, enumerate(cuts))], schema=_ROWS),
            _table(found),
            alt=title,
            note=_note(found),
            definition=how_counted("gaps", audience.as_of),
        )
        for remark in (*found.remarks, *([customary_words(found.customary)] if found.customary else [])):
            st.caption(spoken(remark))
        st.page_link(
            page_of(planned("layers")),
            label=say("Look at these cuts on the page of layers, and freeze them there"),
            icon=":material/stacked_bar_chart:",
        )


def _note(found: Gaps) -> str:
    if found.median_days.value is None or found.finished_median_days is None:
        return say("Bars hold only gaps that ended; {unfinished} still last.", unfinished=found.unfinished)
    return say(
        "Half of all gaps end within {median} days, counting the {unfinished} that still last; of those that ended, "
        "which the bars show, half took {finished} days or less.",
        median=found.median_days.value,
        unfinished=found.unfinished,
        finished=found.finished_median_days,
    )


_ROWS = pa.schema(
    [(name, pa.float64()) for name in ("low", "high", "value", "cut")]
    + [(name, pa.string()) for name in ("range_text", "value_text", "cut_text")]
    + [("height", pa.int64())]
)


def _bars(found: Gaps) -> list[dict[str, object]]:
    return [
        {
            "low": bar.first_days,
            "high": bar.last_days + 1,
            "value": bar.waits,
            "range_text": plain("{first}–{last} days", first=bar.first_days, last=bar.last_days),
            "value_text": figures.whole(bar.waits, language()),
        }
        for bar in found.bars[:MOST_BARS]
    ]


def _cuts(found: Gaps) -> list[tuple[float, str]]:
    """From the left; those beyond the last bar stand in the words below."""
    cuts: list[tuple[float | None, str]] = [
        (found.median_days.value, plain("half by {days} days", days=found.median_days.value)),
        (found.suggested.dormant_days, plain("dormant after {days} days", days=found.suggested.dormant_days)),
        (found.suggested.lost_days, plain("lost after {days} days", days=found.suggested.lost_days)),
    ]
    ends = found.bars[:MOST_BARS][-1].last_days
    return sorted((days, text) for days, text in cuts if days is not None and days <= ends)


def _cut_row(placed: tuple[int, tuple[float, str]]) -> dict[str, object]:
    height, (days, text) = placed
    return {"cut": days, "cut_text": text, "height": height}


def _last_day(found: Gaps, cuts: Sequence[float]) -> int:
    """Behind the last line its name has room on a telephone too."""
    return max(found.bars[:MOST_BARS][-1].last_days + 1, int(1.8 * max(cuts, default=0)))


def _table(found: Gaps) -> Table:
    columns = {name: [getattr(bar, name) for bar in found.bars] for name in HEADERS}
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Days between purchases")))
