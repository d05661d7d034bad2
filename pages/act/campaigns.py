"""Campaigns: what a campaign changed, against the people it kept back."""

from __future__ import annotations

from pages.parts.frame import page_head
from pages.parts.opened import store

page_head("campaigns")
store()
