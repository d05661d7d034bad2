"""Controls that pages share: their values hold no language, and stand in the link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import streamlit as st

from pages.parts.held import (
    Choice,
    put_into_link,
    put_several_into_link,
    remember_unknown,
    start_from_link,
    start_several,
    unknown_in_link,
)
from pages.parts.session import say

SPANS = (7, 30, 90)


def span_of_days(key: str, spans: Sequence[int] = SPANS, default: int = 30) -> int:
    """Days up to the data's end; `key` is also the name in the link, so let it begin with the page's name."""
    return one_of(key, {days: say("{days} days", days=days) for days in spans}, default, label=say("Span"))


def one_listed(
    key: str,
    names: Mapping[Choice, str],
    default: Choice,
    *,
    label: str,
    width: int | Literal["stretch"] = "stretch",
    is_labelled: bool = False,
    names_default: bool = False,
) -> Choice:
    """A choice from a list that stands in the link under `key`; `names_default`: there too while it is the default."""
    choices = tuple(names)
    remember_unknown(key, {str(choice) for choice in choices}.__contains__)
    start = start_from_link(key, choices, default)
    st.selectbox(
        label,
        choices,
        index=0 if start is None else choices.index(start),
        key=key,
        format_func=names.__getitem__,
        label_visibility="visible" if is_labelled else "collapsed",
        width=width,
    )
    put_into_link(key, None if names_default else default)
    chosen: Choice = st.session_state[key]
    tell_unknown(key, names[chosen])
    return chosen


def tell_unknown(key: str, shown: str) -> None:
    """What stands in for something the link asked for in vain is said beside it, or it would pass for that."""
    asked = unknown_in_link(key)
    if asked is not None:
        st.warning(
            say(
                "The link asks for “{asked}”, which is not here: renamed, removed, or of other data. “{shown}” is "
                "shown instead.",
                asked=asked,
                shown=shown,
            ),
            icon=":material/link_off:",
        )


def one_of(key: str, labels: Mapping[Choice, str], default: Choice, *, label: str) -> Choice:
    """A segmented choice that stands in the link under `key`."""
    choices = tuple(labels)
    start = start_from_link(key, choices, default)
    st.segmented_control(
        label,
        choices,
        default=start,
        key=key,
        required=True,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        wrap=True,
    )
    put_into_link(key, default)
    chosen: Choice = st.session_state[key]
    return chosen


def several_of(
    key: str, choices: Sequence[int], default: Sequence[int], *, label: str, text: Callable[[int], str]
) -> list[int]:
    """Some of these numbers, in ascending order, of none the default; they stand in the link under `key`."""
    start = start_several(key, choices, default)
    st.pills(label, choices, selection_mode="multi", default=start, key=key, format_func=text)
    put_several_into_link(key, default)
    return sorted(st.session_state[key]) or list(default)
