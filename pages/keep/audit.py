"""The record: who did what and when, whether it was tampered with, and a copy to take along."""

from __future__ import annotations

from data.access import Action, require
from pages.parts.audit_record import show_chain, show_events
from pages.parts.forgetting import show_forgetting
from pages.parts.frame import page_head
from pages.parts.library.words import tell
from pages.parts.session import person

page_head("audit")
require(person(), Action.READ_RECORD)
tell()
show_chain()
show_events()
show_forgetting()
