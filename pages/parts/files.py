"""Downloads: a small answer is written to a file, the file gets a signed link, and the browser fetches it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import streamlit as st

from data.access import Action, require
from pages.parts.links import link_to
from pages.parts.session import language, person, say, settings

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it a spreadsheet reads Chinese as another encoding
FORMULA_STARTS = r"^[=+\-@\t\r]"
FOLDER = "answers"
LONGEST_WORD = 40


def download_table(key: str, table: pa.Table, name: str, headers: Mapping[str, str] | None = None) -> None:
    """A button that prepares the table as CSV and starts its download. `name` is the file's, without ending."""
    label = say("Download CSV")
    if not person().may(Action.DOWNLOAD):
        st.button(label, key=key, disabled=True, help=say("An administrator can grant downloads."))
        return
    if st.button(label, key=key, icon=":material/download:", type="tertiary"):
        file_name = f"{name}.csv"
        offer_file(write_answer(table, headers or {}), file_name)


def offer_file(path: Path, file_name: str) -> None:
    """Starts the download of a file in the lists folder and leaves its link, for browsers that hold it back."""
    require(person(), Action.DOWNLOAD)
    address = link_to(path, file_name, owner=person(), settings=settings()) + f"?lang={language()}"
    st.html(f"<script>window.location.assign({json.dumps(address)})</script>", unsafe_allow_javascript=True)
    minutes = max(1, settings().link_seconds // 60)
    st.markdown(
        f"[{say('Download {file}', file=file_name)}]({address}) · "
        + say(
            "the link is yours and lives {minutes} minute",
            plural="the link is yours and lives {minutes} minutes",
            count="minutes",
            minutes=minutes,
        )
    )


def write_answer(table: pa.Table, headers: Mapping[str, str]) -> Path:
    """The table as UTF-8 CSV under the lists folder. Text that a spreadsheet would run as a formula is quoted."""
    return write_small_file(csv_bytes(table, headers), "csv")


def write_small_file(body: bytes, ending: str) -> Path:
    """What a page can make again at any time, under the lists folder until its link has died."""
    require(person(), Action.DOWNLOAD)
    folder = settings().lists / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    path = folder / f"{hashlib.sha256(body).hexdigest()[:24]}.{ending}"
    path.write_bytes(body)
    return path


def csv_bytes(table: pa.Table, headers: Mapping[str, str]) -> bytes:
    safe = pa.table(
        [_without_formulas(table[column]) for column in table.column_names],
        names=[headers.get(column, column) for column in table.column_names],
    )
    out = pa.BufferOutputStream()
    out.write(BYTE_ORDER_MARK)
    pacsv.write_csv(safe, out, pacsv.WriteOptions(quoting_style="needed"))
    return bytes(out.getvalue())


def _without_formulas(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return values
    is_formula = pc.match_substring_regex(values, FORMULA_STARTS)
    return pc.if_else(pc.fill_null(is_formula, False), pc.binary_join_element_wise("'", values, ""), values)


def _forget_old(folder: Path) -> None:
    """Answers can be asked again: a file whose link has died is only in the way."""
    oldest = time.time() - settings().link_seconds
    for path in folder.glob("*.*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def file_name_of(*parts: str) -> str:
    """A file name from a page's words, without what file systems refuse, and no longer than they take."""
    words = ("".join(letter if letter.isalnum() else "-" for letter in part) for part in parts if part)
    return "_".join(word[:LONGEST_WORD] for word in words)
