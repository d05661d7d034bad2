"""What a condition can ask beyond its threshold: what followed, in how many periods, held against what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from data.errors import SegmentError
from pages.parts.segments.amounts import NUMBER_WIDTH
from pages.parts.segments.choice import choice
from pages.parts.segments.defaults import COMPARABLE, fitted, may_be_compared
from pages.parts.segments.filters import add_filter, filter_lines
from pages.parts.segments.picker import measure_names
from pages.parts.segments.session import as_of, controlled, measures, recount, redraw
from pages.parts.segments.target import PartTarget, Target
from pages.parts.segments.then import can_be_followed, first_then, then_inputs
from pages.parts.segments.window import window_inputs
from pages.parts.segments.words import HOWS, PERIOD_UNITS, STREAKS
from pages.parts.session import language, say, spoken
from queries.catalog import Measure, ValueType
from queries.segments import OPERATORS, Condition, Group, Match, Segment, Window, describe_conditions
from queries.segments.fitting import DIVIDING
from queries.segments.read import MAX_DAYS_BACK
from queries.segments.spans import back
from queries.segments.tree import Compared, How, Per, Streak, Unit

USUAL_CHANGE, USUAL_DAYS_BACK = 0.2, 30
PERIODS_REACHED = ""  # no streak: a list cannot offer None


@dataclass(frozen=True)
class Part:
    """One kind of further condition. `first`: as it is when it is switched on; None: the measure does not take it."""

    name: str
    label: Callable[[], str]
    meaning: Callable[[], str]
    held: Callable[[Condition], Any]
    first: Callable[[Condition, Measure], Any]
    put: Callable[[Condition, Any], Condition]
    inputs: Callable[[Condition, Measure], None]


def further(condition: Condition) -> None:
    """A button; what it opens is drawn only while it is open."""
    measure = measures().measures.get(condition.measure)
    if measure is None:
        return
    offered = [part for part in PARTS if part.held(condition) is not None or part.first(condition, measure) is not None]
    if not offered:
        return
    opened = st.popover(
        say("Further"),
        key=f"segment.{condition.id}.further",
        icon=":material/tune:",
        type="tertiary",
        help=say("What followed, how regularly, compared with what"),
        on_change="rerun",
    )
    if opened.open:
        with opened:
            for part in offered:
                _part(part, condition, measure)


def further_words(condition: Condition) -> None:
    """Below the button: with another label it would be another button, and what it opened would close."""
    measure = measures().measures.get(condition.measure)
    names = [part.label() for part in PARTS if part.held(condition) is not None]
    if measure is not None and names:
        st.caption(_in_words(condition) or " · ".join(names))


def _in_words(condition: Condition) -> str:
    """The condition as it reads with all that is set; nothing while it holds a fault."""
    alone = Segment(Group(Match.ALL, (condition,)))
    try:
        words = describe_conditions(alone, catalog=measures(), as_of=as_of())
    except SegmentError:
        return ""
    return spoken(words["1"])


def _part(part: Part, condition: Condition, measure: Measure) -> None:
    held = part.held(condition)
    key = f"segment.{condition.id}.{part.name}.on"
    st.toggle(
        part.label(),
        key=controlled(key, held is not None),
        help=part.meaning(),
        on_change=_switch,
        args=(part, condition.id, key),
    )
    if held is not None:
        part.inputs(condition, measure)


def _switch(part: Part, node_id: str, key: str) -> None:
    is_on = st.session_state[key]

    def change(node: Condition) -> Condition:
        measure = measures().measures.get(node.measure)
        if measure is None:
            return node
        return _begun(fitted(part.put(node, part.first(node, measure) if is_on else None), measure, as_of()))

    redraw(lambda found: Target(node_id).edit(found, change))


def _begun(node: Condition) -> Condition:
    """A change of one hundred per cent, which is what a count of 1 would mean, is asked for by nobody."""
    is_change = node.compared is not None and node.compared.how is How.CHANGE
    return replace(node, value=USUAL_CHANGE) if is_change and node.value == 1 else node


# ── by periods


def _first_per(_condition: Condition, measure: Measure) -> Per | None:
    return Per(Unit.MONTH, 1) if measure.starts_at_zero else None


def _per_inputs(condition: Condition, _measure: Measure) -> None:
    per = condition.per
    assert per is not None
    target = PartTarget(condition.id, "per", lambda node: node.per, lambda node, held: replace(node, per=held))
    units = {unit: name.in_language(language()) for unit, name in PERIOD_UNITS.items()}
    streaks = {streak or PERIODS_REACHED: name.in_language(language()) for streak, name in STREAKS.items()}

    def take(part: str, value: Unit | Streak | str) -> None:
        taken = None if value == PERIODS_REACHED else value
        redraw(lambda found: target.edit(found, lambda held: replace(held, **{part: taken})))

    key = target.key("at_least")

    def take_at_least() -> None:
        given = float(st.session_state[key])
        at_least = int(given) if given.is_integer() else given
        recount(lambda found: target.edit(found, lambda held: replace(held, at_least=at_least)))

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        choice(say("Period"), units, per.unit, target.key("unit"), partial(take, "unit"))
        st.caption(say("at least"), width="content")
        st.number_input(
            say("At least in a period"),
            key=controlled(key, _number(per.at_least)),
            min_value=0.0,
            step=1.0,
            format="%.15g",
            label_visibility="collapsed",
            width=NUMBER_WIDTH,
            on_change=take_at_least,
        )
        choice(
            say("What counts"), streaks, per.streak or PERIODS_REACHED, target.key("streak"), partial(take, "streak")
        )


def _number(given: object) -> float:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else 1.0


# ── compared


def _first_compared(condition: Condition, measure: Measure) -> Compared | None:
    """The same in the window before: the change that is asked for most."""
    if not may_be_compared(condition, measure):
        return None
    if measure.type is ValueType.DATE:
        other = next((found.key for found in _alike(ValueType.DATE) if found.key != measure.key), measure.key)
        return Compared(How.DIFFERENCE, other)
    days = condition.window.first if condition.window.kind == "last_days" else None
    before = Window("days_back", 2 * days - 1, days) if isinstance(days, int) else condition.window
    return Compared(How.CHANGE if isinstance(days, int) else How.DIFFERENCE, measure.key, condition.where, before)


def _alike(value_type: ValueType) -> tuple[Measure, ...]:
    return tuple(found for found in measures().available() if found.type is value_type and found.type in COMPARABLE)


def _compared_inputs(condition: Condition, measure: Measure) -> None:
    compared = condition.compared
    assert compared is not None
    target = PartTarget(
        condition.id, "compared", lambda node: node.compared, lambda node, held: replace(node, compared=held)
    )
    own = ValueType.NUMBER if condition.per is not None else measure.type
    names = measure_names()
    others = {found.key: names[found.key] for found in _alike(own) if found.key in names}
    hows = {how: name.in_language(language()) for how, name in HOWS.items()}
    if own is ValueType.DATE:
        hows = {How.DIFFERENCE: hows[How.DIFFERENCE]}

    def take_how(how: How) -> None:
        redraw(lambda found: Target(condition.id).edit(found, lambda node: _with_how(node, how)))

    def take_other(key: str) -> None:
        redraw(lambda found: target.edit(found, lambda held: _with_other(held, key)))

    other = measures().measures.get(compared.measure)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        choice(say("How it is compared"), hows, compared.how, target.key("how"), take_how)
        choice(say("Compared with"), others, compared.measure, target.key("measure"), take_other)
        if other is not None and other.takes_window:
            window_inputs(compared, target)
    if other is not None and other.behaviour is not None:
        filter_lines(compared.where, other.behaviour.event.key, other.filters, target)
        add_filter(compared.where, other.filters, target)


def _with_how(node: Condition, how: How) -> Condition:
    measure = measures().measures.get(node.measure)
    if node.compared is None or measure is None:
        return node
    return fitted(replace(node, compared=replace(node.compared, how=how)), measure, as_of())


def _with_other(held: Compared, key: str) -> Compared:
    """Its filters belonged to the measure before; its window stays where it can."""
    other = measures().measures.get(key)
    takes_window = other is not None and other.takes_window
    return replace(held, measure=key, where=(), window=held.window if takes_window else Window())


# ── earlier, and among equals


def _days_back_inputs(condition: Condition, _measure: Measure) -> None:
    key = f"segment.{condition.id}.days_back"

    def take() -> None:
        days = st.session_state[key] or 1
        recount(lambda found: Target(condition.id).edit(found, lambda node: replace(node, days_back=days)))

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.number_input(
            say("Days before"),
            key=controlled(key, min(condition.days_back, MAX_DAYS_BACK)),
            min_value=1,
            max_value=MAX_DAYS_BACK,
            step=1,
            label_visibility="collapsed",
            width=NUMBER_WIDTH,
            on_change=take,
        )
        st.caption(say("days before the day asked about: {day}", day=back(as_of(), condition.days_back)))


def _dividing() -> dict[str, str]:
    everything, names = measures().measures, measure_names()
    return {key: name for key, name in names.items() if everything[key].type in DIVIDING}


def _first_within(condition: Condition, _measure: Measure) -> str | None:
    """Of places alone, and so of the operators that count them."""
    operator = OPERATORS.get(condition.operator)
    takes = operator is not None and operator.standing is not None and condition.per is None
    return next(iter(_dividing()), None) if takes and condition.compared is None else None


def _within_inputs(condition: Condition, _measure: Measure) -> None:
    def take(key: str) -> None:
        redraw(lambda found: Target(condition.id).edit(found, lambda node: replace(node, within=key)))

    choice(say("Among equals of"), _dividing(), condition.within, f"segment.{condition.id}.within", take)


PARTS = (
    Part(
        "then",
        lambda: say("Followed by"),
        lambda: say("Only those count after which something else happened later, or did not."),
        lambda condition: condition.then,
        lambda condition, measure: first_then(measure) if can_be_followed(measure) else None,
        lambda condition, held: replace(condition, then=held),
        then_inputs,
    ),
    Part(
        "per",
        lambda: say("By periods"),
        lambda: say("In how many days, weeks, months or quarters the number is reached, or how many in a row."),
        lambda condition: condition.per,
        _first_per,
        lambda condition, held: replace(condition, per=held),
        _per_inputs,
    ),
    Part(
        "compared",
        lambda: say("Compared with"),
        lambda: say("Held against another measure, or against the same one in another window."),
        lambda condition: condition.compared,
        _first_compared,
        lambda condition, held: replace(condition, compared=held),
        _compared_inputs,
    ),
    Part(
        "days_back",
        lambda: say("As of an earlier day"),
        lambda: say("Judged so many days before the day asked about, with what was known then."),
        lambda condition: condition.days_back or None,
        lambda _condition, _measure: USUAL_DAYS_BACK,
        lambda condition, held: replace(condition, days_back=held or 0),
        _days_back_inputs,
    ),
    Part(
        "within",
        lambda: say("Places of each group by itself"),
        lambda: say("The highest of each city, tier or shop instead of the highest of all."),
        lambda condition: condition.within or None,
        _first_within,
        lambda condition, held: replace(condition, within=held or ""),
        _within_inputs,
    ),
)
