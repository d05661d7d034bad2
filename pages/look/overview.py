"""Overview: people, buyers, active, new, net revenue and repurchase, each against the same span before."""

from __future__ import annotations

from pages.parts.asking import ask, everyone_now
from pages.parts.controls import span_of_days
from pages.parts.frame import page_head
from pages.parts.opened import store
from pages.parts.summary import show_summary
from queries.overview import overview

page_head("overview")
store()
days = span_of_days("overview_days")
show_summary(overview(ask(), everyone_now(), days=days), days)
