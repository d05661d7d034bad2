"""Saved segments: found, opened, compared with what they were, shared as files, put away and brought back."""

from __future__ import annotations

from pages.parts.frame import page_head
from pages.parts.library.page import show_library
from pages.parts.opened import store

page_head("library")
show_library(store())
