"""From assigned to bought: people once and messages all, each share with its denominator by name; and by part."""

from __future__ import annotations

from collections.abc import Iterator

from data.sentence import Label, Sentence
from pages.locale import figures
from pages.locale.reader import language, plain
from pages.parts.campaigns.words import Columns, interval_text, share, value_text
from queries.campaigns import Known
from queries.campaigns.funnel import PART_LABELS, Counted, Funnel, Messages, Part
from queries.stats import Estimate

STAGES = {
    "delivered": Label("Delivered", "送达", "送達"),
    "opened": Label("Opened by people", "真人打开", "真人開啟"),
    "machine_opened": Label("Opened by machines", "机器打开", "機器開啟"),
    "clicked": Label("Clicked", "点击", "點擊"),
    "unsubscribed": Label("Unsubscribed", "退订", "退訂"),
    "complained": Label("Complained", "投诉", "投訴"),
}
BASES = {
    "delivered": Label("of those delivered to", "占送达人数", "占送達人數"),
    "sent": Label("of those sent to", "占发送人数", "占發送人數"),
    "recipients": Label("of recipients", "占实验组人数", "占實驗組人數"),
}
OVERLAPPING = Sentence("Who is in several of these parts counts in each, so they do not add up to the whole.")


def steps_table(known: Known, found: Funnel, whole: Messages) -> Columns:
    rows = list(_steps(known, found, whole))
    names = (
        plain("Step"),
        plain("People (unique)"),
        plain("Messages (total)"),
        plain("Share of people"),
        plain("Interval, 95%"),
        plain("Share of whom"),
    )
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


Step = tuple[str, str, str, str, str, str]


def _steps(known: Known, found: Funnel, whole: Messages) -> Iterator[Step]:
    assigned = sum(arm.people for arm in found.assigned if not arm.is_control)
    yield (plain("Assigned"), _number(assigned), "–", "–", "–", "–")
    yield (plain("Sent, older than 72 hours"), *_counted(whole.sent), "–", "–", "–")
    rates = whole.rates
    base = BASES[rates.reached_of].in_language(language())
    judged: dict[str, Estimate] = {
        name: getattr(rates, name) for name in ("opened", "clicked", "unsubscribed", "complained")
    }
    for stage, label in STAGES.items():
        rate = judged.get(stage)
        shares = ("–", "–", "–") if rate is None else (value_text(rate, share), interval_text(rate, share), base)
        yield (label.in_language(language()), *_counted(whole.stages[stage]), *shares)
        if stage == "clicked":
            of_opened = rates.clicked_of_opened
            texts = value_text(of_opened, share), interval_text(of_opened, share)
            yield (plain("Clicked of those who opened"), "–", "–", *texts, plain("of those who opened"))
    bought = plain("Bought within {days} days of the message", days=known.window_days)
    texts = value_text(rates.converted, share), interval_text(rates.converted, share)
    yield (bought, _number(rates.converted.n), "–", *texts, plain("of those whose days have ended"))


def _counted(found: Counted | None) -> tuple[str, str]:
    if found is None:
        return plain("not in this export"), "–"
    return _number(found.people), _number(found.messages)


def _number(count: int) -> str:
    return figures.whole(count, language())


def parts_table(found: Funnel, by: Part) -> Columns:
    """The largest first, hours in their order."""
    parts = sorted(
        found.parts, key=lambda one: (int(one.part) if by is Part.HOUR and one.part else 0, -one.sent.people)
    )
    return {
        PART_LABELS[by].in_language(language()): [_part(one.part, by) for one in parts],
        plain("Sent to"): [_number(one.sent.people) for one in parts],
        plain("Opened"): [value_text(one.rates.opened, share) for one in parts],
        plain("Clicked"): [value_text(one.rates.clicked, share) for one in parts],
        plain("Unsubscribed"): [value_text(one.rates.unsubscribed, share) for one in parts],
        plain("Bought"): [value_text(one.rates.converted, share) for one in parts],
        plain("Bought, 95%"): [interval_text(one.rates.converted, share) for one in parts],
    }


def _part(part: str, by: Part) -> str:
    if not part:
        return plain("not known")
    return f"{int(part):02}:00" if by is Part.HOUR else part
