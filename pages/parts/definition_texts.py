"""Definitions as a page shows them, about the version that the session reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.sentence import Gap, Label, Sentence
from pages.parts.definitions import DEFINITIONS, definition_sentences
from pages.parts.opened import store
from pages.parts.session import in_a_row, language, say, settings, spoken


@dataclass(frozen=True)
class HowCounted:
    """What stands under a chart as plain text: what it is, as of which day, in which zone, up to which day of the
    data; and folded below it the whole, with the denominator and the window, which also goes into its picture."""

    short: str
    whole: str


def how_counted(key: str, as_of: date) -> HowCounted:
    """Of one of the definitions."""
    return HowCounted(short_line(DEFINITIONS[key].name, as_of), definition_line(key, as_of))


def definition_line(key: str, as_of: date) -> str:
    """The whole in one line of plain text."""
    return in_a_row(definition_sentences(key, as_of, store().manifest), is_plain=True)


def short_line(what: Label | Sentence, as_of: date) -> str:
    manifest = store().manifest
    gaps: dict[str, Gap] = {"what": what, "as_of": as_of, "zone": manifest.timezone, "last": manifest.data_end}
    return in_a_row(
        [Sentence("{what}. As of {as_of}, days in the time zone {zone}, data to {last}.", gaps)], is_plain=True
    )


def definition_text(key: str) -> str:
    """Markdown for a hover: formula, denominator, window, time zone and the data's last day."""
    known, version = DEFINITIONS[key], store()
    lines = [f"**{known.name.in_language(language())}**", spoken(known.formula)]
    if known.denominator:
        lines.append(say("Denominator: {what}", what=known.denominator))
    lines.append(say("Time: {when}", when=known.window))
    if known.remark:
        lines.append(spoken(Sentence(known.remark.text, {"days": settings().refund_window_days})))
    lines.append(say("Time zone {zone}, data to {day}.", zone=version.manifest.timezone, day=version.manifest.data_end))
    return "\n\n".join(lines)
