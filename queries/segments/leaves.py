"""A rule condition by condition: the people of each are found once and kept as bits, groups are bit arithmetic.

An edit changes one condition, so the others cost nothing. The SQL of a condition is the compiler's own: this and the
whole rule as one statement (`compile_segment`) cannot mean different people.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.bind import BoundCondition, BoundGroup, bind
from queries.segments.compile import Measuring, Relation
from queries.segments.kept import Kept
from queries.segments.people import Bits, People, joined
from queries.segments.rows import column
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
        self.everyone = self._people(Measuring(as_of).people(_user_no("users")))
        self._found: dict[str, Bits] = {}

    def group(self, group: BoundGroup) -> Bits:
        return joined(group.match, [self.member(member) for member in group.members], group.k, self.everyone)

    def member(self, member: BoundCondition | BoundGroup) -> Bits:
        if member.place not in self._found:
            self._found[member.place] = (
                self.group(member) if isinstance(member, BoundGroup) else self._condition(member)
            )
        return self._found[member.place]

    def _condition(self, condition: BoundCondition) -> Bits:
        measuring = Measuring(self.as_of)
        held = measuring.condition(condition)
        match tuple(measuring.relations.items()):
            case ((rows, relation),) if _judges_only(held, relation):
                return self._measured(rows, relation, held)
        return self._people(measuring.people(_user_no("users")).where(held))

    def _people(self, query: exp.Select) -> Bits:
        sql = query.sql(self.engine.dialect)
        return self._kept(sql, lambda: self._flags(self.engine.query(sql)))

    def _measured(self, rows: exp.Select, relation: Relation, held: exp.Expr) -> Bits:
        """Another threshold or operator judges the kept values and reads no event again."""
        values = (value.as_(alias) for value, alias in relation.values.items())
        measured_sql = rows.select(*values).sql(self.engine.dialect)
        held_sql = exp.select(_user_no(relation.name)).from_(relation.name).where(held).sql(self.engine.dialect)

        def judged() -> NDArray[np.bool_]:
            measured = KEPT.get(
                (self.engine.version.folder, measured_sql),
                lambda: _with_nobody(self.engine.query(measured_sql)),
                limit=self.engine.cache_limit,
            )
            holding = self.engine.query(held_sql, {relation.name: measured})
            people = self._flags(holding)
            if holding["user_no"].null_count:
                people |= ~self._flags(measured)
            return people

        return self._kept(f"{measured_sql}; {held_sql}", judged)

    def _flags(self, people: pa.Table) -> NDArray[np.bool_]:
        flags = np.zeros(self.of, np.bool_)
        flags[people["user_no"].drop_null().to_numpy()] = True
        return flags

    def _kept(self, sql: str, find: Callable[[], NDArray[np.bool_]]) -> Bits:
        return KEPT.get((self.engine.version.folder, sql), lambda: _packed(find()), limit=self.engine.cache_limit)


def _user_no(table: str) -> exp.Expr:
    return column("user_no", table).as_("user_no")


def _packed(flags: NDArray[np.bool_]) -> Bits:
    bits = np.packbits(flags)
    bits.flags.writeable = False  # whoever is given them shares them
    return bits


def _judges_only(held: exp.Expr, relation: Relation) -> bool:
    tables = {found.table for found in held.find_all(exp.Column)}
    return tables == {relation.name} and held.find(exp.Query) is None


def _with_nobody(measured: pa.Table) -> pa.Table:
    """One more row without person and values: it stands for everyone who has no such events."""
    nobody = pa.table([pa.nulls(1, field.type) for field in measured.schema], schema=measured.schema)
    return pa.concat_tables([measured, nobody])
