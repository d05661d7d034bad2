"""Who starts when, as SQL: one row per person and cohort, with the day and the time of the start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from data.errors import BadParameter
from data.sentence import Sentence
from queries.audience import Audience
from queries.relations import AUDIENCE
from queries.retention.bind import BoundHappening, BoundStudy
from queries.retention.calendar import Calendar
from queries.retention.study import Cohorting
from queries.segments.bind import BoundGroup
from queries.segments.compile import selected
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows, column
from queries.segments.spans import Span
from queries.segments.values import literal

MAX_LOOKS = 400  # each is the whole rule once more
NO_TIME = exp.DataType.Type.TIMESTAMP


@dataclass(frozen=True)
class Asked:
    """A study that fits a store, its periods, and the people and the day of whom it is asked.

    `first` is the period in which the data begin, `last` the one of the day asked about.
    """

    bound: BoundStudy
    calendar: Calendar
    audience: Audience
    data_start: date

    @property
    def as_of(self) -> date:
        return self.audience.as_of

    @property
    def first(self) -> int:
        return self.calendar.number_of(self.data_start)

    @property
    def last(self) -> int:
        return self.calendar.number_of(self.as_of)

    def end_of(self, number: int) -> date:
        """The last day of the period that lies before the day asked about is over."""
        return min(self.calendar.last_day(number), self.as_of)

    @property
    def since(self) -> date:
        """The first day of a start. Of who started before the data begin, nobody knows the first returns."""
        return max(self.bound.study.since or self.data_start, self.data_start)

    @property
    def until(self) -> date:
        return min(self.bound.study.until or self.as_of, self.as_of)

    def numbers(self, since: date | None = None) -> range:
        """The periods of the starts, or those from another day on."""
        if (since or self.since) > self.until:
            return range(0)
        first = self.calendar.number_of(since or self.since)
        return range(first, self.calendar.number_of(self.until) + 1, self.calendar.step)


def starts(asked: Asked, only: int | None = None) -> exp.Select:
    """`user_no`, `cohort` (the number of the period), `start_date` and `start_at`; `only`: of one cohort."""
    bound = asked.bound
    began = _entered(asked, bound.start.entered) if bound.start.entered else _by_event(asked, bound.start)
    day = column("start_date", "began")
    cohort = asked.calendar.number(day.copy())
    found = exp.select(
        column("user_no", "began").as_("user_no"),
        cohort.as_("cohort"),
        day.as_("start_date"),
        column("start_at", "began").as_("start_at"),
    ).from_(began.subquery("began"))
    in_audience = exp.select(column("user_no", AUDIENCE).as_("user_no")).from_(AUDIENCE)
    found = found.where(exp.In(this=column("user_no", "began"), query=exp.Subquery(this=in_audience)))
    found = found.where(*_between(day, asked))
    if only is not None:
        found = found.where(exp.EQ(this=cohort.copy(), expression=exp.Literal.number(only)))
    if bound.segment is not None:
        found = _held_at_the_end(found, asked, bound.segment, cohort, only)
    return found


def _between(day: exp.Expr, asked: Asked) -> tuple[exp.Expr, exp.Expr]:
    since = exp.GTE(this=day.copy(), expression=literal(asked.since))
    return since, exp.LTE(this=day.copy(), expression=literal(asked.until))


# ── by an event


def _by_event(asked: Asked, start: BoundHappening) -> exp.Select:
    assert start.event is not None
    study = asked.bound.study
    rows = EventRows(start.event, Span(None, asked.as_of), asked.as_of)
    day, at = rows.value_of(start.event.day), moment(rows)
    tables, passing = {found.field.table for found in start.where}, filters_of(start.where, rows)
    firsts = (exp.Min(this=day).as_("start_date"), exp.Min(this=at).as_("start_at"))
    if study.cohort is Cohorting.FIRST_EVER and passing:
        return _first_of_all(rows, firsts, passing, tables)
    if study.cohort is Cohorting.RECURRING:
        every = rows.select(*firsts, where=[*passing, *_between(day, asked)], tables=tables)
        return every.group_by(rows.value_of("user_no"), asked.calendar.number(day.copy()))
    return rows.select(*firsts, where=passing, tables=tables).group_by(rows.value_of("user_no"))


def moment(rows: EventRows) -> exp.Expr:
    """The time of a row, NULL of an event whose rows have only a day."""
    at = rows.event.at
    return exp.cast(exp.null(), NO_TIME) if at is None else rows.value_of(at)


def _first_of_all(
    rows: EventRows, firsts: tuple[exp.Expr, ...], passing: list[exp.Expr], tables: set[str]
) -> exp.Select:
    """Of each person the first row, if that (or one of the same moment) passes the filters."""
    moments = (rows.value_of(rows.event.day), rows.value_of(rows.event.at or rows.event.day))
    firsts_that_pass = [_least(of, passing) for of in moments]
    every = rows.select(*firsts, where=(), tables=tables).group_by(rows.value_of("user_no"))
    least = [exp.Min(this=of.copy()) for of in moments]
    return every.having(
        *(exp.EQ(this=found, expression=first) for found, first in zip(firsts_that_pass, least, strict=True))
    )


def _least(of: exp.Expr, passing: list[exp.Expr]) -> exp.Expr:
    return exp.Min(this=exp.Case().when(exp.and_(*(found.copy() for found in passing)), of.copy()))


# ── by entering a segment, and people of a segment


def held(asked: Asked, root: BoundGroup, numbers: Iterable[int]) -> exp.Query:
    """Whom the rule holds at the end of each of these periods: `user_no` and `period`. Raises `BadParameter`."""
    wanted = list(numbers)
    if len(wanted) > MAX_LOOKS:
        raise BadParameter(
            Sentence(
                "The segment would be looked at on {found} days; at most {limit} are. "
                "Choose longer periods, or starts of a shorter time.",
                {"found": len(wanted), "limit": MAX_LOOKS},
            )
        )
    looks = [_held_in(asked, root, number) for number in wanted]
    return _united(looks)


def _united(looks: list[exp.Select]) -> exp.Query:
    """By halves: a chain of hundreds would be as deep as it is long."""
    if len(looks) == 1:
        return looks[0]
    middle = len(looks) // 2
    return exp.union(_united(looks[:middle]), _united(looks[middle:]), distinct=False)


def _held_in(asked: Asked, root: BoundGroup, number: int) -> exp.Select:
    people = selected(root, asked.end_of(number)).subquery("people")
    return exp.select(column("user_no", "people").as_("user_no"), exp.Literal.number(number).as_("period")).from_(
        people
    )


def _held_at_the_end(
    found: exp.Select, asked: Asked, root: BoundGroup, cohort: exp.Expr, only: int | None
) -> exp.Select:
    numbers = asked.numbers() if only is None else [only]
    if not numbers:
        return found.where(exp.false())
    on = exp.and_(
        exp.EQ(this=column("user_no", "began"), expression=column("user_no", "held")),
        exp.EQ(this=cohort.copy(), expression=column("period", "held")),
    )
    return found.join(held(asked, root, numbers).subquery("held"), on=on)


def _entered(asked: Asked, root: BoundGroup) -> exp.Select:
    """Periods at whose end the rule holds somebody whom it did not hold at the end of the one before.

    The day of the start is the last of the period: what happened on it happened before.
    """
    numbers = asked.numbers(asked.data_start) or range(asked.first, asked.first + 1)
    looks = held(asked, root, numbers)
    inside = column("period", "inside")
    person = column("user_no", "inside")
    ends = _last_days(asked, numbers)
    if asked.bound.study.cohort is Cohorting.RECURRING:
        before = exp.and_(
            exp.EQ(this=person, expression=column("user_no", "before")),
            exp.EQ(
                this=exp.Sub(this=inside, expression=exp.Literal.number(asked.calendar.step)),
                expression=column("period", "before"),
            ),
        )
        entered = (
            exp.select(person.as_("user_no"), inside.as_("period"))
            .from_(looks.subquery("inside"))
            .join(looks.copy().subquery("before"), on=before, join_type="left")
            .where(exp.Is(this=column("user_no", "before"), expression=exp.null()))
        )
    else:
        entered = (
            exp.select(person.as_("user_no"), exp.Min(this=inside).as_("period"))
            .from_(looks.subquery("inside"))
            .group_by(person.copy())
        )
    on = exp.EQ(this=column("period", "entered"), expression=column("period", "ends"))
    return (
        exp.select(
            column("user_no", "entered").as_("user_no"),
            column("last_date", "ends").as_("start_date"),
            exp.cast(exp.null(), NO_TIME).as_("start_at"),
        )
        .from_(entered.subquery("entered"))
        .join(ends.subquery("ends"), on=on)
    )


def _last_days(asked: Asked, numbers: Iterable[int]) -> exp.Query:
    return _united(
        [
            exp.select(exp.Literal.number(number).as_("period"), literal(asked.end_of(number)).as_("last_date"))
            for number in numbers
        ]
    )
