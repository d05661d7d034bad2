"""Which files were delivered, and what each one really is, whatever its name says."""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote

from data.errors import UnreadableFile
from data.sentence import Label, Sentence


class Format(StrEnum):
    PARQUET = "Parquet"
    CSV = "CSV"
    CSV_GZIP = "gzipped CSV"
    XLSX = "Excel (xlsx)"


FORMAT_LABELS = {
    Format.PARQUET: Label("Parquet", "Parquet", "Parquet"),
    Format.CSV: Label("CSV", "CSV", "CSV"),
    Format.CSV_GZIP: Label("gzipped CSV", "gzip 压缩的 CSV", "gzip 壓縮的 CSV"),
    Format.XLSX: Label("Excel (xlsx)", "Excel（xlsx）", "Excel（xlsx）"),
}


ENDINGS = {
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".csv.gz": Format.CSV_GZIP,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
}
REFUSED_ENDINGS = (".xls", ".xlsb", ".ods", ".zip", ".rar", ".7z")

# What other files begin with. Shop back ends like to name a web page ".xls" or ".csv".
FOREIGN_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": Sentence("an old Excel file (xls) or one protected by a password"),
    b"%PDF": Sentence("a PDF"),
    b"\x89PNG": Sentence("a picture"),
    b"\xff\xd8\xff": Sentence("a picture"),
    b"GIF8": Sentence("a picture"),
    b"Rar!": Sentence("a RAR archive"),
    b"7z\xbc\xaf": Sentence("a 7z archive"),
    b"SQLite format 3": Sentence("an SQLite database"),
    b"\x28\xb5\x2f\xfd": Sentence("a zstd archive"),
    b"BZh": Sentence("a bzip2 archive"),
    b"ORC": Sentence("an ORC file"),
    b"Obj\x01": Sentence("an Avro file"),
}
WEB_BEGINNINGS = (b"<!doctype html", b"<html", b"<?xml", b"<table")


@dataclass(frozen=True)
class DeliveredFile:
    """A file of an export: `partitions` are the `name=value` folders above it, `folders` the others, nearest first."""

    path: Path
    format: Format
    partitions: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] = ()


@dataclass
class Delivery:
    """All files found, those that are not data, and what is wrong with the rest."""

    files: list[DeliveredFile] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    faults: list[Sentence] = field(default_factory=list)


def delivered_files(paths: Sequence[Path]) -> Delivery:
    """Every data file named by the paths: files, folders, globs. Order is that of names, so that it repeats."""
    delivery = Delivery()
    seen: set[Path] = set()
    for named in paths:
        for path, root, is_chosen in _found(Path(named), delivery.faults):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                _take(path, root, is_chosen, delivery)
    if not delivery.files and not delivery.faults:
        delivery.faults.append(
            Sentence(
                "No data file was found in {paths}. Expected Parquet, CSV or XLSX.",
                {"paths": ", ".join(str(path) for path in paths) or "–"},
            )
        )
    return delivery


def _found(named: Path, faults: list[Sentence]) -> Iterator[tuple[Path, Path, bool]]:
    """Files under a path, each with the folder that was named and whether the person chose this very file."""
    try:
        if named.is_dir():
            yield from ((path, named, False) for path in _walk(named, faults))
        elif named.is_file():
            yield named, named.parent, True
        elif matches := sorted(Path(match) for match in _globbed(named)):
            for match in matches:
                if match.is_dir():
                    yield from ((path, match, False) for path in _walk(match, faults))
                else:
                    yield match, match.parent, True
        else:
            faults.append(Sentence("{file} does not exist. Check the path, or export it again.", {"file": str(named)}))
    except (OSError, ValueError) as reason:
        faults.append(_no_access(named, reason))


def _globbed(named: Path) -> list[str]:
    return glob.glob(str(named), recursive=True) if glob.has_magic(str(named)) else []  # noqa: PTH207 – absolute patterns


def _walk(folder: Path, faults: list[Sentence]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=lambda reason: faults.append(_no_access(folder, reason))):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith((".", "_", "~$")))


def _no_access(path: Path, reason: Exception) -> Sentence:
    return Sentence(
        "{file} cannot be opened: {reason}. Give this account the right to read it.",
        {
            "file": str(getattr(reason, "filename", None) or path),
            "reason": getattr(reason, "strerror", None) or str(reason),
        },
    )


def _ending(path: Path) -> str:
    name = path.name.lower()
    return next(
        (ending for ending in sorted((*ENDINGS, *REFUSED_ENDINGS), key=len, reverse=True) if name.endswith(ending)), ""
    )


def _take(path: Path, root: Path, is_chosen: bool, delivery: Delivery) -> None:
    ending = _ending(path)
    if not is_chosen and not ending:
        delivery.ignored.append(path)
        return
    try:
        found = _format(path, ENDINGS.get(ending))
    except UnreadableFile as unreadable:
        delivery.faults.extend(unreadable.faults)
        return
    except OSError as reason:
        delivery.faults.append(_no_access(path, reason))
        return
    above = path.parent.relative_to(root).parts
    partitions = tuple(
        (part.partition("=")[0], unquote(part.partition("=")[2]))
        for part in above
        if part.partition("=")[0] and "=" in part
    )
    folders = (*reversed([part for part in above if "=" not in part]), root.name)
    delivery.files.append(DeliveredFile(path, found, partitions, folders))


def _format(path: Path, promised: Format | None) -> Format:
    """What the first bytes say. They must not contradict the name."""
    with path.open("rb") as stream:
        beginning = stream.read(64)
    if not beginning:
        raise UnreadableFile(Sentence("{file} is empty. Export it again.", {"file": str(path)}))
    found = _begins_as(path, beginning)
    if promised is Format.PARQUET and found is Format.CSV and not _may_be_text(beginning):
        raise UnreadableFile(
            Sentence(
                "{file} does not begin as Parquet does: it is damaged. Copy or export it again.", {"file": str(path)}
            )
        )
    if promised is not None and found is not promised:
        raise UnreadableFile(
            Sentence(
                "{file} is named as {promised}, but its content is {found}. Export it again, or correct its name.",
                {"file": str(path), "promised": FORMAT_LABELS[promised], "found": FORMAT_LABELS[found]},
            )
        )
    return found


def _may_be_text(beginning: bytes) -> bool:
    """No control characters but those that lay a text out."""
    return not any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in beginning)


def _begins_as(path: Path, beginning: bytes) -> Format:
    if beginning.startswith(b"PAR1"):
        return Format.PARQUET
    if beginning.startswith(b"\x1f\x8b"):
        return Format.CSV_GZIP
    if beginning.startswith(b"PK\x03\x04"):
        if zipfile.is_zipfile(path) or path.suffix.lower() in (".xlsx", ".xlsm"):
            return Format.XLSX
        raise _foreign(path, Sentence("a zip archive"))
    for signature, words in FOREIGN_BEGINNINGS.items():
        if beginning.startswith(signature):
            raise _foreign(path, words)
    if beginning.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB_BEGINNINGS):
        raise _foreign(path, Sentence("a web page"))
    return Format.CSV


def _foreign(path: Path, words: Sentence) -> UnreadableFile:
    return UnreadableFile(
        Sentence(
            "{file} is {found}. Open it where it came from and save it as XLSX, CSV or Parquet.",
            {"file": str(path), "found": words},
        )
    )
