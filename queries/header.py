"""The header of a question's .sql file: what it asks, needs, takes and promises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import dropwhile
from pathlib import Path
from typing import TypeAlias, cast

import pyarrow as pa
from sqlglot import exp, parse_one

from data.errors import BadParameter
from data.sentence import Sentence

Value: TypeAlias = "int | float | str | bool | date"

KEYS = ("question", "grain", "reads", "needs", "params", "columns", "note")

# What a promised column is in Arrow. `exact`: whole numbers beyond 64 bits, as sums of squared cents are.
ARROW_TYPES: Mapping[str, pa.DataType] = {
    "integer": pa.int64(),
    "exact": pa.decimal128(38, 0),
    "number": pa.float64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
SQL_TYPES: Mapping[str, str] = {
    "integer": "BIGINT",
    "exact": "DECIMAL(38, 0)",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
_PYTHON_TYPES: Mapping[str, type] = {"integer": int, "number": float, "text": str, "boolean": bool, "date": date}
_PARAMETER = re.compile(
    r"(?P<name>\w+) (?P<kind>\w+)( = (?P<default>\S+))?( from (?P<low>\S+) to (?P<high>\S+))?"
    r"( one of (?P<choices>\S+))?"
)


@dataclass(frozen=True)
class Promised:
    """One column of the answer. Integers of money are minor units and say so in their name.

    What it `needs` but the export does not hold leaves this column unknown (NULL) and the others as they are.
    """

    name: str
    kind: str
    needs: str | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        return ARROW_TYPES[self.kind]


@dataclass(frozen=True)
class Parameter:
    """One value a question takes; without a default it must be given. `low` and `high` are allowed themselves.
    `choices` are all there are, where there are few."""

    name: str
    kind: str
    default: Value | None = None
    low: Value | None = None
    high: Value | None = None
    choices: tuple[str, ...] = ()

    def accept(self, given: object) -> Value | None:
        """The value in its own type, also from text as a terminal gives it; None when it cannot be one."""
        value = cast("Value | None", _read(given, self.kind) if isinstance(given, str) else given)
        if type(value) is int and self.kind == "number":
            value = float(value)
        if value is None or type(value) is not _PYTHON_TYPES[self.kind]:
            return None
        return value if self._is_in_range(value) else None

    def _is_in_range(self, value: Value) -> bool:
        if self.choices:
            return value in self.choices
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)  # type: ignore[operator]

    def __str__(self) -> str:
        if self.choices:
            return f"{self.kind} of {', '.join(self.choices)}"
        return f"{self.kind} from {self.low} to {self.high}" if self.low is not None else self.kind


def _read(text: str, kind: str) -> Value | None:
    """A literal of the header or of a command line. Text stays as it is."""
    try:
        match kind:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "date":
                return date.fromisoformat(text)
            case "boolean":
                return {"true": True, "false": False}[text.lower()]
            case _:
                return text
    except (ValueError, KeyError):
        return None


def read_header(text: str) -> dict[str, str]:
    """The `-- key: value` lines above the statement; a line without a known key goes on with the one before."""
    header: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").strip()
        first, colon, rest = words.partition(":")
        if colon and first in KEYS:
            key, words = first, rest.strip()
        header[key] = f"{header[key]} {words}" if key in header else words
    return header


@cache
def statement_in(path: Path) -> exp.Select:
    """The statement of a file without its header. Copy it before changing it."""
    lines = path.read_text("utf-8").splitlines()
    body = dropwhile(lambda line: line.startswith("--"), lines)
    return parse_one("\n".join(body), dialect="duckdb", into=exp.Select)


def promised_columns(declared: str) -> tuple[Promised, ...]:
    return tuple(_promised(item) for item in _items(declared))


def _promised(declared: str) -> Promised:
    match declared.split():
        case [name, kind] if kind in ARROW_TYPES:
            return Promised(name, kind)
        case [name, kind, "needs", needs] if kind in ARROW_TYPES:
            return Promised(name, kind, needs)
    raise ValueError(f"not a column: {declared!r}; write: name kind [needs table.column], kinds {list(ARROW_TYPES)}")


def declared_parameters(declared: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(item) for item in _items(declared))


def _parameter(declared: str) -> Parameter:
    found = _PARAMETER.fullmatch(declared)
    if found is None:
        raise ValueError(f"not a parameter: {declared!r}; write: name kind [= default] [from low to high] [one of a|b]")
    kind = found["kind"]
    default, low, high = (_read(found[part], kind) if found[part] else None for part in ("default", "low", "high"))
    choices = tuple(found["choices"].split("|")) if found["choices"] else ()
    return Parameter(found["name"], kind, default, low, high, choices)


def needed(declared: str) -> tuple[str, ...]:
    return tuple(_items(declared))


def _items(declared: str) -> list[str]:
    return [item.strip() for item in declared.split(",") if item.strip()]


def accepted(parameters: tuple[Parameter, ...], given: Mapping[str, object]) -> dict[str, Value]:
    """All parameters with their values, defaults filled in; every fault at once as `BadParameter`."""
    known = {parameter.name: parameter for parameter in parameters}
    faults = [_unknown(name, tuple(known)) for name in given if name not in known]
    values: dict[str, Value] = {}
    for name, parameter in known.items():
        value = parameter.accept(given[name]) if name in given else parameter.default
        if value is not None:
            values[name] = value
        elif name in given:
            faults.append(_not_accepted(parameter, given[name]))
        else:
            faults.append(_missing(parameter))
    if faults:
        raise BadParameter(*faults)
    return values


def _unknown(name: str, known: tuple[str, ...]) -> Sentence:
    if not known:
        return Sentence("There is no parameter {name}: this question takes none.", {"name": name})
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    return Sentence(
        "There is no parameter {name}. The nearest is {nearest}; this question takes: {known}.",
        {"name": name, "nearest": nearest[0], "known": ", ".join(known)},
    )


def _not_accepted(parameter: Parameter, given: object) -> Sentence:
    return Sentence(
        "The parameter {name} is {value}; expected {expected}.",
        {"name": parameter.name, "value": repr(given), "expected": str(parameter)},
    )


def _missing(parameter: Parameter) -> Sentence:
    return Sentence(
        "The parameter {name} is missing; expected {expected}.", {"name": parameter.name, "expected": str(parameter)}
    )


def literal(value: Value) -> exp.Expr:
    """A value as SQL: a typed literal, escaped by sqlglot for each dialect, never text put into text."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)
