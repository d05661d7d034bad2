"""How segments overlap: how many people any two share, and how many are in exactly these segments and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.leaves import Leaves, evaluate
from queries.segments.people import Bits, count
from queries.segments.tree import Segment

BYTES_AT_ONCE = 131_072  # of each segment's bits: all that is worked on stays near the processor
SEGMENTS_PER_KEY = 64
MOST_COMBINATIONS = 1_000  # fifty unrelated segments of millions of people make millions, of a person or two each


@dataclass(frozen=True)
class Exclusive:
    """`people` are in every one of the named segments and in no other of those compared."""

    names: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Overlaps:
    """`outside` are in none. `exclusive` are the largest combinations first, of all `combinations` that have people."""

    names: tuple[str, ...]
    everyone: int
    outside: int
    combinations: int
    exclusive: tuple[Exclusive, ...]
    shared: Mapping[tuple[str, str], int]

    def both(self, first: str, second: str) -> int:
        """People who are in both; of a segment with itself, its size."""
        return self.shared[first, second]


def overlaps(engine: DuckDBEngine | DuckDBCursor, segments: Mapping[str, Segment], *, as_of: date) -> Overlaps:
    """Exact at the end of `as_of`, by the names given. Raises `SegmentError`, and `Cancelled` once the cursor is."""
    found = {name: evaluate(engine, segment, as_of=as_of).bits for name, segment in segments.items()}
    return overlaps_of(found, Leaves(engine, as_of).everyone)


def overlaps_of(found: Mapping[str, Bits], everyone: Bits) -> Overlaps:
    """Of sets of people among everyone that are already found."""
    names, bits = tuple(found), list(found.values())
    shared = _shared(bits)
    combined = _combined(bits)
    return Overlaps(
        names=names,
        everyone=(of := count(everyone)),
        outside=of - int(combined["people"].sum()),
        combinations=len(combined),
        exclusive=_largest(names, combined),
        shared={(a, b): int(shared[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)},
    )


def _parts(bits: Sequence[Bits]) -> Iterator[NDArray[np.uint8]]:
    """The sets below one another, some people at a time."""
    for begin in range(0, len(bits[0]) if bits else 0, BYTES_AT_ONCE):
        yield np.stack([people[begin : begin + BYTES_AT_ONCE] for people in bits])


def _shared(bits: Sequence[Bits]) -> NDArray[np.int64]:
    shared = np.zeros((len(bits), len(bits)), np.int64)
    for part in _parts(bits):
        words = _words(part)
        for number, people in enumerate(words):
            shared[number, number:] += np.bitwise_count(people & words[number:]).sum(axis=1, dtype=np.int64)
    return np.maximum(shared, shared.T)


def _words(part: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Sixty-four people at once; the last ones are followed by nobody."""
    return np.pad(part, ((0, 0), (0, -part.shape[1] % 8))).view(np.uint64)


def _combined(bits: Sequence[Bits]) -> pl.DataFrame:
    """Everyone's combination is a row of keys, a bit for each segment; equal ones are counted, empty ones left out."""
    keys = [_keys(part).group_by(pl.all()).len("people") for part in _parts(bits)]
    if not keys:
        return pl.DataFrame({"people": []}, schema={"people": pl.Int64})
    is_in_any = pl.any_horizontal(pl.exclude("people") > 0)
    return pl.concat(keys).filter(is_in_any).group_by(pl.exclude("people")).agg(pl.col("people").cast(pl.Int64).sum())


def _largest(names: Sequence[str], combined: pl.DataFrame) -> tuple[Exclusive, ...]:
    order = ["people", *(name for name in combined.columns if name != "people")]
    largest = combined.select(order).sort(order, descending=[True] + [False] * (len(order) - 1))
    return tuple(
        Exclusive(_named(names, keys), people) for people, *keys in largest.head(MOST_COMBINATIONS).iter_rows()
    )


def _keys(part: NDArray[np.uint8]) -> pl.DataFrame:
    keys = [np.zeros(part.shape[1] * 8, np.uint64) for _ in range(0, len(part), SEGMENTS_PER_KEY)]
    for number, people in enumerate(part):
        place = np.uint64(number % SEGMENTS_PER_KEY)
        keys[number // SEGMENTS_PER_KEY] |= np.unpackbits(people).astype(np.uint64) << place
    return pl.DataFrame({f"key_{number}": key for number, key in enumerate(keys)})


def _named(names: Sequence[str], keys: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        name for number, name in enumerate(names) if keys[number // SEGMENTS_PER_KEY] >> number % SEGMENTS_PER_KEY & 1
    )
