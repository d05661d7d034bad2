"""`make bench SIZE=100k|1M|10M`: every figure at one size, as a table and as JSON in build/."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

PEOPLE = {"100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
Bench = Callable[[int, Path], Sequence[Mapping[str, Any]]]
BENCHES = ("demo", "check", "build", "questions", "segments", "retention", "campaigns", "lists", "pages")
OUT = Path("build")


def main(size: str, names: Sequence[str]) -> None:
    if size not in PEOPLE or not set(names) <= set(BENCHES):
        sys.exit(f"python -m tests.benchmarks {'|'.join(PEOPLE)} [{'|'.join(BENCHES)} …]")
    rows = [dict(row) for name in names or BENCHES for row in _bench(name)(PEOPLE[size], OUT / "bench" / size)]
    OUT.mkdir(exist_ok=True)
    report = {"size": size, "conditions": _conditions(), "figures": rows}
    path = OUT / f"bench-{size}.json"
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    _show(rows)
    print(path)


def _bench(name: str) -> Bench:
    bench: Bench = getattr(importlib.import_module(f"tests.benchmarks.bench_{name}"), f"bench_{name}")
    return bench


def _conditions() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **{name: version(name) for name in ("duckdb", "polars", "streamlit", "pyarrow")},
    }


def _show(rows: Sequence[Mapping[str, Any]]) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    Console(width=160).print(table)


def _cell(value: object) -> str:
    return "" if value is None else f"{value:,.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", sys.argv[2:])
