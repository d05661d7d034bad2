"""A document as one HTML file to hand on: nothing is loaded from elsewhere, and it has a style for paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import singledispatch
from html import escape
from pathlib import Path

from pages.reports.document import Block, Chart, Document, Heading, Paragraph, Rows
from pages.reports.pictures import svg_of

STYLE = (Path(__file__).parent / "report.css").read_text("utf-8")
LOGO = (Path(__file__).parent.parent / "parts" / "logo.svg").read_text("utf-8")
MANY_COLUMNS, MANY_ROWS = 7, 11  # beyond them a table is set smaller, or may go on on the next page


def html_of(document: Document) -> str:
    """Every text is escaped; charts are pictures, in which no script would run."""
    head = "<meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
    head += f"<title>{escape(document.title)}</title><style>{STYLE}</style>"
    body = [
        f"<header>{_picture(LOGO, 'Fenqun 分群')}</header>",
        f"<h1>{escape(document.title)}</h1>",
        *(written(block, document.language) for block in document.blocks),
        f"<footer>{escape(document.foot)}</footer>",
    ]
    tag = document.language.replace("_", "-")
    return f"<!doctype html>\n<html lang='{tag}'><head>{head}</head><body>\n" + "\n".join(body) + "\n</body></html>\n"


@singledispatch
def written(block: Block, language: str) -> str:
    raise TypeError(f"no block of a report: {block!r}")


@written.register
def _heading(block: Heading, language: str) -> str:
    new_page = " class='new-page'" if block.is_new_page else ""
    return f"<h2{new_page}>{escape(block.text)}</h2>"


@written.register
def _paragraph(block: Paragraph, language: str) -> str:
    return f"<p class='{block.tone}'>{escape(block.text)}</p>"


@written.register
def _rows(block: Rows, language: str) -> str:
    head = f"<thead>{_row(block.header, 'th')}</thead>" if block.header else ""
    body = "".join(_row(row, "td") for row in block.rows)
    kinds = {"bare": not block.header, "wide": len(block.header) > MANY_COLUMNS, "long": len(block.rows) > MANY_ROWS}
    of_kind = " ".join(name for name, is_one in kinds.items() if is_one)
    return f"<div class='scroll'><table class='{of_kind}'>{head}<tbody>{body}</tbody></table></div>"


def _row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


@written.register
def _chart(block: Chart, language: str) -> str:
    return f"<div class='scroll'>{_picture(svg_of(block, language), block.alt)}</div>"


def _picture(svg: str, alt: str) -> str:
    """In an `img` nothing of it runs, and its names meet no others."""
    return f"<img alt='{escape(alt)}' src='data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}'>"
