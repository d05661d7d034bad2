"""Who entered and left a segment between two days, and what brought it about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from data.progress import Progress, silent
from data.sentence import Label, Sentence
from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.insight.as_known import as_known, reads_records
from queries.segments import (
    Group,
    Match,
    People,
    Segment,
    compile_segment,
    describe_conditions,
    evaluate,
    remarks,
)
from queries.segments.leaves import Leaves
from queries.segments.people import Bits, count

Engine = DuckDBEngine | DuckDBCursor


class Cause(StrEnum):
    """Why somebody entered or left. Each person has exactly one, the first that applies."""

    EDIT = "edit"  # with the rule as it was, nothing would have changed for them
    JOINED = "joined"  # nobody knew them on the first day
    AGEING = "ageing"  # nothing new was needed: days, windows and dates moved on
    EVENTS = "events"  # something was recorded after the first day


CAUSE_LABELS = {
    Cause.EDIT: Label("The rule was edited", "规则被修改", "規則被修改"),
    Cause.JOINED: Label("New members", "新会员", "新會員"),
    Cause.AGEING: Label("Time passed", "时间推移", "時間推移"),
    Cause.EVENTS: Label("Something new happened", "有新的行为", "有新的行為"),
}


@dataclass(frozen=True)
class Turned:
    """A condition whose truth changed for these people: it `holds` since, or no longer does. The limit is the last."""

    place: str
    words: Sentence
    holds: bool
    cause: Cause
    people: People


@dataclass(frozen=True)
class Moved:
    """Those who entered, or who left. `by_cause` adds up to `people`; of `turned`, one person may be in several."""

    people: People
    by_cause: dict[Cause, People]
    turned: tuple[Turned, ...]


@dataclass(frozen=True)
class Changes:
    """`after` = `before` + entered − left, always."""

    first: date
    last: date
    before: int
    after: int
    entered: Moved
    left: Moved
    remarks: tuple[Sentence, ...]


def changes(
    engine: Engine,
    segment: Segment,
    *,
    first: date,
    last: date,
    edited: Segment | None = None,
    progress: Progress = silent,
) -> Changes:
    """Exact, from the rule as of the end of `first` to the same rule, or the `edited` one, as of the end of `last`.

    Raises `SegmentError`, and `Cancelled` once the cursor is.
    """
    between = _Between(engine, first, last)
    progress("changes", 0.0, Sentence("Who is in it on both days …"))
    whole = between.truth(segment)
    after = whole.last if edited is None else evaluate(engine, edited, as_of=last).bits
    turns = list(between.turns(segment, progress))
    progress("changes", 1.0, Sentence("All changes are found."))
    return Changes(
        first,
        last,
        before=count(whole.first),
        after=count(after),
        entered=between.moved(after & ~whole.first, whole, turns),
        left=between.moved(whole.first & ~after, whole, turns),
        remarks=remarks(segment, catalog=catalog(engine.version)),
    )


@dataclass(frozen=True)
class _Truth:
    """Whom a rule selects on the first day, on the last, and on the last if nothing had been recorded between them."""

    first: Bits
    last: Bits
    aged: Bits


@dataclass(frozen=True)
class _Turn:
    place: str
    words: Sentence
    truth: _Truth


class _Between:
    """Two days of one store."""

    def __init__(self, engine: Engine, first: date, last: date) -> None:
        self.engine, self.first, self.last = engine, first, last
        self.of = engine.version.manifest.people
        self.known_before = Leaves(engine, first).everyone

    def truth(self, segment: Segment) -> _Truth:
        first, last = (evaluate(self.engine, segment, as_of=day).bits for day in (self.first, self.last))
        return _Truth(first, last, self._aged(segment, last))

    def _aged(self, segment: Segment, last: Bits) -> Bits:
        query = compile_segment(segment, as_of=self.last, catalog=catalog(self.engine.version))
        if not reads_records(query):
            return last
        flags = np.zeros(self.of, np.bool_)
        sql = as_known(query, self.first).sql(self.engine.dialect, copy=False)
        flags[self.engine.query(sql)["user_no"].to_numpy()] = True
        return np.packbits(flags)

    def turns(self, segment: Segment, progress: Progress) -> Iterator[_Turn]:
        """Each condition by itself."""
        words = describe_conditions(segment, catalog=catalog(self.engine.version), as_of=self.last)
        conditions = tuple(segment.conditions())
        for number, (place, condition) in enumerate(conditions, 1):
            progress("changes", number / (len(conditions) + 1), Sentence("Condition {place} …", {"place": place}))
            yield _Turn(place, words[place], self.truth(replace(segment, root=Group(Match.ALL, (condition,)))))
        if segment.root.limit is not None:
            yield _Turn("", Sentence("The limit leaves room for them"), self._room(segment))

    def _room(self, segment: Segment) -> _Truth:
        """Whom the limit does not shut out: those it takes, and those the rule would not select without it."""
        taken, fits = self.truth(segment), self.truth(replace(segment, root=replace(segment.root, limit=None)))
        return _Truth(taken.first | ~fits.first, taken.last | ~fits.last, taken.aged | ~fits.aged)

    def moved(self, people: Bits, whole: _Truth, turns: Sequence[_Turn]) -> Moved:
        unedited = people & (whole.first ^ whole.last)
        causes = {Cause.EDIT: people & ~unedited, **self._by_time(unedited, whole)}
        turned = (turned for turn in turns for turned in self._turned(unedited, turn))
        return Moved(
            self._people(people),
            {cause: self._people(caused) for cause, caused in causes.items()},
            tuple(sorted(turned, key=lambda found: -found.people.count)),
        )

    def _by_time(self, people: Bits, truth: _Truth) -> dict[Cause, Bits]:
        known, needed_nothing = people & self.known_before, ~(truth.aged ^ truth.last)
        return {
            Cause.JOINED: people & ~self.known_before,
            Cause.AGEING: known & needed_nothing,
            Cause.EVENTS: known & ~needed_nothing,
        }

    def _turned(self, people: Bits, turn: _Turn) -> Iterator[Turned]:
        first, last = turn.truth.first, turn.truth.last
        for holds, these in ((True, people & last & ~first), (False, people & first & ~last)):
            for cause, caused in self._by_time(these, turn.truth).items():
                if caused.any():
                    yield Turned(turn.place, turn.words, holds, cause, self._people(caused))

    def _people(self, bits: Bits) -> People:
        return People(bits, self.of)
