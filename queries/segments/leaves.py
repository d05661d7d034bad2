"""A rule condition by condition: the people of each are found once and kept as bits, groups are bit arithmetic.

An edit changes one condition, so the others cost nothing. The SQL of a condition is the compiler's own: this and the
whole rule as one statement (`compile_segment`) cannot mean different people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.engines.sandbox import run_alone
from queries.segments.bind import BoundCondition, BoundGroup, BoundLimit, BoundList, BoundLook, bind
from queries.segments.bound import BoundQuery
from queries.segments.kept import Found, Kept, Sized
from queries.segments.listed import listed_people
from queries.segments.measuring import measured_values
from queries.segments.operator_row import Looking
from queries.segments.passes import shared_name, together
from queries.segments.people import Bits, People, first_of, joined
from queries.segments.plans import Judged, Tested, everyone_sql, ordered_sql, passed_name, plan_of, tests_sql
from queries.segments.spans import back
from queries.segments.sql_text import people_of_sql
from queries.segments.tree import Segment

KEPT = Kept()


def evaluate(engine: DuckDBEngine | DuckDBCursor, segment: Segment, *, as_of: date) -> People:
    """The people whom `compile_segment` selects. Raises `SegmentError`, and `Cancelled` once the cursor is."""
    root = bind(segment, catalog(engine.version))
    leaves = Leaves(engine, as_of)
    return People(leaves.group(root), leaves.of)


class Leaves:
    """The people of conditions and groups, as of a day. Of a condition, whoever is not known by then does not count.

    Everything is kept under the text of its SQL, which with the store version says all that it depends on.
    """

    def __init__(self, engine: DuckDBEngine | DuckDBCursor, as_of: date) -> None:
        self.engine, self.as_of = engine, as_of
        self.of = engine.version.manifest.people
        self._once: dict[str, Any] = {}  # read for several conditions, whatever the cache has room for
        self.everyone = self._people(everyone_sql(as_of, engine.dialect))
        self._found: dict[str, Bits] = {}

    def group(self, group: BoundGroup) -> Bits:
        if not group.place:
            self._read_together(group)
        people = joined(group.match, [self.member(member) for member in group.members], group.k, self.everyone)
        return people if group.limit is None else self._limited(people, group.limit)

    def member(self, member: BoundCondition | BoundGroup) -> Bits:
        if member.place not in self._found:
            self._found[member.place] = (
                self.group(member) if isinstance(member, BoundGroup) else self._condition(member)
            )
        return self._found[member.place]

    def _condition(self, condition: BoundCondition) -> Bits:
        if condition.days_back and not condition.operator.judges_unknown:
            return self._earlier(condition)
        if condition.operator.looking is not None and not condition.days_back:
            return self._looked(condition, condition.operator.looking)
        match plan_of(condition, self.as_of, self.engine.dialect):
            case Judged() as plan:
                return self._judged(plan)
            case Tested(sql=sql) | str(sql):
                return self._people(sql)

    def _earlier(self, condition: BoundCondition) -> Bits:
        """What is kept of that day serves here too. Whoever was not known by then has no value."""
        then = Leaves(self.engine, back(self.as_of, condition.days_back))
        held = then.everyone & then.member(replace(condition, days_back=0))
        return held | ~then.everyone if condition.includes_unknown else held

    def _looked(self, condition: BoundCondition, looking: Looking) -> Bits:
        return joined(looking.joins, [self._look(look) for look in condition.looks], None, self.everyone)

    def _look(self, look: BoundLook | BoundList | BoundQuery) -> Bits:
        if isinstance(look, BoundQuery):
            sql = people_of_sql(look.text, self.as_of).sql(self.engine.dialect)
            return self._kept(f"alone; {sql}", lambda: _packed(self._flags(self._alone(sql))))
        if isinstance(look, BoundList):
            return self._people(listed_people(look.kept).sql(self.engine.dialect))
        people = Leaves(self.engine, back(self.as_of, look.days_back)).group(look.root)
        return people if look.is_in else ~people

    def _alone(self, sql: str) -> pa.Table:
        """What a person wrote runs in a DuckDB of its own, with a limit of time and memory."""
        asking = self.engine
        return run_alone(
            asking.version, sql, is_cancelled=lambda: isinstance(asking, DuckDBCursor) and asking.is_cancelled
        )

    def _limited(self, people: Bits, limit: BoundLimit) -> Bits:
        """Everyone in the order of the limit is kept, so that an edit of the rule sorts nobody again."""
        sql = ordered_sql(limit, self.as_of, self.engine.dialect)
        ordered = self._kept(sql, lambda: self.engine.query(sql))
        return _packed(first_of(ordered, np.unpackbits(people, count=self.of).view(np.bool_), limit.count))

    def _people(self, sql: str) -> Bits:
        return self._kept(sql, lambda: _packed(self._flags(self.engine.query(sql))))

    def _judged(self, plan: Judged) -> Bits:
        return self._kept(plan.sql, lambda: self._judge(plan))

    def _judge(self, plan: Judged) -> Bits:
        holding = self.engine.query(plan.held_sql, {plan.name: _with_nobody(self._measured(plan))})
        people = self._flags(holding)
        if holding["user_no"].null_count:
            people |= ~np.unpackbits(self._having(plan), count=self.of).view(np.bool_)
        return _packed(people)

    def _measured(self, plan: Judged) -> pa.Table:
        return self._kept(plan.measured_sql, lambda: measured_values(self.engine, plan.measured))

    def _having(self, plan: Judged) -> Bits:
        """Who is among the measured: the others have no such events."""
        return self._kept(f"{plan.measured_sql}; all", lambda: _packed(self._flags(self._measured(plan))))

    def _read_together(self, group: BoundGroup) -> None:
        """What conditions ask of the same rows is read in one pass, and kept as if it were read for each."""
        unread = {plan.sql: plan for plan in self._unread(group)}
        by_source: dict[exp.Select | None, list[Judged]] = defaultdict(list)
        for plan in {plan.measured_sql: plan for plan in unread.values() if isinstance(plan, Judged)}.values():
            by_source[plan.measured.source()].append(plan)
        for source, sharing in by_source.items():
            if source is not None and len(sharing) > 1:
                self._measure_in_one_pass(sharing)
        tested = [plan for plan in unread.values() if isinstance(plan, Tested)]
        if len(tested) > 1:
            self._test_in_one_pass(tested)

    def _unread(self, group: BoundGroup) -> Iterator[Judged | Tested]:
        for condition in group.conditions():
            if condition.days_back or condition.looks:
                continue  # found by the leaves of other days and rules
            plan = plan_of(condition, self.as_of, self.engine.dialect)
            if isinstance(plan, str) or self._is_kept(plan.sql):
                continue
            if isinstance(plan, Tested) or not self._is_kept(plan.measured_sql):
                yield plan

    def _measure_in_one_pass(self, plans: Sequence[Judged]) -> None:
        values = measured_values(self.engine, together([plan.measured for plan in plans]))
        for number, plan in enumerate(plans):
            names = {"user_no": "user_no"} | {shared_name(number, name): name for name, _ in plan.measured.values}
            self._take(plan.measured_sql, values.select(list(names)).rename_columns(list(names.values())))

    def _test_in_one_pass(self, plans: Sequence[Tested]) -> None:
        passed = self.engine.query(tests_sql((plan.test for plan in plans), self.as_of, self.engine.dialect))
        for number, plan in enumerate(plans):
            people = passed.select(["user_no"]).filter(passed[passed_name(number)])
            self._take(plan.sql, _packed(self._flags(people)))

    def _take(self, sql: str, found: Sized) -> None:
        self._once[sql] = found
        KEPT.get(self._key(sql), lambda: found, limit=self.engine.cache_limit)

    def _flags(self, people: pa.Table) -> NDArray[np.bool_]:
        flags = np.zeros(self.of, np.bool_)
        flags[people["user_no"].drop_null().to_numpy()] = True
        return flags

    def _kept(self, sql: str, find: Callable[[], Found]) -> Found:
        if sql in self._once:
            return self._once[sql]  # type: ignore[no-any-return]  # of the type that this SQL is read as
        return KEPT.get(self._key(sql), find, limit=self.engine.cache_limit)

    def _is_kept(self, sql: str) -> bool:
        return KEPT.has(self._key(sql))

    def _key(self, sql: str) -> tuple[Path, str]:
        return self.engine.version.folder, sql


def _packed(flags: NDArray[np.bool_]) -> Bits:
    bits = np.packbits(flags)
    bits.flags.writeable = False  # whoever is given them shares them
    return bits


def _with_nobody(measured: pa.Table) -> pa.Table:
    """One more row without person and values: it stands for everyone who has no such events."""
    nobody = pa.table([pa.nulls(1, field.type) for field in measured.schema], schema=measured.schema)
    return pa.concat_tables([measured, nobody])
