"""The check of an export: a row of steps from files to good rows, failed rows and findings."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from data.contract import CONTRACT, Table
from data.errors import IntakeError, MappingError, UnreadableFile
from data.intake.batches import Batch, batches
from data.intake.checked import CheckedExport
from data.intake.csv_files import csv_sheet, stage_csv
from data.intake.files import DeliveredFile, Format, delivered_files
from data.intake.judge import judged_export
from data.intake.mapping import ExportMapping
from data.intake.parquet_files import parquet_part, parquet_sheet
from data.intake.parts import Part, Sheet
from data.intake.recognition import Placed, placed_sheets
from data.intake.workbench import Workbench, workbench
from data.intake.xlsx_files import stage_xlsx, xlsx_sheets
from data.progress import Progress, silent
from data.sentence import Sentence
from data.settings import Settings

LEFTOVER_SECONDS = 2 * 86_400


def check_export(
    paths: Sequence[Path],
    *,
    settings: Settings,
    mapping: ExportMapping | None = None,
    progress: Progress = silent,
    now: datetime,
) -> CheckedExport:
    """The export at these paths, checked. Its staged files live in `export.scratch` until `discard_staging`.

    Raises `UnreadableFile`, `MappingError` or `ExportRefused` (its `report` holds all findings); then nothing stays.
    """
    mapping = mapping or ExportMapping()
    with _disk_in_words(settings), _staging(settings, now) as scratch, workbench(settings, scratch, progress) as bench:
        placed = placed_sheets(_sheets(paths, bench, mapping), mapping)
        tables = _batches(_staged(placed, scratch, bench))
        return judged_export(tables, bench, settings=settings, mapping=mapping, scratch=scratch, now=now)


@contextmanager
def _disk_in_words(settings: Settings) -> Iterator[None]:
    """What reading could not explain: no space, no right to write, a disk that went away."""
    try:
        yield
    except OSError as reason:
        raise IntakeError(
            Sentence(
                "The check stopped at {file}: {reason}. It needs free space and the right to write in {folder}. "
                "Nothing was kept of it; the store stays as it was.",
                {
                    "file": str(reason.filename or settings.home),
                    "reason": reason.strerror or str(reason),
                    "folder": str(settings.home),
                },
            )
        ) from reason


@contextmanager
def _staging(settings: Settings, now: datetime) -> Iterator[Path]:
    """A folder of this check alone; it goes when the check fails, and stays for the store when it succeeds."""
    _remove_leftovers(settings.home / "staging")
    scratch = settings.home / "staging" / f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    scratch.mkdir(parents=True)
    try:
        yield scratch.absolute()
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _remove_leftovers(staging: Path) -> None:
    """Of checks that were killed. Younger folders may belong to one that runs."""
    for folder in staging.glob("*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFTOVER_SECONDS:
                shutil.rmtree(folder)


def discard_staging(export: CheckedExport) -> None:
    """Removes what the check had staged. The export's queries cannot be asked any more."""
    if export.scratch is not None:
        shutil.rmtree(export.scratch, ignore_errors=True)


def _sheets(paths: Sequence[Path], bench: Workbench, mapping: ExportMapping) -> list[Sheet]:
    """The sheets of all files. Faults of all files are raised together."""
    delivery = delivered_files([Path(path).absolute() for path in paths])
    faults = list(delivery.faults)
    questions: list[Sentence] = []
    sheets: list[Sheet] = []
    for place, file in enumerate(delivery.files):
        bench.say("read", Sentence("Reading {file}.", {"file": str(file.path)}), place / len(delivery.files))
        try:
            sheets += _sheets_of(file, bench.beat, mapping)
        except UnreadableFile as unreadable:
            faults += unreadable.faults
        except MappingError as undecided:
            questions += undecided.faults
    if faults:
        raise UnreadableFile(*faults, *questions)
    if questions:
        raise MappingError(*questions)
    return sheets


def _sheets_of(file: DeliveredFile, beat: Callable[[], None], mapping: ExportMapping) -> list[Sheet]:
    try:
        match file.format:
            case Format.PARQUET:
                return [parquet_sheet(file)]
            case Format.XLSX:
                return list(xlsx_sheets(file, beat))
            case _:
                return [csv_sheet(file, beat, mapping)]
    except OSError as reason:
        raise UnreadableFile(
            Sentence(
                "{file} cannot be read: {reason}. Check that it is still there and may be read.",
                {"file": str(file.path), "reason": reason.strerror or str(reason)},
            )
        ) from reason


def _staged(placed: Sequence[Placed], scratch: Path, bench: Workbench) -> list[tuple[Placed, Part]]:
    """Every sheet as Parquet. Header-only files are kept: they deliver a table without rows."""
    faults: list[Sentence] = []
    staged: list[tuple[Placed, Part]] = []
    for number, each in enumerate(placed):
        file = each.sheet.file
        bench.say("stage", Sentence("Preparing {file}.", {"file": each.sheet.title}), number / len(placed))
        folder = scratch / f"part-{number}"
        for name, value in file.partitions:
            folder /= f"{quote(name, safe='')}={quote(value, safe='')}"
        try:
            staged.append((each, _part(each.sheet, folder, bench.beat)))
        except UnreadableFile as unreadable:
            faults += unreadable.faults
        except OSError as reason:
            faults.append(
                Sentence(
                    "{file} could not be prepared: {reason}. Check the free space and the rights of {folder}.",
                    {"file": each.sheet.title, "reason": reason.strerror or str(reason), "folder": str(scratch)},
                )
            )
    if faults:
        raise UnreadableFile(*faults)
    return staged


def _part(sheet: Sheet, folder: Path, beat: Callable[[], None]) -> Part:
    if sheet.file.format is Format.PARQUET:
        return parquet_part(sheet)
    folder.mkdir(parents=True, exist_ok=True)
    return stage_xlsx(sheet, folder) if sheet.file.format is Format.XLSX else stage_csv(sheet, folder, beat)


def _batches(staged: Sequence[tuple[Placed, Part]]) -> dict[Table, tuple[Batch, ...]]:
    """The delivered tables in the contract's order."""
    return {
        table: batches(table, [(part, placed.recognised) for placed, part in staged if placed.table is table])
        for table in CONTRACT
        if any(placed.table is table for placed, _ in staged)
    }
