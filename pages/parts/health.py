"""The state of the data in words: tables and their freshness, findings, what no person could be given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from data.contract import CONTRACT
from data.intake import SEVERITY_LABELS, Effect, Finding, Severity
from data.sentence import Label, Money
from data.store import Manifest
from pages.locale import figures
from pages.parts.asking import ask, everyone_now
from pages.parts.session import language, plain, say, settings, spoken
from pages.parts.tables import plain_table
from pages.parts.verdict import verdict
from queries.lists.reach import reach

ICONS: Mapping[Severity, str] = {
    Severity.REFUSED: ":material/block:",
    Severity.QUARANTINED: ":material/inventory:",
    Severity.WARNING: ":material/warning:",
    Severity.NOTE: ":material/info:",
}


def show_usable(manifest: Manifest) -> None:
    """Whether one can work with the data, in one line; then which data they are and whom they leave out."""
    rules = {finding.rule for finding in manifest.findings if finding.severity is Severity.QUARANTINED}
    counted: dict[str, Any] = {
        "people": manifest.people,
        "orders": manifest.tables["orders"].rows,
        "first": manifest.data_start,
        "last": manifest.data_end,
    }
    if rules:
        text = say(
            "The data can be used: {people} members and {orders} orders, {first} to {last}. {rules} rule set rows "
            "apart.",
            plural="The data can be used: {people} members and {orders} orders, {first} to {last}. {rules} rules set "
            "rows apart.",
            count="rules",
            rules=len(rules),
            **counted,
        )
    else:
        text = say(
            "The data can be used: {people} members and {orders} orders, {first} to {last}. No row was set apart.",
            **counted,
        )
    verdict(text, [_version(manifest), *_left_out(manifest), *_unattributed(manifest)])


def _version(manifest: Manifest) -> str:
    return say(
        "Version {version}, built {built}: {people} people, {first} to {last}, "
        "time zone {zone}, amounts in {currency}.",
        version=manifest.id,
        built=manifest.built_at,
        people=manifest.people,
        first=manifest.data_start,
        last=manifest.data_end,
        zone=manifest.timezone,
        currency=manifest.currency,
    )


def _left_out(manifest: Manifest) -> Iterator[str]:
    """Why the other pages count fewer people than were delivered."""
    members = reach(ask(), everyone_now()).people
    if left_out := manifest.people - members:
        yield say(
            "The pages count {members} members: {left_out} test or closed account is left out.",
            plural="The pages count {members} members: {left_out} test and closed accounts are left out.",
            count="left_out",
            members=members,
            left_out=left_out,
        )


def _unattributed(manifest: Manifest) -> Iterator[str]:
    lost = manifest.unattributed
    if lost.orders:
        yield (
            say(
                "{orders} counted order of no known person, worth {money} net: "
                "in money it counts, in people it cannot.",
                plural="{orders} counted orders of no known person, worth {money} net: in money they count, "
                "in people they cannot.",
                count="orders",
                orders=lost.orders,
                money=Money(lost.net_cents),
            )
        )


def show_tables(manifest: Manifest) -> None:
    """Every table of the contract: rows, days, and how many of its columns came."""
    st.subheader(say("Tables"), anchor=False)
    facts = [(table, manifest.tables[table.name]) for table in CONTRACT]
    plain_table(
        {
            plain("Table"): [table.label.in_language(language()) for table, _ in facts],
            plain("Rows"): [figures.whole(fact.rows, language()) if fact.delivered else "–" for _, fact in facts],
            plain("First day"): [_day(fact.first_date) for _, fact in facts],
            plain("Last day"): [_day(fact.last_date) for _, fact in facts],
            plain("Columns"): [
                plain("{delivered} of {known}", delivered=len(fact.columns), known=len(table.columns))
                if fact.delivered
                else plain("not delivered")
                for table, fact in facts
            ],
            plain("Own columns"): [", ".join(extra.header for extra in fact.extras) for _, fact in facts],
        },
        download="tables",
    )


def show_findings(manifest: Manifest) -> None:
    """What was found in the export this version was built from."""
    st.subheader(say("What was found"), anchor=False)
    if not manifest.findings:
        st.markdown(say("Nothing was wrong with this export."))
    show_each(manifest.findings, "finding")


def show_each(findings: Iterable[Finding], place: str) -> None:
    """By severity, the worst first; each with its count, share, examples and what it does to the numbers."""
    for number, finding in enumerate(sorted(findings, key=lambda found: list(ICONS).index(found.severity))):
        severity = finding.severity
        _show_finding(f"{place}_{severity}_{number}", ICONS[severity], SEVERITY_LABELS[severity], finding)


def _show_finding(key: str, icon: str, label: Label, finding: Finding) -> None:
    with st.container(border=True, key=key, gap="xxsmall"):
        st.markdown(f"{icon} **{label.in_language(language())}** · {spoken(finding.sentence)}")
        if finding.rows:
            st.caption(
                say(
                    "{rows} row, {share} of the table · rule {rule}",
                    plural="{rows} rows, {share} of the table · rule {rule}",
                    count="rows",
                    rows=finding.rows,
                    share=figures.share(finding.share, language(), 2),
                    rule=finding.rule,
                )
            )
        _show_effects(finding.effects)
        if finding.examples:
            names = list(finding.examples[0])
            with st.expander(say("Examples"), type="compact"):
                plain_table({name: [_cell(row.get(name)) for row in finding.examples] for name in names})


def _show_effects(effects: Sequence[Effect]) -> None:
    """Only what would read otherwise; that nothing would is worth a line of its own."""
    felt = [effect for effect in effects if effect.is_felt]
    if effects and not felt:
        st.caption(say("Treated the other way, these rows would change none of the main numbers."))
    for effect in felt:
        st.caption(spoken(effect.sentence))


def show_quarantine() -> None:
    """Where the rows lie that were not taken in."""
    folder = settings().quarantine
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    if not files:
        return
    st.subheader(say("Quarantine"), anchor=False)
    st.caption(say("Rows that failed a rule, as they were delivered, in {folder}.", folder=str(folder)))
    plain_table(
        {
            plain("File"): [path.relative_to(folder).as_posix() for path in files],
            plain("Kilobytes"): [figures.whole(path.stat().st_size / 1024, language(), 1) for path in files],
        }
    )


def show_sources(manifest: Manifest) -> None:
    """The delivered files, with the hash that proves which they were."""
    st.subheader(say("Delivered files"), anchor=False)
    labels = {table.name: table.label.in_language(language()) for table in CONTRACT}
    plain_table(
        {
            plain("File"): [source.path for source in manifest.sources],
            plain("Table"): [labels[source.table] for source in manifest.sources],
            plain("Rows"): [figures.whole(source.rows, language()) for source in manifest.sources],
            plain("SHA-256"): [source.sha256[:16] for source in manifest.sources],
        },
        download="delivered-files",
    )


def _day(value: object) -> str:
    return figures.day(value, language()) if value is not None else "–"  # type: ignore[arg-type]


def _cell(value: object) -> str:
    return "–" if value is None else str(value)
