"""Small tables as plain HTML: they cost a page next to nothing, the table widget half a second of loading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.parts.session import shielded


def plain_table(columns: Mapping[str, Sequence[str]]) -> None:
    """Texts only, already in the reader's language; shielded here, because table cells are markdown."""
    st.table(
        pd.DataFrame({header: [shielded(text) for text in texts] for header, texts in columns.items()}, dtype=str),
        border="horizontal",
        hide_index=True,
    )
