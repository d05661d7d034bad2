"""Two lists compared: who came, who went, who stayed, and what made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from data.ledger import KeptList, ledger_key
from data.sentence import Label
from data.settings import Settings
from queries.engines.duck import DuckDBCursor
from queries.lists.assigned import people_of
from queries.lists.chance import Numbers
from queries.lists.draw import Draw
from queries.lists.plan import STEP_LABELS, Step
from queries.lists.verify import drawn_again


class Otherwise(StrEnum):
    """Where a person stood who was neither on the list nor taken by a step."""

    NOT_SELECTED = "not_selected"
    DATA = "data"


Why = Step | Otherwise

_OTHERWISE: Mapping[Otherwise, Label] = {
    Otherwise.NOT_SELECTED: Label("Not selected by the rule", "不符合规则", "不符合規則"),
    Otherwise.DATA: Label("The data of that day changed since", "当日数据此后有变化", "當日資料此後有變化"),
}


def why_label(why: Why) -> Label:
    return STEP_LABELS[why] if isinstance(why, Step) else _OTHERWISE[why]


@dataclass(frozen=True, eq=False)
class Difference:
    """`added` by where they stood in the earlier draw, `removed` by where they stand in the later one."""

    added: Mapping[Why, Numbers]
    removed: Mapping[Why, Numbers]
    unchanged: int
    left_the_store: int


def difference(engine: DuckDBCursor, earlier: KeptList, later: Draw, *, settings: Settings) -> Difference:
    """Of the people written to. The earlier plan is drawn again over the open store to say why somebody was not on it;
    who was on it is what the ledger says. Raises as `draw` does."""
    people = engine.version.manifest.people
    was = np.zeros(people, np.bool_)
    was[people_of(engine, earlier, ledger_key(settings), with_control=False)] = True
    places_now = _places(later, people)
    places_then = _places(drawn_again(engine, earlier, settings=settings), people)
    now = places_now == _LISTED
    listed = int(sum(earlier.manifest["counts"]["arms"].values()))
    return Difference(
        added=_by_place(now & ~was, places_then),
        removed=_by_place(was & ~now, places_now),
        unchanged=int((was & now).sum()),
        left_the_store=listed - int(was.sum()),
    )


_STEPS = tuple(Step)
_LISTED = len(_STEPS)
_NOT_SELECTED = len(_STEPS) + 1


def _places(found: Draw, people: int) -> NDArray[np.int8]:
    places = np.full(people, _NOT_SELECTED, np.int8)
    for number, step in enumerate(_STEPS):
        places[found.gone[step]] = number
    for numbers in found.arms.values():
        places[numbers] = _LISTED
    return places


def _by_place(changed: NDArray[np.bool_], places: NDArray[np.int8]) -> Mapping[Why, Numbers]:
    whys: tuple[Why, ...] = (*_STEPS, Otherwise.DATA, Otherwise.NOT_SELECTED)
    found = {why: np.flatnonzero(changed & (places == number)) for number, why in enumerate(whys)}
    return {why: numbers for why, numbers in found.items() if len(numbers)}
