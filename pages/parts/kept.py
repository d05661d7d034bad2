"""Answers kept under text, bounded in bytes; what several sessions ask at the same time runs once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

BYTES_KEPT = 256 * 2**20
BYTES_BESIDE_TABLE = 4096  # the text of the SQL and the parameters


@dataclass
class Running:
    """One question under way and how many sessions wait for it."""

    key: str
    future: Future[Any]
    stop: Callable[[], None]
    waiting: int = 1


class KeptAnswers:
    """Keys are text, never frames. The oldest used leaves first."""

    def __init__(self, limit_bytes: int = BYTES_KEPT) -> None:
        self.limit_bytes = limit_bytes
        self.held_bytes = 0
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._running: dict[str, Running] = {}
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="question")  # the engine admits fewer

    def get(self, key: str) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, found: Any) -> None:
        """What was made without a worker of its own."""
        with self._lock:
            self._keep(key, found)

    def begin(self, key: str, work: Callable[[], Any], stop: Callable[[], None]) -> Running:
        """Start the work, or join those who already wait for it. Everyone who begins must `leave`."""
        with self._lock:
            running = self._running.get(key)
            if running is not None and not running.future.done():
                running.waiting += 1
                return running
            running = Running(key, self._pool.submit(work), stop)
            self._running[key] = running
        running.future.add_done_callback(lambda _: self._finish(running))
        return running

    def leave(self, running: Running) -> None:
        """The last one to leave unfinished work stops it."""
        with self._lock:
            running.waiting -= 1
            is_unwanted = running.waiting <= 0 and not running.future.done()
            if is_unwanted:
                self._running.pop(running.key, None)
        if is_unwanted and not running.future.cancel():
            running.stop()

    def stop_all(self) -> None:
        """At the end of the process, which would otherwise wait for every running question."""
        with self._lock:
            running = tuple(self._running.values())
        for one in running:
            one.stop()

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self.held_bytes = 0

    def _finish(self, running: Running) -> None:
        with self._lock:
            if self._running.get(running.key) is running:
                del self._running[running.key]
            if not running.future.cancelled() and running.future.exception() is None:
                self._keep(running.key, running.future.result())

    def _keep(self, key: str, found: Any) -> None:
        replaced = self._kept.pop(key, None)
        self.held_bytes += _size(found) - (_size(replaced) if replaced else 0)
        self._kept[key] = found
        while self.held_bytes > self.limit_bytes and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self.held_bytes -= _size(oldest)


def _size(found: Any) -> int:
    """Bytes of the Arrow tables in a result; what else it holds is small."""
    tables = [found, *vars(found).values()] if hasattr(found, "__dict__") else [found]
    return BYTES_BESIDE_TABLE + sum(int(getattr(table, "nbytes", 0)) for table in tables)
