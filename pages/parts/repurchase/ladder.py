"""The ladder of purchases: who goes on from the first to the second and further, and after how long."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data.sentence import Label
from pages.charts.ladder import ladder as ladder_chart
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.cards import evidence_of
from pages.parts.controls import one_of
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.audience import Audience
from queries.retention import Rung
from queries.stats import Estimate

SPANS = (30, 60, 90, 180, 365)
FIRST_SPAN = 90
HEADERS = {
    "from_number": Label("From purchase", "第几次购买", "第幾次購買"),
    "reached": Label("Reached it", "达到人数", "達到人數"),
    "within_days": Label("Within days", "N日内", "N日內"),
    "eligible": Label("Watched so long", "观察满N日人数", "觀察滿N日人數"),
    "went_on": Label("Bought once more", "继续购买人数", "繼續購買人數"),
    "share": Label("Share", "继续购买比例", "繼續購買比例"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "median_days": Label("Median days to it", "中位间隔天数", "中位間隔天數"),
}


def show_ladder(rungs: Sequence[Rung], audience: Audience) -> None:
    """One rung a row, within a number of days that can be chosen; nothing where nobody bought."""
    if not rungs:
        return
    title = say("From one purchase to the next")
    with chart_card("repurchase_ladder", title):
        days = one_of(
            "repurchase_ladder_days",
            {span: say("within {days} days", days=span) for span in SPANS},
            FIRST_SPAN,
            label=say("Within how many days"),
        )
        words = Words(
            language(),
            x=plain("Step"),
            y=plain("Bought once more within {days} days", days=days),
            unit=Unit.SHARE,
        )
        draw_in_card(
            "repurchase_ladder",
            ladder_chart(words, theme(), rungs=len(rungs), interval=plain("Rests on"), wait=plain("Median days to it")),
            pa.Table.from_pylist([_row(rung, _within(rung, days)) for rung in rungs], schema=_ROWS),
            _table(rungs),
            alt=title,
            note=say(
                "Purchases of one day are one. Only people watched for the whole span count; "
                "the median also takes those who still wait."
            ),
            definition=how_counted("ladder", audience.as_of),
        )


def _within(rung: Rung, days: int) -> Estimate:
    return next(found.share for found in rung.within if found.within_days == days)


_ROWS = pa.schema(
    [("rung", pa.string()), ("shown", pa.string()), ("evidence", pa.string()), ("wait_text", pa.string())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
)


def _row(rung: Rung, share: Estimate) -> dict[str, object]:
    number = rung.purchase_number
    return {
        "rung": plain("{number} → {next}", number=number, next=number + 1),
        "rate": share.value,
        "low": share.ci_low,
        "high": share.ci_high,
        "shown": _shown(share),
        "evidence": evidence_of(share),
        "wait_text": _median(rung.median_days),
    }


def _shown(share: Estimate) -> str:
    if share.value is None:
        return plain("{n} of {people}: too few to judge", n=share.n, people=share.denominator)
    return plain(
        "{share} · {n} of {people}",
        share=figures.share(share.value, language()),
        n=share.n,
        people=share.denominator,
    )


def _median(days: Estimate) -> str:
    return "–" if days.value is None else figures.whole(days.value, language())


def _table(rungs: Sequence[Rung]) -> Table:
    rows = [
        {
            "from_number": rung.purchase_number,
            "reached": rung.reached,
            "within_days": found.within_days,
            "eligible": found.share.denominator,
            "went_on": found.share.n,
            "share": found.share.value,
            "ci_low": found.share.ci_low,
            "ci_high": found.share.ci_high,
            "median_days": rung.median_days.value,
        }
        for rung in rungs
        for found in rung.within
    ]
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.Table.from_pylist(rows, schema=_TABLE), headers, file_name_of(plain("Ladder of purchases")))


_TABLE = pa.schema(
    [(name, pa.int64()) for name in ("from_number", "reached", "within_days", "eligible", "went_on")]
    + [(name, pa.float64()) for name in ("share", "ci_low", "ci_high", "median_days")]
)
