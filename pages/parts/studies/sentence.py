"""What a study asks, in whole sentences: above its answer, and under each of its charts."""

from __future__ import annotations

import streamlit as st

from data.sentence import Sentence
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import in_a_row
from queries.audience import Audience
from queries.retention import Study, describe_study


def show_study(study: Study, audience: Audience) -> str:
    """Says what is asked, and gives the same as plain text for under the charts, with day, zone and the data's end.

    Raises what the question itself would raise.
    """
    manifest = store().manifest
    asked = describe_study(study, audience, catalog=measures(), timezone=manifest.timezone)
    with st.container(key="study_sentence"):
        st.markdown(in_a_row(asked[:-1]))
    ends = Sentence("The data end on {last}.", {"last": manifest.data_end})
    return in_a_row((*asked, ends), is_plain=True)
