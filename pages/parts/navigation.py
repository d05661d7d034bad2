"""The pages a person may open, titled in their language, in three groups."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import streamlit as st

from pages.parts.plan import GROUPS, PLAN, PlannedPage
from pages.parts.session import language, person

PAGES_FOLDER = Path(__file__).parents[1]
Navigated = st.Page  # Streamlit names the class like its maker


def chosen_page() -> Navigated:
    """The page of this address. Hiding is courtesy: each act asks `require` itself.

    A page that is not for this person is known all the same: its address, from a colleague's link, says who can open
    it. Without it Streamlit would show the first page there.
    """
    sections: dict[str, list[Navigated]] = {}
    for planned in PLAN:
        title = GROUPS[planned.group].in_language(language())
        sections.setdefault(title, []).append(page_of(planned))
    return st.navigation(sections, expanded=True)


def page_of(planned: PlannedPage) -> Navigated:
    return st.Page(
        PAGES_FOLDER / planned.group / f"{planned.name}.py",
        title=planned.title.in_language(language()),
        icon=planned.icon,
        url_path=planned.name,
        default=planned is PLAN[0],
        visibility="visible" if person().may(planned.needs) else "hidden",
    )


def import_what_pages_need() -> None:
    """Before the first session: two first sessions that import at once saw half-made modules, and the first waited."""
    for planned in PLAN:
        script = ast.parse((PAGES_FOLDER / planned.group / f"{planned.name}.py").read_text("utf-8"))
        for node in ast.walk(script):
            if isinstance(node, ast.ImportFrom) and node.module:
                import_module(node.module)
