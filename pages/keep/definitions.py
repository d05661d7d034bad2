"""Definitions: how each shown number is counted, the same text as on hover."""

from __future__ import annotations

import streamlit as st

from pages.parts.definition_texts import definition_text
from pages.parts.definitions import DEFINITIONS
from pages.parts.frame import page_head

page_head("definitions")
for name in DEFINITIONS:
    with st.container(border=True):
        st.markdown(definition_text(name))
