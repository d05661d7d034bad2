"""Which tables need not be built again: a key names all that rows follow from; equal keys mean equal rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
from sqlglot import exp

from data.contract import CONTRACT_VERSION
from data.intake.checked import CheckedExport
from data.store.manifest import STORE_FORMAT
from data.store.version import Version

_BLOCK_BYTES = 2**20


def content_key(query: exp.Query, *, keys: Mapping[str, str], besides: str = "") -> str:
    """Hash of the query with each file that it reads replaced by the hash of its content, and of what is `besides`.

    `keys` are the hashes already known, by path. The engine's version counts too: its casts may change.
    Empty, which equals no key, when a file is named by a pattern or is gone.
    """
    named = query.copy()
    literals = _file_names(named)
    if any(literal.this not in keys and not Path(literal.this).is_file() for literal in literals):
        return ""
    paths = sorted({literal.this for literal in literals})
    for literal in literals:
        literal.replace(exp.Literal.string(_by_content(literal.this, keys, paths)))
    versions = f"{STORE_FORMAT}.{CONTRACT_VERSION} duckdb {duckdb.__version__}"
    return hashlib.sha256("\n".join((versions, besides, named.sql("duckdb", copy=False))).encode()).hexdigest()


def source_keys(export: CheckedExport) -> dict[str, str]:
    return {str(source.path): source.sha256 for checked in export.tables.values() for source in checked.sources}


def taken_over(earlier: Version | None, table: str, key: str, path: Path) -> bool:
    """Whether the earlier version's file of the same key now also lies at `path`, without a byte copied."""
    if earlier is None or not key or earlier.manifest.tables[table].content_key != key:
        return False
    kept = earlier.folder / f"{table}.parquet"
    try:
        if kept.stat().st_size != earlier.manifest.tables[table].size_bytes:
            return False
        os.link(kept, path)
    except OSError:
        # Deleted meanwhile, or a file system without hard links: then it is built.
        return False
    return True


def _file_names(query: exp.Query) -> list[exp.Literal]:
    readings = list(query.find_all(exp.ReadParquet))
    return [literal for reading in readings for literal in reading.find_all(exp.Literal) if literal.is_string]


def _by_content(path: str, keys: Mapping[str, str], paths: Sequence[str]) -> str:
    """The content's hash, below the hive folders that give the rows columns.

    Its place among the `paths` stands for the name, since a query may compare file names but stores none.
    """
    hive_folders = (part for part in Path(path).parts[:-1] if "=" in part)
    return "/".join((*hive_folders, str(paths.index(path)), keys.get(path) or _sha256(path)))


def _sha256(path: str) -> str:
    found = hashlib.sha256()
    with Path(path).open("rb") as content:
        while block := content.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()
