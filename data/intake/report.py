"""The findings of a check as plain data, for `check --json` and for whoever reads it with a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data.intake.checked import CheckedExport, Effect, Finding
from data.sentence import Gap, Label, Money, Sentence, Share


def export_report(export: CheckedExport) -> dict[str, Any]:
    """Tables with their sources and rows, the span of days, and every finding."""
    return {
        "timezone": export.timezone,
        "currency": export.currency,
        "data_start": export.data_start.isoformat(),
        "data_end": export.data_end.isoformat(),
        "fingerprint": export.fingerprint,
        "tables": {
            name: {
                "good_rows": checked.good_rows,
                "failed_rows": checked.failed_rows,
                "duplicate_rows": checked.duplicate_rows,
                "columns": list(checked.delivered),
                "extras": [
                    {"name": extra.name, "header": extra.header, "kind": extra.kind.value} for extra in checked.extras
                ],
                "sources": [
                    {"path": str(each.path), "sha256": each.sha256, "size_bytes": each.size_bytes, "rows": each.rows}
                    for each in checked.sources
                ],
            }
            for name, checked in export.tables.items()
        },
        "findings": findings_report(export.findings),
    }


def findings_report(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Each finding as JSON-able data; also for the `report` that `ExportRefused` carries."""
    return [
        {
            "rule": each.rule,
            "table": each.table,
            "severity": each.severity.value,
            "sentence": _sentence(each.sentence),
            "rows": each.rows,
            "share": each.share,
            "examples": [{name: _value(value) for name, value in example.items()} for example in each.examples],
            "effects": [_effect(effect) for effect in each.effects],
        }
        for each in findings
    ]


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "metric": effect.metric.en,
        "counted": effect.counted,
        "otherwise": effect.otherwise,
        "is_share": effect.is_share,
        "is_money": effect.is_money,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "english": str(sentence),
        "text": sentence.text,
        "gaps": {name: _value(gap) for name, gap in sentence.gaps.items()},
    }


def _value(value: Gap | Mapping[str, Any]) -> Any:
    match value:
        case Share():
            return value.value
        case Money():
            return value.minor_units
        case Label():
            return value.en
        case Sentence():
            return str(value)
        case Decimal():
            return float(value)
        case datetime() | date():
            return value.isoformat()
        case None | bool() | int() | float() | str():
            return value
    return str(value)
