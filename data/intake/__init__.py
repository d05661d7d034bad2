"""Exports in: foreign files become good rows under contract names, failed rows with reasons, and findings in words."""

from __future__ import annotations

from data.intake.check import check_export, discard_staging
from data.intake.checked import (
    SEVERITY_LABELS,
    CheckedExport,
    CheckedTable,
    Effect,
    ExtraColumn,
    Finding,
    Severity,
    SourceFile,
)
from data.intake.mapping import ExportMapping, TableMapping, mapping_toml, read_mapping
from data.intake.report import export_report, findings_report
from data.intake.suggestion import suggest_mapping

__all__ = [
    "SEVERITY_LABELS",
    "CheckedExport",
    "CheckedTable",
    "Effect",
    "ExportMapping",
    "ExtraColumn",
    "Finding",
    "Severity",
    "SourceFile",
    "TableMapping",
    "check_export",
    "discard_staging",
    "export_report",
    "findings_report",
    "mapping_toml",
    "read_mapping",
    "suggest_mapping",
]
