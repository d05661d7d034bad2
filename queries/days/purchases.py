"""The days on which people of an audience bought, block by block, one purchase a day and each beside the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from queries.audience import Audience
from queries.catalog import catalog
from queries.days.blocks import Flags, blocks, flags
from queries.days.event_days import NO_DAY, Cents, Days, EventDays, event_days
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments import bind
from queries.segments.leaves import Leaves
from queries.segments.people import Bits


@dataclass(frozen=True, eq=False)
class Purchases:
    """Of some people, one after the other: the `days` of their orders, ascending, and which is a person's first.

    `cents` are there where they were asked for.
    """

    days: Days
    is_first: Flags
    cents: Cents

    @cached_property
    def is_new_day(self) -> Flags:
        is_new: Flags = np.diff(self.days, prepend=np.uint16(NO_DAY)) != 0
        is_new |= self.is_first
        return is_new

    @cached_property
    def apart(self) -> Purchases:
        """What was bought on one day is one purchase."""
        return self.only(self.is_new_day, has_money=False)

    def only(self, kept: Flags, *, has_money: bool = True) -> Purchases:
        rows = np.flatnonzero(kept)
        cents = self.cents.take(rows) if has_money and len(self.cents) else self.cents[:0]
        return Purchases(self.days.take(rows), self.is_first.take(rows), cents)

    @cached_property
    def is_last(self) -> Flags:
        return np.append(self.is_first[1:], True)

    @cached_property
    def next_days(self) -> Days:
        """The day of the next one of the same person, or `NO_DAY`."""
        following = np.append(self.days[1:], np.uint16(NO_DAY))
        following[self.is_last] = NO_DAY
        return following

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """From 1, beginning anew with each person."""
        places = np.arange(len(self.days), dtype=np.int32)
        firsts = np.flatnonzero(self.is_first)
        return places - np.repeat(places.take(firsts) - 1, np.diff(firsts, append=len(places)))


@dataclass(frozen=True)
class Buyers:
    """People of an audience, of whom the purchases are read that stand on its day."""

    engine: DuckDBEngine | DuckDBCursor
    audience: Audience
    has_money: bool = False

    @cached_property
    def bought(self) -> EventDays:
        """Raises `OutOfReach` and `Cancelled`."""
        orders = catalog(self.engine.version).events["orders"].event
        amount = "net_cents" if self.has_money else None
        return event_days(self.engine, orders, (), self.audience.as_of, amount=amount)

    @cached_property
    def people(self) -> Bits | None:
        """None is everyone who bought, whether still a member or not: so the questions count."""
        segment = self.audience.segment
        if segment is None:
            return None
        return Leaves(self.engine, self.audience.as_of).group(bind(segment, catalog(self.engine.version)))

    def purchases(self, cells: int) -> Iterator[Purchases]:
        """Block by block, to be counted in so many cells. Raises `SegmentError` and `Cancelled`."""
        for block in blocks(self.engine, cells):
            begins = self.bought.begins[block.start : block.stop + 1]
            rows, lengths = slice(begins[0], begins[-1]), np.diff(begins)
            days, cents = self.bought.days[rows], self.bought.cents[rows]
            is_first = np.zeros(len(days), np.bool_)
            is_first[begins[:-1][lengths > 0] - begins[0]] = True
            found = Purchases(days, is_first, cents)
            yield found if self.people is None else found.only(np.repeat(flags(self.people, block), lengths))
