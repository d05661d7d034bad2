"""JSON in: the limit of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from data.sentence import Sentence
from queries.segments.tree import RANDOM, Limit, Order

if TYPE_CHECKING:
    from queries.segments.read import Reading

MAX_LIMIT = 10**9
_KEYS = ("count", "by", "order", "name", "per")


def read_limit(reading: Reading, written: Any, place: str) -> Limit | None:
    """Only the whole rule has one; faults go to the reading."""
    faults_before = len(reading.faults)
    if place or not isinstance(written, Mapping):
        reading.wrong(place, "limit", written, Sentence("nothing but a limit of the whole rule"))
        return None
    reading.known_keys(written, _KEYS, place)
    by, count = reading.text(written, "by", place), reading.whole(written.get("count"), "count", 1, MAX_LIMIT, place)
    order = _order(reading, written, by, place)
    name, per = (reading.text(written, key, place) if key in written else "" for key in ("name", "per"))
    return Limit(count, by, order, name, per) if len(reading.faults) == faults_before else None


def _order(reading: Reading, written: Mapping[str, Any], by: str, place: str) -> Order:
    order = written.get("order", Order.TOP.value)
    if by == RANDOM and "order" in written:
        reading.wrong(place, "order", order, Sentence("nothing, because chance has no order"))
    elif order not in tuple(Order):
        reading.wrong(place, "order", order, ", ".join(Order))
    else:
        return Order(order)
    return Order.TOP
