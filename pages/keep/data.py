"""Data: what was delivered, how fresh it is, what was wrong with it, and the builds."""

from __future__ import annotations

from data.errors import NoStore
from pages.parts.builds import show_builds, show_versions
from pages.parts.frame import page_head
from pages.parts.health import show_findings, show_quarantine, show_sources, show_tables, show_usable
from pages.parts.opened import store
from pages.parts.states import show_empty_house

page_head("data")
try:
    manifest = store().manifest
except NoStore:
    show_empty_house(is_data_page=True)
    show_builds()
else:
    show_usable(manifest)
    show_tables(manifest)
    show_findings(manifest)
    show_quarantine()
    show_builds()
    show_versions()
    show_sources(manifest)
