"""A question is one .sql file; asked of an engine about an audience it gives the columns its header promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import pyarrow as pa
from sqlglot import exp

from data.contract import table as contract_table
from data.errors import BadParameter, NotDelivered
from data.sentence import Sentence
from data.store.manifest import Manifest
from data.store.version import Version
from queries.audience import Audience
from queries.days.answers import answer_by_days
from queries.engines import Engine
from queries.header import (
    SQL_TYPES,
    Parameter,
    Promised,
    Value,
    accepted,
    declared_parameters,
    literal,
    needed,
    promised_columns,
    read_header,
    statement_in,
)
from queries.relations import SHARED, relation_needs, with_relations

Row: TypeAlias = "dict[str, Any]"

FLOOR = Path(__file__).parent


class BrokenPromise(RuntimeError):
    """A question answered other columns than its header says: a defect of ours, never of the person asking."""


@dataclass(frozen=True)
class Question:
    """`name` is folder/file. `text`, `grain` and `note` are English sentences that the catalogues translate."""

    name: str
    text: str
    grain: str
    note: str
    needs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Promised, ...]
    path: Path

    @property
    def tree(self) -> exp.Select:
        """The parsed statement; copy it before changing it."""
        return statement_in(self.path)


@dataclass(frozen=True)
class Answer:
    """`sql` is what ran, with every value in it: in a DuckDB shell it gives `table` again."""

    table: pa.Table
    sql: str
    question: Question
    audience: Audience
    params: Mapping[str, Value]

    @property
    def rows(self) -> list[Row]:
        return cast("list[Row]", self.table.to_pylist())


@cache
def questions() -> Mapping[str, Question]:
    """Every question there is, by name."""
    paths = sorted(path for path in FLOOR.glob("*/*.sql") if path.parent != SHARED)
    read = (_question(path) for path in paths)
    return {question.name: question for question in read}


def question(name: str) -> Question:
    """The question of that name; `BadParameter` naming the nearest when there is none."""
    known = questions()
    if name in known:
        return known[name]
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    raise BadParameter(
        Sentence(
            "There is no question {name}. The nearest is {nearest}.",
            {"name": name, "nearest": nearest[0] if nearest else "–"},
        )
    )


def answer(question: Question, engine: Engine, *, audience: Audience, **params: object) -> Answer:
    """Ask, in the calling thread.

    Raises `BadParameter` (also for a day outside the data), `NotDelivered`, and what the engine raises.
    """
    check_day(audience, engine.version.manifest)
    check_delivered(question.needs + relation_needs(question.tree, audience), engine.version.manifest)
    values = accepted(question.parameters, params)
    sql = assembled(question, engine, audience=audience, values=values).sql(engine.dialect, pretty=True)
    by_days = answer_by_days(question.name, engine, audience, values)
    table = engine.query(sql) if by_days is None else by_days
    return Answer(kept_promise(question, table), sql, question, audience, values)


def assembled(question: Question, engine: Engine, *, audience: Audience, values: Mapping[str, Value]) -> exp.Query:
    """The whole statement for one engine: shared relations as CTEs, stored tables by location, values as literals."""
    manifest = engine.version.manifest
    unknown = [column for column in question.columns if column.needs and not _is_delivered(column.needs, manifest)]
    tree = with_relations(_without(question.tree, unknown), audience, engine)
    given = {**values, "as_of": audience.as_of, "data_start": manifest.data_start}
    literals = {name: literal(value) for name, value in given.items()}
    for placeholder in tuple(tree.find_all(exp.Placeholder)):
        placeholder.replace(literals[placeholder.name].copy())
    return tree


def _without(tree: exp.Select, unknown: Sequence[Promised]) -> exp.Select:
    """The statement with NULL, of the promised type, in place of columns that cannot be known."""
    answered = tree.copy()
    names = {column.name: column for column in unknown}
    for projection in answered.selects:
        if projection.alias_or_name in names:
            sql_type = SQL_TYPES[names[projection.alias_or_name].kind]
            projection.replace(exp.cast(exp.null(), sql_type).as_(projection.alias_or_name))
    return answered


def check_day(audience: Audience, manifest: Manifest) -> None:
    if not manifest.data_start <= audience.as_of <= manifest.data_end:
        raise BadParameter(
            Sentence(
                "The data cannot answer as of {day}: they go from {first} to {last}.",
                {"day": audience.as_of, "first": manifest.data_start, "last": manifest.data_end},
            )
        )


def check_delivered(needs: tuple[str, ...], manifest: Manifest) -> None:
    """All that is missing at once."""
    faults = [_undelivered(need) for need in needs if not _is_delivered(need, manifest)]
    if faults:
        raise NotDelivered(*faults)


def _is_delivered(need: str, manifest: Manifest) -> bool:
    table, _, column = need.partition(".")
    return manifest.delivers(table, column or None)


def _undelivered(need: str) -> Sentence:
    table, _, column = need.partition(".")
    declared = contract_table(table)
    if not column:
        return Sentence(
            "This needs the table {table} ({label}), and the export does not hold it.",
            {"table": table, "label": declared.label},
        )
    return Sentence(
        "This needs the column {column} ({label}) of the table {table}, and the export does not hold it.",
        {"column": column, "label": declared.column(column).label, "table": table},
    )


def kept_promise(question: Question, table: pa.Table) -> pa.Table:
    """The promised columns in their promised types; integers of any width become 64 bits wide."""
    promised = [column.name for column in question.columns]
    if table.column_names != promised:
        raise BrokenPromise(f"{question.name} promises {promised} and answers {table.column_names}")
    columns = [_as_promised(question, column, table[column.name]) for column in question.columns]
    return pa.table(columns, names=promised)


def _as_promised(question: Question, promised: Promised, values: pa.ChunkedArray) -> pa.ChunkedArray:
    is_whole = pa.types.is_integer(values.type) and promised.kind in ("integer", "exact")
    is_truth = values.type == pa.uint8() and promised.kind == "boolean"  # ClickHouse compares into 8 bits
    is_kept = values.type == promised.arrow_type or is_whole or is_truth
    if not is_kept:
        raise BrokenPromise(f"{question.name}.{promised.name}: {promised.kind} promised, {values.type} answered")
    return values.cast(promised.arrow_type)


def _question(path: Path) -> Question:
    header = read_header(path.read_text("utf-8"))
    return Question(
        name=f"{path.parent.name}/{path.stem}",
        text=header["question"],
        grain=header["grain"],
        note=header.get("note", ""),
        needs=needed(header.get("needs", "")),
        parameters=declared_parameters(header.get("params", "")),
        columns=promised_columns(header["columns"]),
        path=path,
    )


class Ask(Protocol):
    """How a door asks. A page gives its kept and cancellable `answer`, a terminal asks outright (`Asking`)."""

    @property
    def version(self) -> Version: ...

    def __call__(self, name: str, audience: Audience, **params: object) -> Answer: ...


@dataclass(frozen=True)
class Asking:
    """Asks the engine each time, in the calling thread."""

    engine: Engine

    @property
    def version(self) -> Version:
        return self.engine.version

    def __call__(self, name: str, audience: Audience, **params: object) -> Answer:
        return answer(question(name), self.engine, audience=audience, **params)
