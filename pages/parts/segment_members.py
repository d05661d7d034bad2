"""The people of the rule in hand: a masked page at a time, and all of them as a file."""

from __future__ import annotations

from queries.audience import Audience


def show_members(audience: Audience) -> None:
    """Stub."""
