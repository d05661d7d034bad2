"""Which measures can be picked, in the reader's words: as a searchable list, and as a catalogue to look through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from data.sentence import Label
from pages.locale import figures
from pages.parts.asking import computed_soon
from pages.parts.opened import store
from pages.parts.segment_session import as_of, measures
from pages.parts.segment_words import TYPES
from pages.parts.session import language, say, shielded, spoken
from queries.audience import Audience
from queries.catalog import Measure
from queries.segments.coverage import Coverage, coverage
from queries.segments.describe import measure_needs

SEARCH_KEY, TOPIC_KEY = "segment_catalogue_search", "segment_catalogue_topic"


def measure_names() -> Mapping[str, str]:
    """Measures that the export can answer, subject first, each name once."""
    return _names(store().id, language())


@lru_cache(maxsize=8)
def _names(_version_id: str, tongue: str) -> Mapping[str, str]:
    """A rule of thirty conditions asks for the names thirty times in one run."""
    names = {measure.key: measure_name(measure, tongue) for measure in measures().available()}
    seen = Counter(names.values())
    return {key: name if seen[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def measure_name(measure: Measure, tongue: str | None = None) -> str:
    tongue = tongue or language()
    return f"{measure.topic.in_language(tongue)} › {measure.label.in_language(tongue)}"


def catalogue() -> str | None:
    """Every measure by subject with what it means, its type, and how many people have a value. Gives the key picked."""
    search = st.text_input(
        say("Search"),
        key=SEARCH_KEY,
        type="search",
        live=True,
        placeholder=say("Search by name or meaning"),
        label_visibility="collapsed",
    )
    topics = {measure.topic.en: measure.topic for measure in measures().measures.values()}
    topic = st.pills(
        say("Subject"),
        tuple(topics),
        key=TOPIC_KEY,
        format_func=lambda key: topics[key].in_language(language()),
        label_visibility="collapsed",
    )
    day = as_of()
    known = computed_soon("coverage", lambda cursor: coverage(cursor, as_of=day), Audience(day))
    return _rows(found_measures(search or "", topics.get(topic or "")), known)


def found_measures(search: str, topic: Label | None) -> tuple[Measure, ...]:
    """Those of the subject whose name, meaning or key holds every word of the search, in any of the languages."""
    words = search.casefold().split()
    return tuple(
        measure
        for measure in measures().measures.values()
        if (topic is None or measure.topic == topic) and all(word in _searched(measure) for word in words)
    )


def _searched(measure: Measure) -> str:
    labels = (measure.label, measure.description, measure.topic)
    texts = [text for label in labels for text in (label.en, label.zh_CN, label.zh_TW)]
    return " ".join([measure.key, *texts]).casefold()


def _rows(found: tuple[Measure, ...], known: Coverage | None) -> str | None:
    picked = None
    if not found:
        st.caption(say("No measure fits. Try another word."))
    with st.container(height=420, border=False, key="segment_catalogue"):
        for measure in found:
            if _row(measure, known):
                picked = measure.key
    return picked


def _row(measure: Measure, known: Coverage | None) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_picked = st.button(
            shielded(measure_name(measure)),
            key=f"segment_pick_{measure.key}",
            type="tertiary",
            disabled=not measure.is_available,
        )
        st.badge(TYPES[measure.type].in_language(language()), color="gray")
        share = known.share(measure.key) if known else None
        if share is not None:
            st.caption(say("{share} of people", share=figures.share(share, language(), 0)), width="content")
    st.caption(measure.description.in_language(language()) if measure.is_available else spoken(measure_needs(measure)))
    return is_picked
