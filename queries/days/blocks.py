"""People in blocks whose days stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.people import Bits

BLOCK = 2**14  # people; a multiple of 8

Flags: TypeAlias = NDArray[np.bool_]


def blocks(engine: DuckDBEngine | DuckDBCursor, cells: int) -> Iterator[slice]:
    """Of all people of the store. Adding up that many cells must cost less than filling them.

    Raises `Cancelled` once the cursor is.
    """
    people, size = engine.version.manifest.people, max(BLOCK, cells // 8 * 8)
    for first in range(0, people, size):
        if isinstance(engine, DuckDBCursor):
            engine.stop_if_cancelled()
        yield slice(first, min(first + size, people))


def flags(bits: Bits, block: slice) -> Flags:
    """Which people of the block are among them."""
    return np.unpackbits(bits[block.start // 8 : -(-block.stop // 8)], count=block.stop - block.start).view(np.bool_)
