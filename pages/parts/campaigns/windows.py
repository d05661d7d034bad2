"""For how many days a click or a delivery is credited, channel by channel: choices that stand in the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts.campaigns.words import CHANNELS
from pages.parts.session import language, plain, say
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.credit import CLICK_DAYS, DELIVERY_DAYS, LONGEST_DAYS, CreditLedger, CreditWindows

CLICK_KEY, DELIVERY_KEY, CHANNEL_KEY = "camp_click_days", "camp_delivery_days", "camp_days"


def asked_windows(campaigns: Sequence[Known]) -> CreditWindows:
    """Of channels that campaigns went through; one left empty has the days of all."""
    channels = sorted({one.channel for one in campaigns if one.channel})
    with st.popover(say("Days of credit"), icon=":material/timer:"):
        click = _days(say("A click counts for so many days"), CLICK_KEY, CLICK_DAYS)
        delivery = _days(say("A delivery counts for so many days"), DELIVERY_KEY, DELIVERY_DAYS)
        by_channel = {channel: _days_of(channel) for channel in channels}
        st.caption(say("A channel with days of its own has them for clicks and deliveries alike."))
    own = {channel: days for channel, days in by_channel.items() if days is not None}
    return CreditWindows(click or CLICK_DAYS, delivery or DELIVERY_DAYS, own)


def _days(label: str, key: str, default: int | None) -> int | None:
    found: int | None = st.number_input(
        label,
        min_value=1,
        max_value=LONGEST_DAYS,
        value=default,
        step=1,
        key=key,
        bind="query-params",
        persist_state="session",
    )
    return found


def _days_of(channel: str) -> int | None:
    return _days(say("{channel}: days of its own", channel=_name(channel)), f"{CHANNEL_KEY}_{channel}", None)


def _name(channel: str) -> str:
    return CHANNELS[channel].in_language(language()) if channel in CHANNELS else channel


def windows_told(windows: CreditWindows, found: CreditLedger, audience: Audience) -> str:
    told = say(
        "Orders from {first} to {last}. A click counts for {click} days, in “Last click or delivery” a delivery for "
        "{delivery}. Each order is credited at most once, so every column adds up to all orders.",
        first=found.since,
        last=audience.as_of,
        click=windows.click_days,
        delivery=windows.delivery_days,
    )
    return f"{told} {_own(windows.by_channel)}" if windows.by_channel else told


def _own(by_channel: Mapping[str, int]) -> str:
    days = [
        plain("{channel} {days} day", plural="{channel} {days} days", count="days", channel=_name(channel), days=days)
        for channel, days in by_channel.items()
    ]
    return say("Days of their own: {channels}.", channels=", ".join(days))
