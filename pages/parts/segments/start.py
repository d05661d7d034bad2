"""Where an empty rule can begin: ready rules, one press each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.parts.segments.session import measures, redraw
from pages.parts.segments.templates import Template, layer_templates, usable_templates
from pages.parts.segments.tree import Draft, draft_of
from pages.parts.session import language, say


def starting_points() -> None:
    """For a rule without conditions: what to do next, and rules that are often wanted."""
    offered = usable_templates(measures())
    with st.container(border=True, key="segment_start"):
        st.markdown(say("Everyone so far. Add a condition below, or start from a ready rule:"))
        with st.container(horizontal=True, gap="small"):
            for template in offered:
                _button(template)
        _layers()


def _layers() -> None:
    """One folded list for each kind of layer: there are too many to stand open."""
    offered = layer_templates(measures())
    if not offered:
        return
    st.markdown(say("Or from a layer:"))
    with st.container(horizontal=True, gap="small"):
        for key, templates in offered.items():
            measure = measures().measures[key]
            with st.popover(measure.label.in_language(language()), help=measure.description.in_language(language())):
                for template in templates:
                    _button(template)


def _button(template: Template) -> None:
    st.button(
        template.name.in_language(language()),
        key=f"segment_template_{template.key}",
        help=template.reason.in_language(language()),
        on_click=redraw,
        args=(partial(_from_template, template=template),),
    )


def _from_template(found: Draft, *, template: Template) -> Draft:
    fresh = draft_of(template.segment)
    return Draft(fresh.root, as_of=found.as_of)
