"""The people behind a number: a door from any count to the members it counts."""

from __future__ import annotations

import streamlit as st

from data.access import Action, require
from data.sentence import Label
from pages.locale import figures
from pages.parts.asking import answer
from pages.parts.keep_people import keep_people
from pages.parts.session import currency, language, person, say
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.question import Answer
from queries.segments import Condition, Group, Match, Segment, Window

ROWS_SHOWN = 200
COLUMNS = {
    "user_id": Label("Member ID", "会员ID", "會員ID"),
    "orders": Label("Orders", "订单数", "訂單數"),
    "net_cents": Label("Net revenue", "净收入", "淨收入"),
    "first_order_date": Label("First order", "首单日期", "首單日期"),
    "last_order_date": Label("Last order", "最近下单", "最近下單"),
}


def people_door(key: str, title: str, audience: Audience, people: int) -> None:
    """A quiet button that opens these people; greyed for those who may not see members."""
    is_open = person().may(Action.SEE_MEMBERS) and people > 0
    if st.button(say("See these people"), key=f"{key}_people", type="tertiary", disabled=not is_open):
        st.dialog(title, width="large")(show_people)(audience, people)


def show_people(audience: Audience, people: int) -> None:
    """The first members of the audience with what they bought so far."""
    with failures_in_words():
        require(person(), Action.SEE_MEMBERS)
        found = answer("overview/members", audience, people=ROWS_SHOWN)
        st.caption(
            say(
                "{people} person as of {day}.",
                plural="{people} people as of {day}. The first {shown} are shown.",
                count="people",
                people=people,
                day=audience.as_of,
                shown=min(people, ROWS_SHOWN),
            )
        )
        keep_people(audience)
        st.dataframe(
            {label.in_language(language()): _column(found, name) for name, label in COLUMNS.items()}, hide_index=True
        )


def _column(found: Answer, name: str) -> list[object]:
    values: list[object] = found.table[name].to_pylist()
    if name == "net_cents":
        return [figures.money(cents, currency(), language()) if isinstance(cents, int) else None for cents in values]
    return values


def bought_in_last_days(days: int) -> Segment:
    return Segment(Group(Match.ALL, (_at_least_once("orders.count", days),)))


def active_in_last_days(days: int) -> Segment:
    """An order or an interaction, as the overview counts it."""
    either = (_at_least_once("orders.count", days), _at_least_once("interactions.count", days))
    return Segment(Group(Match.ANY, either))


def joined_in_last_days(days: int) -> Segment:
    return Segment(Group(Match.ALL, (Condition("users.joined_at", "in_last_days", days),)))


def _at_least_once(measure: str, days: int) -> Condition:
    return Condition(measure, "at_least", 1, window=Window("last_days", days))
