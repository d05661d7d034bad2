"""In how many periods after their start people came back: one bar per number of periods."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.ladder import ladder
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.cards import evidence_of
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.retention import Study
from queries.retention.describe import unit_words
from queries.retention.frequency import ActivePeriods, active_periods
from queries.retention.study import Cohorting, Measure

PERIODS = 6
HEADERS = {
    "active": Label("Periods with a return", "有返回的期数", "有返回的期數"),
    "people": Label("Out of", "分母人数", "分母人數"),
    "counted": Label("People", "人数", "人數"),
    "share": Label("Share", "比例", "比例"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}


def show_frequency(study: Study, audience: Audience, definition: HowCounted) -> None:
    """Asked only when it is opened, since it looks at every person anew. Nothing where people are in many cohorts."""
    if study.cohort is Cohorting.RECURRING or study.measure in (Measure.VALUE, Measure.BRACKETS):
        return
    title = say("How many of the first {periods} periods saw a return", periods=PERIODS)
    folded = st.expander(title, key="retention_frequency_opened", bind="query-params")
    if folded.open:
        with folded, failures_in_words():
            _show(study, audience, title, definition)


def _show(study: Study, audience: Audience, title: str, definition: HowCounted) -> None:
    found = computed(
        "retention/frequency",
        lambda cursor: active_periods(cursor, study, audience, periods=PERIODS),
        audience,
        study=study.key,
    )
    if not found:
        st.info(say("No cohort has {periods} periods behind it yet.", periods=PERIODS))
        return
    words = Words(
        language(),
        x=HEADERS["active"].in_language(language()),
        y=plain("Share of people watched for {periods} periods", periods=PERIODS),
        unit=Unit.SHARE,
    )
    draw(
        "retention_frequency",
        ladder(words, theme(), rungs=len(found), interval=plain("Rests on"), wait=plain("Periods")),
        pa.Table.from_pylist([_row(study, one) for one in found], schema=_ROWS),
        _table(found),
        title=title,
        alt=title,
        note=say("Everybody who could be watched for all of them counts, those who never came back too."),
        definition=definition,
    )


_ROWS = pa.schema(
    [(name, pa.string()) for name in ("rung", "shown", "evidence", "wait_text")]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
)


def _row(study: Study, one: ActivePeriods) -> dict[str, object]:
    share = one.share
    return {
        "rung": plain("{active} of {periods}", active=one.active, periods=one.periods),
        "rate": share.value,
        "low": share.ci_low,
        "high": share.ci_high,
        "shown": figures.share(share.value, language()) if share.value is not None else evidence_of(share),
        "evidence": evidence_of(share),
        "wait_text": plain("each a {unit}", unit=unit_words(study)),
    }


def _table(found: tuple[ActivePeriods, ...]) -> Table:
    columns = {
        "active": [one.active for one in found],
        "people": [one.share.denominator for one in found],
        "counted": [one.share.n for one in found],
        "share": pa.array([one.share.value for one in found], pa.float64()),
        "ci_low": pa.array([one.share.ci_low for one in found], pa.float64()),
        "ci_high": pa.array([one.share.ci_high for one in found], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Periods with a return")))
