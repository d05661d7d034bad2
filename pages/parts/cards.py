"""Cards: a number, its change against the span before, what it rests on, and its definition on hover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from pages.locale import figures
from pages.parts.definition_texts import definition_text
from pages.parts.definitions import DEFINITIONS
from pages.parts.people import people_door
from pages.parts.session import currency, language, say
from queries.audience import Audience
from queries.stats import Estimate, Status

# Blue and orange with sign and word: red and green mean opposite things to readers of different markets.
Tone = Literal["blue", "orange", "gray"]


@dataclass(frozen=True)
class Change:
    """A difference as written. `is_better` None: neither, or within what chance does."""

    text: str
    is_better: bool | None

    @property
    def tone(self) -> Tone:
        return "gray" if self.is_better is None else "blue" if self.is_better else "orange"


@dataclass(frozen=True)
class Shown:
    """One number of a card: short, whole, and what it rests on."""

    short: str
    whole: str
    change: Change | None = None
    evidence: str | None = None
    people: int | None = None
    audience: Audience | None = None


def cards(shown: Mapping[str, Shown | None]) -> None:
    """Defined numbers side by side, as many as fit. None means the export lacks what it needs: a dash, never a zero."""
    grid = st.grid(3, min_column_width=156, border=True, gap=12, key="cards")
    for key, number in shown.items():
        with grid.cell(), st.container(gap="xxsmall"):
            _card(key, number)


def _card(key: str, shown: Shown | None) -> None:
    st.metric(
        DEFINITIONS[key].name.in_language(language()),
        shown.short if shown else "–",
        shown.change.text if shown and shown.change else None,
        delta_color=shown.change.tone if shown and shown.change else "gray",
        delta_arrow="auto" if shown and shown.change and shown.change.text[:1] in "+-" else "off",
        help=(f"**{shown.whole}**\n\n" if shown else "") + definition_text(key),
    )
    evidence = shown.evidence if shown else say("Not in this export")
    if evidence:
        st.caption(evidence)
    if shown and shown.audience and shown.people is not None:
        people_door(key, DEFINITIONS[key].name.in_language(language()), shown.audience, shown.people)


def count(
    value: int | None,
    before: int | None,
    evidence: str | None = None,
    audience: Audience | None = None,
    *,
    is_drawn_anew: bool = True,
) -> Shown | None:
    """People or orders. With the audience that was counted, the number opens into its people.

    A count that every span draws anew changes by chance; one that only grows, as the number of members, does not.
    """
    if value is None:
        return None
    spelled = figures.whole(value, language())
    change = _relative(value, before)
    if change and before and is_drawn_anew and is_within_chance(value, before):
        change = replace(change, is_better=None)
    return Shown(figures.short(value, language()), spelled, change, evidence, value, audience)


def is_within_chance(value: int, before: int) -> bool:
    """Two Poisson counts differ so in 19 of 20 cases of equal means: (a − b)² ≤ 1.96² (a + b), Przyborowski and
    Wilenski (1940) by the normal approximation. People counted in both spans make it more careful, not less."""
    return (value - before) ** 2 <= 1.96**2 * (value + before)


def amount(cents: int, before: int | None, evidence: str | None = None) -> Shown:
    """Money in minor units."""
    spelled = figures.money(cents, currency(), language())
    return Shown(figures.short_money(cents, currency(), language()), spelled, _relative(cents, before), evidence)


def rate(now: Estimate, difference: Estimate | None) -> Shown:
    """A judged share with its interval; its change counts as one only where the interval leaves zero out."""
    evidence = evidence_of(now)
    if not now.is_known or now.value is None:
        return Shown("–", say("Too few to judge"), None, evidence)
    written = figures.share(now.value, language())
    return Shown(written, written, _in_points(difference), evidence)


def evidence_of(estimate: Estimate) -> str:
    """Counts and interval in one line."""
    if estimate.status is Status.EMPTY:
        return say("Nobody to count yet")
    if estimate.ci_low is None or estimate.ci_high is None:
        return say("{n} of {people}: too few to judge", n=estimate.n, people=estimate.denominator)
    return say(
        "{n} of {people} · 95% {low}–{high}",
        n=estimate.n,
        people=estimate.denominator,
        low=figures.share(estimate.ci_low, language()),
        high=figures.share(estimate.ci_high, language()),
    )


def _relative(value: int, before: int | None) -> Change | None:
    if not before:
        return None
    if value == before:
        return Change(say("unchanged"), None)
    return Change(figures.change(value / before - 1, language()), value > before)


def _in_points(difference: Estimate | None) -> Change | None:
    if difference is None or difference.value is None or difference.ci_low is None or difference.ci_high is None:
        return None
    is_clear = difference.ci_low > 0 or difference.ci_high < 0
    return Change(figures.points(difference.value, language()), difference.value > 0 if is_clear else None)
