"""Definitions as a page shows them, about the version that the session reads."""

from __future__ import annotations

from datetime import date

from data.sentence import Sentence
from pages.parts.definitions import DEFINITIONS, definition_sentences
from pages.parts.opened import store
from pages.parts.session import in_a_row, language, say, settings, spoken


def definition_line(key: str, as_of: date) -> str:
    """The same in one line under a chart, as plain text that also goes into its picture."""
    return in_a_row(definition_sentences(key, as_of, store().manifest), is_plain=True)


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
