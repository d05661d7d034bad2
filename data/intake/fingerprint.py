"""Content hashes of sources, remembered by path, size and time so that unchanged files are not read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from data.contract import CONTRACT_VERSION
from data.intake.checked import SourceFile
from data.intake.mapping import ExportMapping, mapping_toml
from data.settings import Settings
from data.whole import write_whole

PIECE = 4 << 20
INTAKE_VERSION = 2  # raise it when the same export would give other rows


def file_hashes(paths: Sequence[Path], *, settings: Settings, beat: Callable[[], None]) -> dict[Path, str]:
    """The sha256 of each file."""
    memory_path = settings.state / "file_hashes.json"
    known = _remembered(memory_path)
    hashes: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        status = path.stat()
        key = f"{path}|{status.st_size}|{status.st_mtime_ns}"
        hashes[path] = known.get(key) or _sha256(path, beat)
        known[key] = hashes[path]
    kept = {key: value for key, value in known.items() if Path(key.rsplit("|", 2)[0]).exists()}
    write_whole(memory_path, json.dumps(kept, indent=0).encode())
    return hashes


def _remembered(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _sha256(path: Path, beat: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
            beat()
    return digest.hexdigest()


def export_fingerprint(
    sources: Mapping[str, Sequence[SourceFile]], *, settings: Settings, mapping: ExportMapping
) -> str:
    """Equal for equal contents in equal tables, wherever the files lie, under equal declarations."""
    digest = hashlib.sha256()
    facts = [
        CONTRACT_VERSION,
        INTAKE_VERSION,
        settings.timezone,
        settings.currency,
        mapping_toml(mapping),
        {table: sorted((source.sha256, source.path.name) for source in files) for table, files in sources.items()},
    ]
    digest.update(json.dumps(facts, sort_keys=True, default=str).encode())
    return digest.hexdigest()
