"""What an input of the builder edits, what it must know of it, and how its value gets back into the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from data.contract import Choice
from data.sentence import Label
from pages.locale import figures
from pages.parts.segments.edits import changed
from pages.parts.segments.session import recount, redraw
from pages.parts.segments.tree import Draft, condition_of
from pages.parts.segments.words import UNITS
from pages.parts.session import currency, language
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.profile import ValueProfile
from queries.segments.tree import Given
from queries.segments.values import Takes

LEAST_WIDTH, MOST_WIDTH = 96, 250


@dataclass(frozen=True)
class Target:
    """The condition that is edited."""

    node_id: str

    def key(self, part: str) -> str:
        return f"segment.{self.node_id}.{part}"

    def edit(self, found: Draft, change: Callable[[Any], Any]) -> Draft:
        """The draft with this condition replaced; as it was when it is no longer there."""
        if condition_of(found.root, self.node_id) is None:
            return found
        return replace(found, root=changed(found.root, self.node_id, change))

    def take(self, change: Callable[[Any], Any], *, redraws: bool = False) -> None:
        (redraw if redraws else recount)(lambda found: self.edit(found, change))


class Slot(Protocol):
    """Where an input's value goes: into a rule's draft, or into a question."""

    def key(self, part: str) -> str: ...

    def take(self, change: Callable[[Any], Any], *, redraws: bool = False) -> None:
        """What stands there becomes what `change` makes of it; `redraws`: other inputs are asked for than before."""


class Editable(Protocol):
    """What a widget of the builder writes into."""

    def key(self, part: str) -> str: ...

    def edit(self, found: Draft, change: Callable[[Any], Any]) -> Draft: ...


@dataclass(frozen=True)
class PartTarget:
    """A part inside a condition: what it is compared with, or one of the events that follow."""

    node_id: str
    name: str
    read: Callable[[Condition], Any]
    write: Callable[[Condition, Any], Condition]

    def key(self, part: str) -> str:
        return f"segment.{self.node_id}.{self.name}.{part}"

    def edit(self, found: Draft, change: Callable[[Any], Any]) -> Draft:
        return Target(self.node_id).edit(found, self._changed(change))

    def _changed(self, change: Callable[[Any], Any]) -> Callable[[Condition], Condition]:
        def edited(node: Condition) -> Condition:
            held = self.read(node)
            return node if held is None else self.write(node, change(held))

        return edited


@dataclass(frozen=True)
class FilterTarget:
    """The filter with this number on the rows that `holder` names; nothing happens when it is no longer there."""

    holder: Editable
    number: int

    def key(self, part: str) -> str:
        return self.holder.key(f"where{self.number}.{part}")

    def take(self, change: Callable[[Any], Any], *, redraws: bool = False) -> None:
        edit = self._changed(lambda found: (change(found),))
        (redraw if redraws else recount)(lambda found: self.holder.edit(found, edit))

    def remove(self) -> None:
        redraw(lambda found: self.holder.edit(found, self._changed(lambda _: ())))

    def _changed(self, change: Callable[[Filter], tuple[Filter, ...]]) -> Callable[[Any], Any]:
        def edited(held: Any) -> Any:
            here = slice(self.number, self.number + 1)
            instead = tuple(new for found in held.where[here] for new in change(found))
            return replace(held, where=(*held.where[: self.number], *instead, *held.where[self.number + 1 :]))

        return edited


@dataclass(frozen=True)
class Asked:
    """What an input must know of the measure or filter column it is for."""

    target: Slot
    type: ValueType
    label: Label
    unit: str | None
    choices: tuple[Choice, ...]
    values: Callable[[], ValueProfile | None]


def take_value(target: Slot, read: Callable[[], Given]) -> None:
    value = read()
    target.take(lambda node: replace(node, value=value))


def fitting(text: str) -> int:
    """How wide a closed list must be to show this text whole: Chinese signs are twice as wide as Latin ones."""
    return round(max(LEAST_WIDTH, min(MOST_WIDTH, 58 + sum(13.5 if ord(sign) > 0x2E7F else 7.4 for sign in text))))


def unit_text(asked: Asked, found: Condition | Filter) -> str:
    """What the number counts: pieces, days, the currency's sign."""
    takes = OPERATORS[found.operator].takes
    if takes in (Takes.PERCENT, Takes.PERCENTS):
        return "%"
    if takes is Takes.PLACES:
        return UNITS["people"].in_language(language())
    if takes in (Takes.DAYS, Takes.SEGMENT_DAYS, Takes.SEGMENT_STAY):
        return UNITS["days"].in_language(language())
    if takes not in (Takes.VALUE, Takes.PAIR):
        return ""
    if asked.type is ValueType.MONEY:
        return figures.currency_sign(currency(), language())
    if asked.type is ValueType.SHARE:
        return "%"
    unit = UNITS.get(asked.unit or "")
    return unit.in_language(language()) if unit else ""
