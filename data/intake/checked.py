"""What intake hands to the store: for each table a query over its good rows, and what was found in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlglot import exp

from data.contract import Kind, Table
from data.sentence import Gap, Label, Money, Sentence, Share


class Severity(StrEnum):
    """What a finding does: refuses the export, sends rows to quarantine, warns, or only informs."""

    REFUSED = "refused"
    QUARANTINED = "quarantined"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS = {
    Severity.REFUSED: Label("Refused", "拒收", "拒收"),
    Severity.QUARANTINED: Label("In quarantine", "已隔离", "已隔離"),
    Severity.WARNING: Label("Warning", "警告", "警告"),
    Severity.NOTE: Label("Note", "提示", "提示"),
}


@dataclass(frozen=True)
class SourceFile:
    """One delivered file, as it lay on disk."""

    path: Path
    sha256: str
    size_bytes: int
    rows: int


@dataclass(frozen=True)
class Effect:
    """What the rows of a finding do to one metric: its value as counted, and if they were treated the other way."""

    metric: Label
    counted: float | None
    otherwise: float | None
    is_share: bool
    is_money: bool = False  # in currency units

    @property
    def sentence(self) -> Sentence:
        return Sentence(
            "{metric}: {counted} as counted, {otherwise} if these rows were treated the other way.",
            {"metric": self.metric, "counted": self._value(self.counted), "otherwise": self._value(self.otherwise)},
        )

    @property
    def is_felt(self) -> bool:
        """Whether the metric, as it is printed, would read otherwise."""
        if self.counted is None or self.otherwise is None:
            return self.counted != self.otherwise
        digits = 3 if self.is_share else 2
        return round(self.counted, digits) != round(self.otherwise, digits)

    def _value(self, value: float | None) -> Gap:
        if value is None:
            return None
        if self.is_money:
            return Money(round(value * 100))
        return Share(value) if self.is_share else value


@dataclass(frozen=True)
class Finding:
    """One rule that some rows failed, or one remark about a table."""

    rule: str
    table: str
    severity: Severity
    sentence: Sentence
    rows: int = 0
    share: float = 0.0
    examples: tuple[Mapping[str, Any], ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class ExtraColumn:
    """A column the contract does not know. It is kept and becomes a filterable attribute of its table."""

    name: str
    header: str
    kind: Kind


@dataclass(frozen=True)
class CheckedTable:
    """Good rows of one delivered table.

    `good` yields the delivered contract columns under their stored names and types (money in minor units,
    times in UTC, each time followed by its local date), then the extras. Person columns still hold user_id text.
    Rows read = `good_rows` + `failed_rows` + `duplicate_rows` (exact copies, dropped).
    """

    table: Table
    sources: tuple[SourceFile, ...]
    good: exp.Query
    good_rows: int
    failed_rows: int
    delivered: tuple[str, ...]
    extras: tuple[ExtraColumn, ...] = ()
    duplicate_rows: int = 0


@dataclass(frozen=True)
class CheckedExport:
    """A whole export that may be built. Raised as `ExportRefused` instead when a finding refuses it."""

    tables: Mapping[str, CheckedTable]
    findings: tuple[Finding, ...]
    timezone: str
    currency: str
    data_start: date
    data_end: date
    fingerprint: str  # of sources, mapping and contract: equal fingerprints build equal stores
    scratch: Path | None = None  # staged files that the queries read; see `discard_staging`
