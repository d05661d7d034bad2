"""Lists that left: what each was, its files, its proof, and who would come and go today."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from data.access import Action
from data.ledger import KeptList, kept_lists
from data.sentence import Sentence
from data.store import list_versions, open_version
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.files import offer_file
from pages.parts.held import put_into_link, take_from_link
from pages.parts.lists.drawn import drawn_list
from pages.parts.opened import store
from pages.parts.session import language, person, plain, say, settings
from pages.parts.states import failures_in_words, show_nothing
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.engines import open_engine
from queries.lists.difference import difference, why_label
from queries.lists.plan import CHANNELS, STEP_LABELS, Step
from queries.lists.plan_json import read_plan
from queries.lists.verify import verify


def show_records() -> None:
    """All of them, newest first, and one in full."""
    kept = kept_lists(settings())
    if not kept:
        show_nothing(Sentence("No list left yet. The first one you let leave stands here with its record."))
        return
    plain_table(_lines(kept), download=plain("Lists that left"))
    by_id = {found.id: found for found in kept}
    take_from_link("list_record", tuple(by_id), kept[0].id)
    st.selectbox(
        say("List"), tuple(by_id), key="list_record", format_func=lambda each: _title(by_id[each].manifest), width=420
    )
    put_into_link("list_record")
    _show(by_id[str(st.session_state["list_record"])])


def _lines(kept: tuple[KeptList, ...]) -> Mapping[str, list[str]]:
    manifests = [found.manifest for found in kept]
    return {
        plain("List"): [_title(each) for each in manifests],
        plain("Channel"): [_channel(each) for each in manifests],
        plain("Sent on"): [each["plan"]["send_on"] for each in manifests],
        plain("People"): [figures.whole(each["counts"]["listed"], language()) for each in manifests],
        plain("Kept back"): [figures.whole(each["counts"]["steps"]["control"] or 0, language()) for each in manifests],
        plain("Who"): [each["by"] for each in manifests],
        plain("What for"): [each["plan"]["why"] for each in manifests],
    }


def _title(manifest: Mapping[str, Any]) -> str:
    moment = figures.moment(datetime.fromisoformat(manifest["at"]), language(), settings().timezone)
    return f"{manifest['plan']['name']} · {moment}"


def _channel(manifest: Mapping[str, Any]) -> str:
    return CHANNELS[manifest["plan"]["channel"]].label.in_language(language())


def _show(kept: KeptList) -> None:
    manifest = kept.manifest
    with st.container(border=True, key="list_record_box"):
        st.markdown(manifest["rule"] or say("Everyone"))
        left, right = st.columns(2)
        with left:
            _show_steps(manifest)
        with right:
            _show_files(kept)
        with st.expander(say("SQL"), key="list_sql", type="compact"):
            st.code(manifest["sql"], language="sql")
        proof, compare = st.columns(2)
        with proof, failures_in_words():
            _proof(kept)
        with compare, failures_in_words():
            _compare(kept)


def _show_steps(manifest: Mapping[str, Any]) -> None:
    counts, skipped = manifest["counts"], manifest["plan"]["skipped"]
    steps = {step: counts["steps"][step.value] for step in Step}
    plain_table(
        {
            plain("Step"): [
                plain("Selected by the rule"),
                *(STEP_LABELS[step].in_language(language()) for step in steps),
                *(plain("On the list, variant {variant}", variant=name) for name in counts["arms"]),
            ],
            plain("People"): [
                figures.whole(counts["selected"], language()),
                *(
                    plain("switched off: {reason}", reason=skipped[step.value]) if people is None else _gone(people)
                    for step, people in steps.items()
                ),
                *(figures.whole(people, language()) for people in counts["arms"].values()),
            ],
        }
    )


def _gone(people: int) -> str:
    return f"−{figures.whole(people, language())}" if people else figures.whole(0, language())


def _show_files(kept: KeptList) -> None:
    """Who may not download sees which files there were."""
    folder = settings().lists / kept.id
    for file in kept.manifest["files"]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                say(
                    "{file}: {rows} person",
                    plural="{file}: {rows} people",
                    count="rows",
                    file=file["name"],
                    rows=file["rows"],
                )
            )
            is_there = person().may(Action.DOWNLOAD) and (folder / file["name"]).is_file()
            if st.button(say("Download"), key=f"list_file_{file['name']}", type="tertiary", disabled=not is_there):
                offer_file(folder / file["name"], file["name"])
        st.caption(f"SHA-256 {file['sha256'][:16]}…", help=file["sha256"])
    st.caption(
        say(
            "Drawn from the store version {version}, data until {day}, time zone {zone}.",
            version=kept.manifest["store"]["version"],
            day=kept.manifest["store"]["data_end"],
            zone=kept.manifest["store"]["timezone"],
        )
    )


def _asked(key: str, kept: KeptList, label: str, icon: str) -> bool:
    """Once asked of a list, for as long as it is looked at: the next click elsewhere must not take the answer away."""
    asked_of = f"{key}_of"
    if st.button(label, key=key, icon=icon):
        st.session_state[asked_of] = kept.id
    return bool(st.session_state.get(asked_of) == kept.id)


def _proof(kept: KeptList) -> None:
    """Only the store version it was drawn from can prove the bytes."""
    version_id = kept.manifest["store"]["version"]
    if version_id not in {version.id for version in list_versions(settings())}:
        st.caption(say("Its store version is no longer kept, so its bytes cannot be proved any more."))
        return
    if _asked("list_prove", kept, say("Prove it"), ":material/verified:"):
        home = settings()
        engine = open_engine(open_version(home, version_id), home)
        proof = computed(
            "list_proof",
            lambda _cursor: verify(engine.cursor(), kept, settings=home),
            Audience(store().manifest.data_end),
            list=kept.id,
            minute=int(time.time() // 60),  # files and secrets may change; a second click soon after is one click
        )
        if proof.is_proved:
            st.success(say("Drawn and written again: every byte is the same."), icon=":material/verified:")
        else:
            st.error(say("Drawn again, this list is not what its record says."), icon=":material/gpp_bad:")


def _compare(kept: KeptList) -> None:
    """The same plan on the newest data."""
    if not _asked("list_compare", kept, say("Compare with today"), ":material/compare_arrows:"):
        return
    home = settings()
    days = {"as_of": store().manifest.data_end.isoformat()}
    send_on = max(kept.manifest["plan"]["send_on"], days["as_of"])
    plan = read_plan({**kept.manifest["plan"], **days, "send_on": send_on, "runs_until": send_on}, settings=home)
    later = drawn_list(plan)
    found = computed(
        "list_difference",
        lambda cursor: difference(cursor, kept, later, settings=home),
        Audience(plan.as_of),
        list=kept.id,
    )
    rows: list[tuple[str, int]] = [(plain("Unchanged"), found.unchanged)]
    rows += [(plain("Came; before: {why}", why=why_label(why)), len(people)) for why, people in found.added.items()]
    rows += [(plain("Went; now: {why}", why=why_label(why)), len(people)) for why, people in found.removed.items()]
    rows.append((plain("No longer in the data"), found.left_the_store))
    plain_table(
        {
            plain("Difference"): [label for label, _ in rows],
            plain("People"): [figures.whole(people, language()) for _, people in rows],
        },
        download=plain("Difference"),
    )
