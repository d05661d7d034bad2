"""How unbroken streaks may go on: what was seen, and what the model makes of it; hidden where its check fails."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.curves import curves
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.retention.curve import POINTS, curve_point, curve_words
from pages.parts.retention.words import value_text
from pages.parts.session import language, plain, say, spoken
from queries.retention.found import Retention
from queries.retention.projection import Projection, check_words, projection

HEADERS = {
    "period": Label("Period", "期数", "期數"),
    "observed": Label("Observed", "实际", "實際"),
    "projected": Label("Projected", "预测", "預測"),
}


def show_projection(found: Retention, definition: HowCounted) -> None:
    """Nothing but for streaks that can be fitted."""
    projected = projection(found)
    if projected is None:
        return
    title = say("How the streaks may go on")
    with chart_card("retention_projection", title):
        if projected.check and not projected.check.is_passed:
            st.info(spoken(check_words(projected)))
            return
        seen, ahead = HEADERS["observed"].in_language(language()), HEADERS["projected"].in_language(language())
        draw_in_card(
            "retention_projection",
            curves(
                curve_words(found.study),
                theme(),
                evidence=plain("Rests on"),
                last=len(projected.shares),
                groups=(seen, ahead),
            ),
            pa.Table.from_pylist([*_observed(found, seen), *_projected(found, projected, ahead)], schema=POINTS),
            _table(found, projected),
            alt=title,
            note=say(
                "Shifted beta-geometric model (Fader and Hardie 2007), fitted to everyone however long watched. It "
                "supposes that who broke off does not come back, and knows no seasons; it has no interval. {check}",
                check=check_words(projected),
            ),
            definition=definition,
        )


def _observed(found: Retention, group: str) -> list[dict[str, object]]:
    known = [point for point in found.curve if point.age > 0 and point.share.is_known]
    return [curve_point(found.study, point, group) for point in known]


def _projected(found: Retention, projected: Projection, group: str) -> list[dict[str, object]]:
    """From the last period that is known on; before it the table holds both beside each other."""
    return [
        {
            "group": group,
            "since": period,
            "rate": share,
            "since_text": str(period),
            "rate_text": value_text(found.study, share),
            "evidence": plain("the model"),
        }
        for period, share in enumerate(projected.shares, 1)
        if period >= projected.known_until
    ]


def _table(found: Retention, projected: Projection) -> Table:
    seen = {point.age: point.share.value for point in found.curve}
    periods = range(1, len(projected.shares) + 1)
    columns = {
        "period": list(periods),
        "observed": pa.array([seen.get(period) for period in periods], pa.float64()),
        "projected": list(projected.shares),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Projection of streaks")))
