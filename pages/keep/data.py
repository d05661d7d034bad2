"""Data: what was delivered, how fresh it is, what was wrong with it, and the builds."""

from __future__ import annotations

from pages.parts.frame import page_head
from pages.parts.opened import store

page_head("data")
version = store()
