"""Draws a kept specification over an answer's rows, with its table and its download underneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

import pyarrow as pa
import streamlit as st

from pages.charts.kept import readable
from pages.charts.words import Spec
from pages.parts.definition_texts import HowCounted
from pages.parts.files import download_table
from pages.parts.session import say


@dataclass(frozen=True)
class Table:
    """What stands under a chart and in its file: the numbers themselves, with headers in the reader's words."""

    rows: pa.Table
    headers: Mapping[str, str] = field(default_factory=dict)
    file_name: str = "table"


def theme() -> str:
    """light or dark, as the reader's browser shows it."""
    return st.context.theme.type or "light"


def draw(
    key: str,
    spec: Spec,
    rows: pa.Table,
    table: Table,
    *,
    title: str,
    alt: str,
    note: str | None = None,
    definition: HowCounted | None = None,
) -> None:
    """A chart with a title, a text for those who do not see it, how it is counted, its table and its downloads."""
    with chart_card(key, title):
        draw_in_card(key, spec, rows, table, alt=alt, note=note, definition=definition)


@contextmanager
def chart_card(key: str, title: str) -> Iterator[None]:
    """The card of one chart, for those that have controls of their own below the title."""
    with st.container(border=True, key=f"chart_{key}"):
        st.markdown(f"**{title}**")
        yield


def draw_in_card(
    key: str,
    spec: Spec,
    rows: pa.Table,
    table: Table,
    *,
    alt: str,
    note: str | None = None,
    definition: HowCounted | None = None,
) -> None:
    """What `draw` puts under the title."""
    st.vega_lite_chart(rows, readable(spec, theme()), key=key, width="stretch", alt=alt)
    if note:
        st.caption(note)
    foot(key, table, definition)


def foot(key: str, table: Table, definition: HowCounted | None) -> None:
    """What stands under every chart: how it is counted, and folded its table with the files."""
    if definition:
        show_how_counted(definition)
    table_underneath(key, table, definition.whole if definition else "")


def show_how_counted(definition: HowCounted) -> None:
    """A line that unfolds: the browser does that by itself."""
    short, whole = escape(definition.short), escape(definition.whole)
    st.html(f"<details class='how-counted'><summary>{short}</summary><p>{whole}</p></details>")


@st.fragment
def table_underneath(key: str, table: Table, definition: str | None = None) -> None:
    """Folded, and drawn only when opened: a table widget costs the page half a second of loading.

    With a definition, if only an empty one, there is a chart above, which can be had as a picture.
    """
    folded = st.expander(say("Table and download"), key=f"{key}_table", bind="query-params", type="compact")
    if folded.open:
        with folded:
            # Above the table, which takes its room late: a button that moves under the pointer is missed.
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                download_table(f"{key}_csv", table.rows, table.file_name, table.headers)
                if definition is not None:
                    _pictures(table.file_name, definition)
            st.dataframe(renamed(table), hide_index=True, key=f"{key}_rows")


def _pictures(name: str, definition: str) -> None:
    """The browser has the drawing already, so it makes the files itself: see pictures.js."""
    kinds = {"png": say("Picture (PNG)"), "svg": say("Picture (SVG)")}
    about = f'data-name="{escape(name)}" data-foot="{escape(definition)}"'
    buttons = (
        f'<button type="button" class="picture" data-kind="{kind}" {about}>{label}</button>'
        for kind, label in kinds.items()
    )
    st.html("".join(buttons), width="content")


def renamed(table: Table) -> pa.Table:
    return table.rows.rename_columns([table.headers.get(name, name) for name in table.rows.column_names])
