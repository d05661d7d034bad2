"""The kinds of file that a report can be, by their endings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pages.reports.document import Document
from pages.reports.html import html_of
from pages.reports.pdf import pdf_of

WRITERS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf_of, "html": lambda found: html_of(found).encode()}
