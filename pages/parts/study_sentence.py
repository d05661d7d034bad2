"""What a study asks, in whole sentences: above its answer, and under each of its charts."""

from __future__ import annotations

import streamlit as st

from data.sentence import Sentence
from pages.parts.opened import store
from pages.parts.segment_session import measures
from pages.parts.session import in_a_row, say
from queries.audience import Audience
from queries.retention.study import Study
from queries.retention.words import describe_study


def show_study(study: Study, audience: Audience) -> str:
    """Says what is asked, and gives the same with the zone and the data's end for under the charts, as plain text.

    Raises what the question itself would raise.
    """
    asked = describe_study(study, catalog=measures(), as_of=audience.as_of)
    with st.container(key="study_sentence"):
        st.markdown(in_a_row(asked))
    if audience.segment is not None:
        st.caption(say("Only people of the chosen audience."))
    return in_a_row((*asked, how_far(audience)), is_plain=True)


def how_far(audience: Audience) -> Sentence:
    """Up to which day, in which zone."""
    manifest = store().manifest
    return Sentence(
        "As of {as_of}, days in the time zone {zone}, data to {last}.",
        {"as_of": audience.as_of, "zone": manifest.timezone, "last": manifest.data_end},
    )
