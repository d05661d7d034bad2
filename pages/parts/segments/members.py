"""The people of the rule in hand, masked, a page at a time; clear only for those who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import pyarrow as pa
import streamlit as st

from data.access import Action, require
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.segments.download import download_list
from pages.parts.segments.picker import measure_name
from pages.parts.segments.session import measures
from pages.parts.session import currency, language, person, say, settings
from queries.audience import Audience
from queries.catalog import ValueType
from queries.lists import Members, listable, members
from queries.lists.columns import ListColumn
from queries.segments.bind import bind

PAGE = 20
FIRST_COLUMNS = (
    "users.user_id",
    "users.name",
    "users.tier",
    "users.city",
    "users.phone",
    "users.joined_at",
    "orders.count",
    "orders.net_revenue",
    "orders.last_date",
)
COLUMNS_KEY, CLEAR_KEY, PAGE_KEY = "segment_columns", "segment_clear", "segment_page"


@dataclass(frozen=True)
class Shown:
    """What of each person is shown, and whether whole."""

    columns: tuple[str, ...]
    clear: bool


def show_members(audience: Audience) -> None:
    """Raises `Forbidden` for those who may not see members, `SegmentError` for a rule that cannot be asked."""
    require(person(), Action.SEE_MEMBERS)
    if audience.segment is not None:
        bind(audience.segment, measures())  # a rule that cannot be asked offers neither people nor a file
    shown = _choices(audience)
    number = int(st.session_state.get(PAGE_KEY) or 1)
    found = _page(audience, shown, number)
    if found.total == 0:
        st.info(say("Nobody fits this rule, so there is nobody to show."), icon=":material/group_off:")
        return
    last = ceil(found.total / PAGE)
    if number > last:
        st.session_state[PAGE_KEY] = 1
        found = _page(audience, shown, 1)
    st.dataframe(readable(found), hide_index=True, key="segment_member_rows", height="content", placeholder="–")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            say("{people} person", plural="{people} people", count="people", people=found.total), width="content"
        )
        st.pagination(last, key=PAGE_KEY)


def _choices(audience: Audience) -> Shown:
    offered = {measure.key: measure_name(measure) for measure in listable(measures())}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="segment_member_tools"):
        st.session_state.setdefault(COLUMNS_KEY, [key for key in FIRST_COLUMNS if key in offered])
        with st.popover(say("Columns"), icon=":material/view_column:", width="content"):
            columns = st.multiselect(
                say("Columns, in this order"),
                tuple(offered),
                key=COLUMNS_KEY,
                format_func=offered.__getitem__,
                placeholder=say("Choose columns"),
                select_all=False,
                persist_state="session",
            )
        clear = person().may(Action.SEE_CLEAR) and st.toggle(
            say("Unmasked"),
            key=CLEAR_KEY,
            help=say("Show contact details whole, here and in the file. Only those with the right to it can."),
        )
        shown = Shown(tuple(columns) or ("users.user_id",), clear)
        download_list(audience, shown.columns, clear=shown.clear)
    return shown


def _page(audience: Audience, shown: Shown, number: int) -> Members:
    who, home = person(), settings()
    return computed(
        "segment_members",
        lambda cursor: members(
            cursor,
            audience,
            shown.columns,
            person=who,
            clear_on_record=home if shown.clear else None,
            limit=PAGE,
            offset=(number - 1) * PAGE,
        ),
        audience,
        True,
        columns=shown.columns,
        clear=who.name if shown.clear else None,  # a kept page is on record under whoever saw it first
        page=number,
    )


def readable(found: Members) -> pa.Table:
    """Headers and values as the reader writes them. Numbers and days stay what they are, so that they sort."""
    labels = unique_labels(found.columns)
    return pa.table({label: _cells(found, column) for label, column in zip(labels, found.columns, strict=True)})


def unique_labels(columns: Sequence[ListColumn]) -> list[str]:
    labels = [column.measure.label.in_language(language()) for column in columns]
    return [
        label if labels.count(label) == 1 else measure_name(column.measure)
        for label, column in zip(labels, columns, strict=True)
    ]


def _cells(found: Members, column: ListColumn) -> pa.ChunkedArray | list[str | None]:
    values = found.rows[column.name]
    if column.measure.type is ValueType.MONEY:
        return [None if cents is None else figures.money(cents, currency(), language()) for cents in values.to_pylist()]
    choices = {choice.value: choice.label.in_language(language()) for choice in column.measure.choices}
    if choices:
        return [choices.get(value, value) for value in values.to_pylist()]
    return values
