"""What a store version says about itself: where it came from, what it holds, what was found on the way in."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.contract import CONTRACT_VERSION, Kind
from data.errors import StoreError
from data.intake.checked import Effect, ExtraColumn, Finding, Severity
from data.sentence import Gap, Sentence
from data.store.plain import from_plain, to_plain

MANIFEST_NAME = "manifest.json"
# Counts up when the same export would be stored otherwise than before; then nothing older is taken over.
STORE_FORMAT = 2
BUILD = "python cli.py build"


@dataclass(frozen=True)
class SourceFact:
    """One delivered file, as it lay on disk, and the table that it filled."""

    path: str
    sha256: str
    size_bytes: int
    rows: int
    table: str


@dataclass(frozen=True)
class TableFacts:
    """One table of a version. `columns` are the delivered contract columns; the file holds all of the contract.

    `content_key` names everything that its rows follow from: equal keys, equal rows.
    """

    delivered: bool
    rows: int
    columns: tuple[str, ...]
    extras: tuple[ExtraColumn, ...]
    first_date: date | None
    last_date: date | None
    content_key: str
    size_bytes: int


@dataclass(frozen=True)
class Unattributed:
    """Counted orders of no known person, and their money after refunds."""

    orders: int
    net_cents: int


@dataclass(frozen=True)
class Manifest:
    """Everything known about a version without opening a table. `data_start` and `data_end` are local days."""

    id: str
    built_at: datetime
    contract_version: int
    store_format: int
    timezone: str
    currency: str
    data_start: date
    data_end: date
    people: int
    fingerprint: str
    sources: tuple[SourceFact, ...]
    tables: Mapping[str, TableFacts]
    findings: tuple[Finding, ...]
    unattributed: Unattributed

    def delivers(self, table: str, column: str | None = None) -> bool:
        """Whether the export brought this table (and this contract column): what it lacks is unavailable, not zero."""
        facts = self.tables[table]
        return facts.delivered and (column is None or column in facts.columns)

    def to_json(self) -> str:
        return json.dumps(to_plain(self), ensure_ascii=False, indent=1) + "\n"


def manifest_from_json(text: str, *, origin: Path) -> Manifest:
    """The manifest that was written; `StoreError` when it is damaged or of another contract."""
    try:
        written = json.loads(text)
        contract = (written["contract_version"], written["store_format"])
    except (ValueError, KeyError, TypeError) as reason:
        raise _damaged(origin, reason) from reason
    if contract != (CONTRACT_VERSION, STORE_FORMAT):
        raise _of_another_contract(origin, contract, written)
    try:
        return _manifest(written)
    except (ValueError, KeyError, TypeError) as reason:
        raise _damaged(origin, reason) from reason


def _manifest(written: dict[str, Any]) -> Manifest:
    values = {name: from_plain(value) for name, value in written.items()}
    values["sources"] = tuple(SourceFact(**source) for source in values["sources"])
    values["tables"] = {name: _table_facts(facts) for name, facts in values["tables"].items()}
    values["findings"] = tuple(_finding(finding) for finding in values["findings"])
    values["unattributed"] = Unattributed(**values["unattributed"])
    return Manifest(**values)


def _table_facts(written: dict[str, Any]) -> TableFacts:
    extras = tuple(ExtraColumn(**{**extra, "kind": Kind(extra["kind"])}) for extra in written["extras"])
    return TableFacts(**{**written, "columns": tuple(written["columns"]), "extras": extras})


def _finding(written: dict[str, Any]) -> Finding:
    return Finding(
        **{
            **written,
            "severity": Severity(written["severity"]),
            "examples": tuple(written["examples"]),
            "effects": tuple(Effect(**effect) for effect in written["effects"]),
        }
    )


def _damaged(origin: Path, reason: Exception) -> StoreError:
    return StoreError(
        Sentence(
            "{file} cannot be read as the manifest of a store version ({reason}). Build the store again.",
            {"file": str(origin), "reason": f"{type(reason).__name__}: {reason}"},
        )
    )


def _of_another_contract(origin: Path, contract: tuple[Any, Any], written: dict[str, Any]) -> StoreError:
    known: dict[str, Gap] = {
        "file": str(origin),
        "found": f"{contract[0]}.{contract[1]}",
        "expected": f"{CONTRACT_VERSION}.{STORE_FORMAT}",
    }
    folder = _folder_of_sources(written)
    if folder is None:
        return StoreError(
            Sentence(
                "{file} was written under contract {found}; this program reads contract {expected}. The export it was "
                "built from is no longer where it lay. Build the store again from where it is now: {command}",
                known | {"command": f"{BUILD} FOLDER"},
            )
        )
    return StoreError(
        Sentence(
            "{file} was written under contract {found}; this program reads contract {expected}. "
            "Build the store again from the export in {folder}: {command}",
            known | {"folder": str(folder), "command": f"{BUILD} {shlex.quote(str(folder))}"},
        )
    )


def _folder_of_sources(written: dict[str, Any]) -> Path | None:
    """Where all delivered files lay, if they are still there."""
    try:
        files = [Path(source["path"]) for source in written["sources"]]
        folder = Path(os.path.commonpath([file.parent for file in files]))
    except (ValueError, KeyError, TypeError):
        return None
    return folder if all(file.exists() for file in files) else None
