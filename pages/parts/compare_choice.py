"""Whom a page holds against whom: values of an attribute, the private domain, a saved segment, or before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from data.library import load_segment
from data.sentence import Label, Sentence
from pages.parts.asking import computed
from pages.parts.controls import one_listed
from pages.parts.library.words import names_in_use
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import in_a_row, language, say, settings, shielded
from queries.audience import Audience
from queries.catalog import Measure
from queries.retention import Study
from queries.retention.compare import Compared, before_and_after, by_values, in_and_out
from queries.segments import Condition, Group, LibraryShelf, Match, Segment, look_up, parse_segment
from queries.segments.profile import ValueProfile, value_profile

NOTHING, PRIVATE, DATE, SEGMENT, WITH = "", "wecom", "day", "segment:", "with:"
ATTRIBUTES = (
    "users.acquisition_channel",
    "orders.first_channel",
    "users.tier",
    "users.city",
    "users.province",
    "users.gender",
    "layers.rfm_type",
    "layers.rfm_group",
    "layers.lifecycle",
    "layers.aipl",
)
HOLDS_WECOM = Segment(Group(Match.ALL, (Condition("users.wecom_external_id", "is_set"),)))
MOST_VALUES = 5
FIRST_SPLIT_DAYS = 180


def asked_comparison(page: str, audience: Audience) -> str:
    """The choice of this page; it stands in the link, as `retention_by`."""
    return one_listed(f"{page}_by", _offered(audience), NOTHING, label=say("Compare"), width=230)


def _offered(audience: Audience) -> dict[str, str]:
    known = measures().measures
    names = {NOTHING: say("Compare nothing")}
    for key in ATTRIBUTES:
        if key in known and known[key].is_available:
            names[key] = say("by {attribute}", attribute=known[key].label)
    if "users.wecom_external_id" in known and known["users.wecom_external_id"].is_available:
        names[PRIVATE] = say("private domain against others")
    names[DATE] = say("before and after a day")
    for name in names_in_use():
        names[f"{SEGMENT}{name}"] = say("segment {name} against others", name=shielded(name))
        if audience.segment is not None:
            names[f"{WITH}{name}"] = say("this audience against segment {name}", name=shielded(name))
    return names


def groups_of(page: str, chosen: str, study: Study, audience: Audience) -> tuple[Compared, ...]:
    """The groups, the base first; none where nothing is compared. What people become later is taken as it was then."""
    if chosen == NOTHING:
        return ()
    if chosen == DATE:
        day = _asked_split(page)
        return before_and_after(*_around(day), day, study, audience)
    if chosen == PRIVATE:
        members = Sentence("In the private domain (WeCom)")
        return in_and_out(members, Sentence("All others"), HOLDS_WECOM, study, audience, as_of_start=False)
    if chosen.startswith(WITH):
        name = chosen.removeprefix(WITH)
        other = replace(audience, segment=_saved(name))
        return Compared(Sentence("The chosen audience"), study, audience), Compared(name, study, other)
    if chosen.startswith(SEGMENT):
        name = chosen.removeprefix(SEGMENT)
        return in_and_out(name, Sentence("All others"), _saved(name), study, audience, as_of_start=True)
    measure = measures().measures[chosen]
    return by_values(chosen, _values(measure, audience), study, audience, as_of_start=measure.has_history)


def groups_of_people(page: str, chosen: str, audience: Audience) -> tuple[Compared, ...]:
    """The same where only people are told apart: as they are on the audience's day, or by their first order."""
    if chosen == DATE:
        day = _asked_split(page)
        earlier = Segment(Group(Match.ALL, (Condition("orders.first_date", "before", str(day)),)))
        before, after = _around(day)
        base, other = in_and_out(before, after, earlier, Study(), audience, as_of_start=False)
        return other, base
    if chosen.startswith(SEGMENT):
        name = chosen.removeprefix(SEGMENT)
        return in_and_out(name, Sentence("All others"), _saved(name), Study(), audience, as_of_start=False)
    if chosen in ATTRIBUTES:
        values = _values(measures().measures[chosen], audience)
        return by_values(chosen, values, Study(), audience, as_of_start=False)
    return groups_of(page, chosen, Study(), audience)


def _saved(name: str) -> Segment:
    return look_up(parse_segment(load_segment(settings(), name).document), LibraryShelf(settings()))


def group_names(groups: tuple[Compared, ...], chosen: str) -> tuple[str, ...]:
    """In the reader's words, for charts."""
    measure = measures().measures.get(chosen)
    labels = {choice.value: choice.label for choice in measure.choices} if measure else {}
    return tuple(
        _text(labels.get(group.name, group.name) if isinstance(group.name, str) else group.name) for group in groups
    )


def _text(name: str | Label | Sentence) -> str:
    if isinstance(name, Sentence):
        return in_a_row([name], is_plain=True)
    return name.in_language(language()) if isinstance(name, Label) else name


def _around(day: date) -> tuple[Sentence, Sentence]:
    return Sentence("Started before {day}", {"day": day}), Sentence("Started on {day} or later", {"day": day})


def _asked_split(page: str) -> date:
    manifest = store().manifest
    first = max(manifest.data_start, manifest.data_end - timedelta(days=FIRST_SPLIT_DAYS))
    chosen: date = st.date_input(
        say("Before and after"),
        value=first,
        min_value=manifest.data_start,
        max_value=manifest.data_end,
        format="YYYY-MM-DD",
        key=f"{page}_split",
        required=True,
        bind="query-params",
        persist_state="session",
        width=150,
    )
    return chosen


def _values(measure: Measure, audience: Audience) -> tuple[str, ...]:
    """Those that most people have, the most frequent first: it is what the others are held against."""
    profile: ValueProfile = computed(
        "value_profile",
        lambda cursor: value_profile(cursor, measure, as_of=audience.as_of),
        Audience(audience.as_of),
        measure=measure.key,
    )
    return tuple(str(found.value) for found in profile.top[:MOST_VALUES])
