"""Exports in: foreign files become good rows under contract names, failed rows with reasons, and findings in words."""

from __future__ import annotations

from data.intake.check import check_export, discard_staging
from data.intake.checked import CheckedExport, CheckedTable, Effect, ExtraColumn, Finding, Severity, SourceFile
from data.intake.mapping import ExportMapping, TableMapping, mapping_toml, read_mapping

__all__ = [
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
    "mapping_toml",
    "read_mapping",
]
