"""Schemes as a JSON document that a person can edit, and every fault of one that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from data.errors import LibraryError
from data.schemes.checks import CHECKS, contradictions
from data.schemes.declare import PRESETS, Schemes
from data.sentence import Sentence

SECTIONS = ("rfm", "quintiles", "lifecycle", "aipl")
_ABOUT = ("version", "frozen_at", "frozen_by", "note")
# Money is written in currency units and held in minor units.
_WRITTEN = {"spend_cents": "spend"}


def schemes_json(schemes: Schemes) -> str:
    """The whole document, so that an edited copy can be frozen again."""
    about: dict[str, Any] = {
        "version": schemes.version,
        "frozen_at": schemes.frozen_at.isoformat() if schemes.frozen_at else None,
        "frozen_by": schemes.frozen_by,
        "note": schemes.note,
    }
    sections = {name: _section_json(getattr(schemes, name)) for name in SECTIONS}
    return json.dumps({**about, **sections}, ensure_ascii=False, indent=1) + "\n"


def schemes_from_json(text: str | bytes, base: Schemes = PRESETS) -> Schemes:
    """What the document says; sections and entries it leaves out are those of `base`.

    Raises `LibraryError` with every fault: entries that are unknown, of a wrong kind, or contradict each other.
    """
    try:
        written = json.loads(text)
    except (ValueError, RecursionError) as reason:
        raise LibraryError(
            Sentence("The cuts are not valid JSON: {reason}.", {"reason": str(reason)[:200]})
        ) from reason
    if not isinstance(written, Mapping):
        raise LibraryError(Sentence("The cuts are not a JSON object with the sections {known}.", {"known": _listed()}))
    faults: list[Sentence] = []
    sections = {name: _section(name, written.get(name, {}), getattr(base, name), faults) for name in SECTIONS}
    faults += [_unknown(str(name), _listed()) for name in written if name not in {*SECTIONS, *_ABOUT}]
    read = replace(base, **sections, **_about(written, base, faults))
    if faults or (faults := contradictions(read)):
        raise LibraryError(*faults)
    return read


def _section_json(section: Any) -> dict[str, Any]:
    written = {}
    for declared in fields(section):
        value = getattr(section, declared.name)
        key = _WRITTEN.get(declared.name, declared.name)
        written[key] = [cents / 100 for cents in value] if key == "spend" else value
    return written


def _section(name: str, written: Any, base: Any, faults: list[Sentence]) -> Any:
    known = {_WRITTEN.get(declared.name, declared.name): declared.name for declared in fields(base)}
    if not isinstance(written, Mapping):
        faults.append(_wrong(name, written, Sentence("an object with {known}", {"known": ", ".join(known)})))
        return base
    given = {}
    for key, value in written.items():
        entry = f"{name}.{key}"
        if key not in known:
            faults.append(_unknown(entry, ", ".join(known)))
            continue
        check = CHECKS[entry]
        try:
            given[known[key]] = check.read(value)
        except (ValueError, TypeError, ArithmeticError):
            faults.append(_wrong(entry, value, check.expected))
    return replace(base, **given)


def _about(written: Mapping[str, Any], base: Schemes, faults: list[Sentence]) -> dict[str, Any]:
    version, at = written.get("version", base.version), written.get("frozen_at")
    try:
        frozen_at = datetime.fromisoformat(at) if at else base.frozen_at
    except (ValueError, TypeError):
        faults.append(_wrong("frozen_at", at, Sentence("a time, or nothing")))
        frozen_at = None
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        faults.append(_wrong("version", version, Sentence("a whole number from 0")))
    return {
        "version": version,
        "frozen_at": frozen_at,
        "frozen_by": str(written.get("frozen_by", base.frozen_by)),
        "note": str(written.get("note", base.note)),
    }


def _wrong(entry: str, found: Any, expected: Sentence) -> Sentence:
    shown = json.dumps(found, ensure_ascii=False, default=str)[:80]
    return Sentence(
        "The cuts: “{entry}” is {found}; expected {expected}.", {"entry": entry, "found": shown, "expected": expected}
    )


def _unknown(entry: str, known: str) -> Sentence:
    return Sentence("The cuts: there is no “{entry}”. There is {known}.", {"entry": entry, "known": known})


def _listed() -> str:
    return ", ".join(SECTIONS)
