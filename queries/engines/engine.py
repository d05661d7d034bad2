"""What a question needs of an engine, and nothing more."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from data.store.version import Version


class Engine(Protocol):
    """One store version that can be asked. `dialect` is sqlglot's name of its SQL."""

    @property
    def dialect(self) -> str: ...

    @property
    def version(self) -> Version: ...

    def relation(self, table: str) -> exp.Table:
        """How this engine names a stored table inside a `from`."""

    def query(self, sql: str) -> pa.Table:
        """The whole answer, computed in the calling thread. Raises `Cancelled` after `cancel`."""

    def cancel(self) -> None:
        """Stop what is running; callable from any thread."""
