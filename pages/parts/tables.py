"""Small tables as plain HTML: they cost a page next to nothing, the table widget half a second of loading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.parts.files import download_table, file_name_of
from pages.parts.session import shielded


def plain_table(columns: Mapping[str, Sequence[str]], *, download: str = "") -> None:
    """Texts only, already in the reader's language; shielded here, because table cells are markdown.

    With a name it can be downloaded; the name is also the key of its button.
    """
    st.table(
        pd.DataFrame({header: [shielded(text) for text in texts] for header, texts in columns.items()}, dtype=str),
        border="horizontal",
        hide_index=True,
    )
    if download:
        table = pa.table({header: pa.array(list(texts), pa.string()) for header, texts in columns.items()})
        download_table(f"download_{download}", table, file_name_of(download))
