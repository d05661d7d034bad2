"""The cuts behind the layers: those in force, what the data suggest, and freezing others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError
from data.schemes import Schemes, freeze_schemes, schemes_from_json, schemes_json
from data.sentence import Label, Share
from pages.locale import figures
from pages.parts.asking import computed, everyone_now
from pages.parts.controls import one_of
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say, settings, spoken
from pages.parts.tables import plain_table
from queries.layers import Suggestion, customary_words, suggest

# The entries a person changes here; the terminal freezes a file with all of them.
ENTRIES: Mapping[str, Label] = {
    "rfm.lookback_days": Label("RFM: days looked back", "RFM：统计天数", "RFM：統計天數"),
    "rfm.recency_days": Label("Recency cuts, days", "最近购买分界（天）", "最近購買分界（天）"),
    "rfm.purchase_days": Label("Frequency cuts, purchase days", "购买频次分界（购买天数）", "購買頻次分界（購買天數）"),
    "rfm.spend": Label("Spend cuts", "消费金额分界", "消費金額分界"),
    "rfm.baseline": Label("High from score (R, F, M)", "高分基准（R、F、M）", "高分基準（R、F、M）"),
    "lifecycle.dormant_days": Label("Dormant after days", "沉睡：超过天数", "沉睡：超過天數"),
    "lifecycle.lost_days": Label("Lost after days", "流失：超过天数", "流失：超過天數"),
    "lifecycle.returned_days": Label("Returned within days", "回流：近几天内", "回流：近幾天內"),
    "aipl.contact_days": Label("AIPL: A and I, days", "AIPL：A、I 天数", "AIPL：A、I 天數"),
    "aipl.purchase_days": Label("AIPL: P and L, days", "AIPL：P、L 天数", "AIPL：P、L 天數"),
}
CHANCE, GAPS = "chance", "gaps"
FROZEN_KEY, FAULTS_KEY = "layers_frozen", "layers_faults"


def show_cuts() -> None:
    """What is in force; who may freeze is offered a form with what the data suggest beside it."""
    in_force = store().schemes
    with st.container(border=True, key="layer_cuts"):
        st.markdown(f"**{say('The cuts')}**")
        st.caption(_provenance(in_force))
        _tell()
        opened = st.expander(say("What the data suggest"), key="layers_suggestion", bind="query-params")
        if opened.open:
            with opened:
                _show_suggestion(in_force)


def _provenance(in_force: Schemes) -> str:
    if in_force.version == 0:
        return say("These are the presets; nobody has frozen cuts for this brand yet.")
    return say(
        "Version {version}, frozen by {person} on {at}. {note}",
        version=in_force.version,
        person=in_force.frozen_by,
        at=in_force.frozen_at,
        note=in_force.note,
    )


def _show_suggestion(in_force: Schemes) -> None:
    found = _suggested()
    for remark in found.remarks:
        st.info(spoken(remark), icon=":material/info:")
    by = _asked_grounds(found)
    chosen = replace(found.schemes, lifecycle=found.customary) if by == GAPS and found.customary else found.schemes
    now, suggested = entries_of(in_force), entries_of(chosen)
    plain_table(
        {
            plain("Cut"): [label.in_language(language()) for label in ENTRIES.values()],
            plain("In force"): [now[entry] for entry in ENTRIES],
            plain("Suggested"): [suggested[entry] for entry in ENTRIES],
        }
    )
    st.caption(_grounds(found))
    if found.customary:
        st.caption(spoken(customary_words(found.customary)))
    if person().may(Action.FREEZE):
        _form(in_force, suggested, by)
    else:
        st.caption(say("An administrator can freeze cuts."))


def _asked_grounds(found: Suggestion) -> str:
    """Lifecycle cuts by the chance of a purchase, or as custom takes them; it stands in the link."""
    if found.customary is None:
        return CHANCE
    names = {CHANCE: say("By the chance of a purchase"), GAPS: say("By p80 and p90 of the gaps that ended")}
    return one_of("layers_cuts_by", names, CHANCE, label=say("Where dormant and lost begin"))


def _suggested() -> Suggestion:
    about = everyone_now()
    return computed("layers/suggested", lambda cursor: suggest(cursor, as_of=about.as_of), about)


def _grounds(found: Suggestion) -> str:
    shown = [
        say("{share} after {days}", share=Share(chance.share), days=figures.whole(chance.silent_days, language()))
        for chance in found.chances
    ]
    return say(
        "From {buyers} buyers and {silences} purchases. RFM cuts lie at the fifths of the buyers; dormant is where a "
        "purchase in the next 90 days is less likely than 20%, lost where less than 10%. That chance by days of "
        "silence: {chances}.",
        buyers=found.buyers,
        silences=found.silences,
        chances=", ".join(shown),
    )


def _form(in_force: Schemes, suggested: Mapping[str, str], by: str) -> None:
    with st.form("layers_freeze", border=False):
        columns = st.columns(2)
        for number, (entry, label) in enumerate(ENTRIES.items()):
            name = label.in_language(language())
            columns[number % 2].text_input(name, value=suggested[entry], key=_entry_key(entry, by))
        st.text_input(say("Why these cuts"), key="layers_note")
        st.form_submit_button(
            say("Freeze these cuts"), type="primary", on_click=_freeze, args=(in_force, by), key="layers_freeze_now"
        )
        st.caption(
            say(
                "Everyone is layered by them from then on, on past days too; saved segments keep their names of layers."
            )
        )


def _entry_key(entry: str, by: str) -> str:
    """What was typed over one suggestion does not stand in place of the other."""
    return f"layers_cut_{entry}" if by == CHANCE else f"layers_cut_{by}_{entry}"


def _freeze(in_force: Schemes, by: str) -> None:
    written = {entry: str(st.session_state[_entry_key(entry, by)]) for entry in ENTRIES}
    try:
        frozen = freeze_schemes(
            settings(),
            schemes_from_json(json.dumps(document_of(written)), in_force),
            person=person(),
            now=utc_now(),
            opened_version=in_force.version,
            note=str(st.session_state["layers_note"]).strip(),
        )
    except FenqunError as error:
        st.session_state[FAULTS_KEY] = error.faults
        return
    st.session_state[FROZEN_KEY] = frozen.version


def _tell() -> None:
    for fault in st.session_state.pop(FAULTS_KEY, ()):
        st.error(spoken(fault), icon=":material/error:")
    version = st.session_state.pop(FROZEN_KEY, None)
    if version is not None:
        st.success(say("Version {version} of the cuts is in force.", version=version), icon=":material/check:")


def entries_of(schemes: Schemes) -> dict[str, str]:
    """Each entry as it is typed: numbers with commas between them."""
    document = json.loads(schemes_json(schemes))
    return {entry: _typed(document[entry.partition(".")[0]][entry.partition(".")[2]]) for entry in ENTRIES}


def _typed(value: Any) -> str:
    return ", ".join(f"{one:g}" for one in (value if isinstance(value, list) else [value]))


def document_of(written: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What was typed as a document; what is no number stays as it was typed, and is named when it is read."""
    document: dict[str, dict[str, Any]] = {}
    for entry, text in written.items():
        section, _, key = entry.partition(".")
        document.setdefault(section, {})[key] = _read(text, is_list=entry in LISTS)
    return document


# `purchase_days` are cuts of RFM and a single number of AIPL, so whole names are listed.
LISTS = frozenset({"rfm.recency_days", "rfm.purchase_days", "rfm.spend", "rfm.baseline"})


def _read(text: str, *, is_list: bool) -> Any:
    try:
        found = json.loads(f"[{text.replace('，', ',').replace('、', ',')}]")
    except ValueError:
        return text
    return found if is_list or len(found) != 1 else found[0]
