"""Builds that run in processes of their own, to be killed, starved or refused by the system."""

from __future__ import annotations

import os
import pathlib
import resource
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from data.errors import FenqunError
from data.intake.checked import CheckedExport
from data.settings import Settings
from data.store import build_store

PROCESSES = ForkServerContext()
PROCESSES.set_forkserver_preload(["tests.data.store.killed_builds"])


def build(home: Path, export: CheckedExport, *, hour: int = 1) -> str:
    """Builds the export in `home`; answers the version's id."""
    return build_store(export, settings=Settings(home=home, threads=1), now=datetime(2026, 1, 1, hour, tzinfo=UTC)).id


def start(act: Callable[..., Any], *arguments: Any) -> BaseProcess:
    process = PROCESSES.Process(target=act, args=arguments)
    process.start()
    return process


def die_at_act(home: Path, export: CheckedExport, number: int) -> None:
    """Builds and is killed by the system just before its `number`-th act on the disk."""
    acts = iter(range(number + 1))

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if next(acts, number) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*arguments, **named)

        return counted

    for name in ("mkdir", "rename", "replace", "unlink", "write_text"):
        setattr(pathlib.Path, name, dying(getattr(pathlib.Path, name)))
    for name in ("fsync", "rmdir", "link"):
        setattr(os, name, dying(getattr(os, name)))
    build(home, export)


def build_telling(home: Path, export: CheckedExport, starve: Callable[[Path], None], told: Any) -> None:
    """Builds in a process that was starved first; sends what went wrong."""
    starve(home)
    try:
        told.put(build(home, export))
    except FenqunError as error:
        told.put(f"{type(error).__name__}: {error}")


def of_disk(home: Path) -> None:
    """No file may grow beyond 4 kB: what a full disk looks like to a writer."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def of_rights(home: Path) -> None:
    """No right to write in the store."""
    (home / "store").chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)
