"""Why in or out: search a member, then each condition with the value found and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.access import Action, require
from data.sentence import Sentence
from pages.parts.asking import computed
from pages.parts.insight.words import rule_of, shown
from pages.parts.session import person, say, spoken
from pages.parts.states import show_nothing
from queries.audience import Audience
from queries.insight import Evidence, Explanation, FoundPerson, Judged, explain, find_people

SEARCH_KEY, LINK = "insight_who", "who"
HOLDS = {True: ":material/check_circle:", False: ":material/cancel:"}


def show_why(audience: Audience) -> None:
    """Raises `Forbidden` for those who may not see members."""
    require(person(), Action.SEE_MEMBERS)
    if rule_of(audience) is None:
        return
    who = _chosen(_found(audience))
    if who is not None:
        _show(_explained(audience, who))


def _found(audience: Audience) -> tuple[FoundPerson, ...]:
    if SEARCH_KEY not in st.session_state:
        st.session_state[SEARCH_KEY] = st.query_params.get(LINK, "")
    text = st.text_input(
        say("Find a member"),
        key=SEARCH_KEY,
        placeholder=say("Member ID or its beginning, masked name or phone number"),
        max_chars=100,
        width=420,
    ).strip()
    if not text:
        if LINK in st.query_params:
            del st.query_params[LINK]
        show_nothing(Sentence("Search a member, and each condition shows the value found for them."))
        return ()
    st.query_params[LINK] = text
    who = person()
    found = computed("find_people", lambda cursor: find_people(cursor, text, person=who), audience, True, text=text)
    if not found:
        show_nothing(Sentence("No member is found by {text}.", {"text": text}))
    return found


def _chosen(found: Sequence[FoundPerson]) -> FoundPerson | None:
    if len(found) < 2:
        return found[0] if found else None
    named = {each.user_id: each for each in found}
    chosen = st.selectbox(
        say("Which of them"),
        tuple(named),
        format_func=lambda user_id: " · ".join(filter(None, (user_id, named[user_id].name, named[user_id].phone))),
        key="insight_which",
        width=420,
    )
    return named[chosen]


def _explained(audience: Audience, who: FoundPerson) -> Explanation:
    rule, asking = audience.segment, person()
    assert rule is not None
    return computed(
        "explain",
        lambda cursor: explain(cursor, rule, who, as_of=audience.as_of, person=asking),
        audience,
        True,
        who=who.user_no,
    )


def _show(found: Explanation) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(say("In") if found.is_in else say("Out"), color="primary" if found.is_in else "gray")
        st.markdown(f"**{spoken(found.verdict)}**", width="content")
    for member in found.members:
        _show_judged(member)


def _show_judged(judged: Judged) -> None:
    with st.container(border=True, key=f"insight_judged_{judged.place.replace('.', '_')}", gap="xsmall"):
        st.markdown(f"{HOLDS[judged.holds]} **{judged.place}** · {spoken(judged.words)}")
        for member in judged.members:
            _show_judged(member)
        if judged.members:
            return
        if judged.asks_value:
            st.caption(say("Found: {value}", value=judged.found))
        if judged.evidence is not None:
            _show_evidence(judged.place, judged.evidence)


def _show_evidence(place: str, evidence: Evidence) -> None:
    if not evidence.total:
        st.caption(say("No rows of “{event}” count for them here.", event=evidence.of))
        return
    title = say(
        "{event}: {total} row counts",
        plural="{event}: {total} rows count, the newest {shown} of them here",
        count="total",
        event=evidence.of,
        total=evidence.total,
        shown=len(evidence.rows),
    )
    with st.expander(title, key=f"insight_rows_{place.replace('.', '_')}", type="compact"):
        headers = [shown(label) for label in evidence.columns]
        st.dataframe(
            [dict(zip(headers, map(shown, row), strict=True)) for row in evidence.rows],
            hide_index=True,
            height="content",
        )
