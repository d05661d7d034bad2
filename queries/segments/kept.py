"""What was found once is kept up to a size, the longest unused goes first. Shared by all sessions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Found = TypeVar("Found", bound=Sized)


class Kept:
    """Two that ask for the same at once both look for it: a waiting one could be cancelled with the other."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Sized] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, find: Callable[[], Found], *, limit: int) -> Found:
        """What is kept under the key, else what `find` finds. The key must say everything that it depends on."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]  # type: ignore[return-value]  # of the type that `find` gave for this key
        found = find()
        self._keep(key, found, limit)
        return found

    def has(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._found

    def _keep(self, key: Hashable, found: Sized, limit: int) -> None:
        with self._lock:
            if key in self._found or found.nbytes > limit:
                return
            self._found[key] = found
            self._bytes += found.nbytes
            while self._bytes > limit:
                _, oldest = self._found.popitem(last=False)
                self._bytes -= oldest.nbytes

    @property
    def nbytes(self) -> int:
        return self._bytes
