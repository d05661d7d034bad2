"""Columns of a list: which measures may leave, under which header, masked or clear, and written how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from data.contract import Sensitivity
from data.errors import ListError
from data.sentence import Sentence
from queries.catalog import Catalog, Measure, ValueType
from queries.segments.bind import nearest

# Spreadsheets take a text that begins so for a formula; the full-width signs too, where input is Chinese.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"
_MASKED = frozenset({Sensitivity.PERSONAL, Sensitivity.CONTACT})


@dataclass(frozen=True)
class ListColumn:
    """One column as it leaves. `is_masked` says that the value is not shown whole."""

    measure: Measure
    is_masked: bool

    @property
    def is_clear(self) -> bool:
        """Shown whole although it says who somebody is or how to reach them."""
        return self.measure.sensitivity in _MASKED and not self.is_masked

    @property
    def name(self) -> str:
        return self.measure.key.replace(".", "_")


def may_leave(measure: Measure) -> bool:
    """Available, and one value per person that fits one cell."""
    if measure.type in (ValueType.DRAW, ValueType.SEGMENT, ValueType.LIST, ValueType.QUERY):
        return False
    return measure.is_available and (measure.type is not ValueType.TAGS or measure.attribute is not None)


def listable(catalog: Catalog) -> tuple[Measure, ...]:
    """The measures a list may have as columns, in the order of the catalogue."""
    return tuple(measure for measure in catalog.measures.values() if may_leave(measure))


def list_columns(keys: Sequence[str], catalog: Catalog, *, clear: bool) -> tuple[ListColumn, ...]:
    """Raises `ListError` with every column that cannot leave."""
    faults = column_faults(keys, {measure.key: measure for measure in listable(catalog)})
    if faults:
        raise ListError(*faults)
    measures = [catalog.measures[key] for key in keys]
    return tuple(ListColumn(measure, measure.sensitivity in _MASKED and not clear) for measure in measures)


def column_faults(keys: Sequence[str], offered: Mapping[str, Measure]) -> list[Sentence]:
    """Every column that cannot leave, and whether there is one at all, each once."""
    faults = [
        Sentence(
            "{column} cannot be a column of a list. The nearest that can is {nearest}.",
            {"column": key[:60], "nearest": nearest(key[:60], offered)},
        )
        for key in keys
        if key not in offered
    ]
    if len(set(keys)) < len(keys) or not keys:
        faults.append(Sentence("A list needs at least one column, and each column once."))
    return faults


def masked(x: exp.Expr, measure: Measure) -> exp.Expr:
    """Enough to recognise a person by who knows them, too little to reach them: 138****1234, a***@example.com, 张*."""
    if measure.key == "users.email":
        return _joined(_left(x, 1), "***", _from_at_sign(x))
    if measure.key == "users.phone":
        return _if_longer(x, 7, _joined(_left(x, 3), "****", _right(x, 4)), "****")
    if measure.sensitivity is Sensitivity.CONTACT:
        return _if_longer(x, 8, _joined(exp.Literal.string(""), "****", _right(x, 4)), "****")
    if measure.type is ValueType.DATE:
        return _joined(_left(exp.cast(x, exp.DataType.Type.TEXT), 4), "-**-**", exp.Literal.string(""))
    return _joined(_left(exp.cast(x, exp.DataType.Type.TEXT), 1), "*", exp.Literal.string(""))


def guarded(x: exp.Expr) -> exp.Expr:
    """Text that a spreadsheet could run gets an apostrophe in front, and so does text that has one already.

    So it is reversible: who reads the file takes one leading apostrophe away.
    """
    signs = [exp.Literal.string(sign) for sign in (*FORMULA_SIGNS, GUARD)]
    is_risky = exp.In(this=_left(x, 1), expressions=signs)
    return exp.Case().when(is_risky, _joined(exp.Literal.string(GUARD), "", x.copy())).else_(x.copy())


def safe_header(name: str) -> str:
    return GUARD + name if name.startswith((*FORMULA_SIGNS, GUARD)) else name


def unguarded(cell: str) -> str:
    """A text cell as it was before it was made safe for spreadsheets."""
    return cell.removeprefix(GUARD)


def _left(x: exp.Expr, length: int) -> exp.Expr:
    return exp.Substring(this=x.copy(), start=exp.Literal.number(1), length=exp.Literal.number(length))


def _right(x: exp.Expr, length: int) -> exp.Expr:
    start = exp.Sub(this=exp.Length(this=x.copy()), expression=exp.Literal.number(length - 1))
    return exp.Substring(this=x.copy(), start=start, length=exp.Literal.number(length))


def _from_at_sign(x: exp.Expr) -> exp.Expr:
    at_sign = exp.StrPosition(this=x.copy(), substr=exp.Literal.string("@"))
    domain = exp.Substring(this=x.copy(), start=at_sign)
    return (
        exp.Case()
        .when(exp.GT(this=at_sign.copy(), expression=exp.Literal.number(0)), domain)
        .else_(exp.Literal.string(""))
    )


def _if_longer(x: exp.Expr, length: int, then: exp.Expr, otherwise: str) -> exp.Expr:
    longer = exp.GT(this=exp.Length(this=x.copy()), expression=exp.Literal.number(length))
    short = exp.EQ(this=exp.Length(this=x.copy()), expression=exp.Literal.number(0))
    return (
        exp.Case()
        .when(exp.Is(this=x.copy(), expression=exp.null()), exp.null())
        .when(short, exp.Literal.string(""))
        .when(longer, then)
        .else_(exp.Literal.string(otherwise))
    )


def _joined(first: exp.Expr, middle: str, last: exp.Expr) -> exp.Expr:
    start = exp.DPipe(this=first, expression=exp.Literal.string(middle))
    return exp.DPipe(this=start, expression=last)
