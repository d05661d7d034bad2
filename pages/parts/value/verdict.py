"""The page of lifecycle and value in one sentence: does the number of buyers grow, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from pages.locale import figures
from pages.parts.session import language, say
from pages.parts.value.accounts import period_text
from pages.parts.verdict import verdict
from queries.retention import Accounted


def show_verdict(found: Sequence[Accounted], period: str) -> None:
    """Of the last whole period that has a whole one before it."""
    judged = [one for one in found if one.is_complete and one.churned is not None]
    if not judged:
        verdict(say("Two whole periods are needed before anything can be said of who came and went."))
        return
    last = judged[-1]
    text = say(
        "In {period}, **{gained}** buyers were gained and **{churned}** lost.",
        period=period_text(last.period_date, period),
        gained=(last.new_buyers or 0) + (last.resurrected or 0),
        churned=last.churned,
    )
    remarks = [
        say(
            "{new} new and {resurrected} resurrected against {churned} churned; {retained} bought in both.",
            new=last.new_buyers,
            resurrected=last.resurrected,
            churned=last.churned,
            retained=last.retained,
        )
    ]
    if last.quick_ratio is not None:
        ratio = figures.whole(last.quick_ratio, language(), 2)
        remarks.append(say("Quick ratio {ratio}: gained over lost; above 1 the buyers grow.", ratio=ratio))
    verdict(text, remarks)
