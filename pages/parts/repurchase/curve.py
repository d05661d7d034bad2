"""Repurchase within any number of days, from everyone however short watched: one curve, or one a group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.asking import canonical
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say
from queries.audience import Audience
from queries.stats import Estimate, Survival

MOST_POINTS = 400
HEADERS = {
    "group": Label("Group", "分组", "分組"),
    "days": Label("Days since the first purchase", "距首购天数", "距首購天數"),
    "at_risk": Label("Still watched and waiting", "仍在观察且未复购", "仍在觀察且未複購"),
    "share": Label("Bought again by then", "累计复购率", "累計複購率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}


def show_curve(found: Mapping[str, Survival], audience: Audience, *, by: str) -> None:
    """By the group's name; the one of everybody has none. Curves that rest on fewer than 30 waits are not drawn.

    `by` says, with the audience, what the curves are of.
    """
    drawn = {name: curve for name, curve in found.items() if curve.ended_by(0).is_known}
    if not drawn:
        st.info(say("Fewer than 30 first-time buyers: no curve is drawn."))
        return
    last = max(curve.observed_days for curve in drawn.values())
    words = Words(
        language(),
        x=HEADERS["days"].in_language(language()),
        y=HEADERS["share"].in_language(language()),
        unit=Unit.SHARE,
    )
    title = say("Bought again within so many days")
    key = canonical(store().key, person().scope, "repurchase/curve", audience, {"by": by})
    drawing = _drawing(key, language(), drawn)
    draw(
        "repurchase_curve",
        curves(words, theme(), evidence=plain("Rests on"), first=0, last=last, groups=tuple(drawn), is_step=True),
        drawing.points,
        drawing.table,
        title=title,
        alt=title,
        note=say(
            "Kaplan–Meier: buyers who were watched for less time count as long as they were watched. "
            "The curve ends where fewer than 10 are left; the band is the 95% interval."
        ),
        definition=how_counted("repurchase_curve", audience.as_of),
    )


@dataclass(frozen=True)
class Drawing:
    """What the chart and its table read, in one language."""

    points: pa.Table
    table: Table


# A thousand days in words take a tenth of a second; the key says everything they follow from.
@st.cache_resource(max_entries=32, show_spinner=False)
def _drawing(key: str, language: str, _drawn: Mapping[str, Survival]) -> Drawing:
    return Drawing(pa.Table.from_pylist(_points(_drawn), schema=_POINTS), _table(_drawn))


_POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence")]
)


def _points(drawn: Mapping[str, Survival]) -> list[dict[str, object]]:
    return [
        _point(name, days, curve)
        for name, curve in drawn.items()
        for days in range(0, curve.observed_days + 1, 1 + curve.observed_days // MOST_POINTS)
    ]


def _point(name: str, days: int, curve: Survival) -> dict[str, object]:
    share = curve.ended_by(days)
    return {
        "group": name,
        "since": days,
        "rate": share.value,
        "low": share.ci_low if share.ci_low is not None else share.value,
        "high": share.ci_high if share.ci_high is not None else share.value,
        "since_text": figures.whole(days, language()),
        "rate_text": figures.share(share.value or 0.0, language()),
        "evidence": _evidence(share, int(curve.at_risk[days])),
    }


def _evidence(share: Estimate, at_risk: int) -> str:
    if share.ci_low is None or share.ci_high is None:
        return plain("{people} still waiting", people=at_risk)
    return plain(
        "{people} still waiting; 95% {low}–{high}",
        people=at_risk,
        low=figures.share(share.ci_low, language()),
        high=figures.share(share.ci_high, language()),
    )


def _table(drawn: Mapping[str, Survival]) -> Table:
    rows = [
        {
            "group": name,
            "days": days,
            "at_risk": int(curve.at_risk[days]),
            "share": share.value,
            "ci_low": share.ci_low,
            "ci_high": share.ci_high,
        }
        for name, curve in drawn.items()
        for days in range(curve.observed_days + 1)
        for share in [curve.ended_by(days)]
    ]
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.Table.from_pylist(rows, schema=_TABLE), headers, file_name_of(plain("Repurchase curve")))


_TABLE = pa.schema(
    [("group", pa.string()), ("days", pa.int64()), ("at_risk", pa.int64())]
    + [(name, pa.float64()) for name in ("share", "ci_low", "ci_high")]
)
