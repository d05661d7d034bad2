"""The plan in hand, kept on the server under an id in the link: a reload or a colleague finds it as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from data.drafts import forget_old_drafts, keep_draft, kept_draft
from pages.parts.session import settings
from queries.lists.plan import Step

LINK, HELD_KEY = "list_draft", "list_draft_in_link"
NAMED = ("list_name", "list_why")  # before one of them is given there is nothing worth keeping


def _as_it_is(value: Any) -> Any:
    return value


def _steps(names: Sequence[str]) -> list[Step]:
    return [Step(name) for name in names if name in set(Step)]


# What stands in the link by itself (segment, channel, share, salt) is not among them.
READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys((*NAMED, "list_campaign", "list_expected", "list_cost", "list_priority"), _as_it_is),
    **dict.fromkeys(("list_send_on", "list_runs_until"), date.fromisoformat),
    **dict.fromkeys(("list_cap_messages", "list_cap_days", "list_cap_wecom"), _as_it_is),
    **dict.fromkeys(("list_suppressing", "list_strata", "list_variants"), _as_it_is),
    "list_skipped": _steps,
    **{f"list_skipped_{step.value}": _as_it_is for step in Step},
}


def take_draft() -> None:
    """Before the widgets: what the link names, where it changed. What cannot be read is left out."""
    in_link = st.query_params.get(LINK)
    if in_link is None or in_link == st.session_state.get(HELD_KEY):
        return
    forget_old_drafts(settings(), datetime.now(UTC))
    document = kept_draft(settings(), in_link)
    for key, value in (json.loads(document) if document else {}).items():
        if key in READERS:
            st.session_state[key] = READERS[key](value)
    st.session_state[HELD_KEY] = in_link


def put_draft() -> None:
    """After the widgets."""
    given = {key: st.session_state[key] for key in READERS if key in st.session_state}
    if any(given.get(key) for key in NAMED):
        st.session_state[HELD_KEY] = keep_draft(settings(), json.dumps(given, sort_keys=True, default=str))
        st.query_params[LINK] = st.session_state[HELD_KEY]


def only_known(key: str, choices: Sequence[Any]) -> None:
    """Before a widget of several choices: of what was kept, what can still be chosen."""
    if key in st.session_state:
        st.session_state[key] = [chosen for chosen in st.session_state[key] if chosen in choices]
