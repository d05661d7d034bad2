"""A document as PDF: set by Typst, with its fonts inside and its charts as vectors.

What a person typed reaches Typst as data (JSON), never as its language.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from pages.reports.document import PAGE, PAGES, Block, Chart, Document
from pages.reports.pictures import FAMILIES, font_folders, svg_of

TEMPLATE = Path(__file__).parent / "report.typ"
LOGO = Path(__file__).parent.parent / "parts" / "logo.svg"


def pdf_of(document: Document) -> bytes:
    """The same document gives the same bytes: its date is the one it was written at. No font of the machine is used."""
    pictures: dict[str, str] = {}
    language, _, region = document.language.partition("_")
    told = {
        **{name: getattr(document, name) for name in ("title", "foot", "page_of")},
        "language": language,
        "region": region or None,
        "fonts": FAMILIES[document.language],
        "page_signs": [PAGE, PAGES],
        "blocks": [_told(block, document.language, pictures) for block in document.blocks],
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(told), "logo": LOGO.read_text("utf-8"), **pictures},
        font_paths=_fonts(),
        timestamp=document.written_at.replace(microsecond=0),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=font_folders())


def _told(block: Block, language: str, pictures: dict[str, str]) -> dict[str, Any]:
    """As the template reads it; a chart leaves its picture under the name of a file."""
    kind = type(block).__name__.lower()
    if not isinstance(block, Chart):
        return {"kind": kind, **asdict(block)}
    name = f"{len(pictures)}.svg"
    pictures[name] = svg_of(block, language)
    return {"kind": kind, "file": name, "alt": block.alt}
