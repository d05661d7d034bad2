"""What a study asks, in whole sentences: above its answer, and under each of its charts."""

from __future__ import annotations

import streamlit as st

from data.sentence import Gap, Sentence
from pages.parts.definition_texts import HowCounted, short_line
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import in_a_row
from pages.parts.studies.words import RATES
from queries.audience import Audience
from queries.retention import Study, describe_study
from queries.retention.study import Measure
from queries.retention.words import PERIODS, RELATIVES


def show_study(study: Study, audience: Audience) -> HowCounted:
    """Says what is asked, and gives the same for under the charts, with day, zone and the data's end.

    Raises what the question itself would raise.
    """
    manifest = store().manifest
    asked = describe_study(study, audience, catalog=measures(), timezone=manifest.timezone)
    with st.container(key="study_sentence"):
        st.markdown(in_a_row(asked[:-1]))
    ends = Sentence("The data end on {last}.", {"last": manifest.data_end})
    return HowCounted(short_line(_briefly(study), audience.as_of), in_a_row((*asked, ends), is_plain=True))


def _briefly(study: Study) -> Sentence:
    gaps: dict[str, Gap] = {"rate": RATES[study.measure], "period": PERIODS[study.period]}
    if study.measure is Measure.VALUE:
        return Sentence("{rate}, {period}", gaps)
    return Sentence("{rate}, {whom}, {period}", {**gaps, "whom": RELATIVES[study.relative_to]})
