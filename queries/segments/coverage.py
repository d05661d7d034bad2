"""For how many people each measure has a value: one look at people and layers, and one at each kind of event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog import Catalog, Event, Measure, ValueType, catalog
from queries.engines import Engine
from queries.segments.compile import Measuring
from queries.segments.rows import EventRows, column
from queries.segments.windows import Span


@dataclass(frozen=True)
class Coverage:
    """`known` by measure key: people with a value; of behaviour, people with at least one such event."""

    everyone: int
    known: Mapping[str, int]

    def share(self, key: str) -> float | None:
        return self.known[key] / self.everyone if key in self.known and self.everyone else None


def coverage(engine: Engine, *, as_of: date) -> Coverage:
    """Over everyone known on that day, over all time until then."""
    offered = catalog(engine.version)
    of_people = [measure for measure in offered.available() if measure.behaviour is None]
    everyone, known = _of_people(engine, of_people, as_of)
    for event in _events(offered):
        known |= dict.fromkeys(_measures_of(event, offered), _people_with(engine, event, as_of))
    return Coverage(everyone, known)


def _of_people(engine: Engine, measures: Iterable[Measure], as_of: date) -> tuple[int, dict[str, int]]:
    measuring = Measuring(as_of)
    named = {f"measure_{number}": measure for number, measure in enumerate(measures)}
    values = [_value(measuring, measure).as_(name) for name, measure in named.items()]
    counts = [exp.Count(this=column(name, "people")).as_(name) for name in named]
    everyone = exp.Count(this=exp.Star()).as_("everyone")
    query = exp.select(everyone, *counts).from_(measuring.people(*values).subquery("people"))
    row = engine.query(query.sql(engine.dialect)).to_pylist()[0]
    return row["everyone"], {measure.key: row[name] for name, measure in named.items()}


def _value(measuring: Measuring, measure: Measure) -> exp.Expr:
    value = measuring.plain_value(measure)
    if measure.type is ValueType.TAGS:
        return exp.func("nullif", exp.ArraySize(this=value), exp.Literal.number(0))
    return value


def _events(offered: Catalog) -> tuple[Event, ...]:
    behaviours = [measure.behaviour for measure in offered.available()]
    return tuple(dict.fromkeys(behaviour.event for behaviour in behaviours if behaviour is not None))


def _measures_of(event: Event, offered: Catalog) -> list[str]:
    return [
        measure.key
        for measure in offered.available()
        if measure.behaviour is not None and measure.behaviour.event == event
    ]


def _people_with(engine: Engine, event: Event, as_of: date) -> int:
    rows = EventRows(event, Span(None, as_of), as_of).select(where=(), tables=())
    did = exp.In(this=column("user_no", "users"), query=exp.Subquery(this=rows))
    people = Measuring(as_of).people(exp.Count(this=exp.Star()).as_("people")).where(did)
    return int(engine.query(people.sql(engine.dialect))["people"][0].as_py())
