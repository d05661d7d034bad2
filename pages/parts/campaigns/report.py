"""A campaign's result as one HTML file to hand on: nothing is loaded from elsewhere, and the browser prints it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

import streamlit as st

from data.access import Action
from pages.locale import figures
from pages.locale.reader import words
from pages.parts.campaigns.told.after import later_table
from pages.parts.campaigns.told.checks import checks_of
from pages.parts.campaigns.told.effects import lines_table, main_lines, other_lines
from pages.parts.campaigns.words import (
    Columns,
    arm_name,
    arm_names,
    channel_of,
    interval_text,
    name_of,
    points,
    share,
    value_text,
)
from pages.parts.chance import p_text
from pages.parts.definition_texts import definition_line
from pages.parts.files import file_name_of, offer_file, write_small_file
from pages.parts.session import in_a_row, language, person, plain, say
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known, Terms

STYLE = """
body { font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; max-width: 52rem; margin: 2rem auto;
  padding: 0 1rem; color: #1F2933; background: #FFFFFF; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.verdict { font-size: 1.25rem; border-left: 4px solid #0F766E; padding-left: 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #DDE3E8; vertical-align: top; }
.quiet { color: #5B6875; }
@page { margin: 18mm; }
@media print { body { max-width: none; margin: 0; } h2, tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""
METHOD = ("conversion", "campaign_difference", "net_per_person", "campaign_curve")
SIGNS = {True: "✓", False: "⚠", None: "?"}
Rows = Iterable[Sequence[str]]


def offer_report(known: Known, found: CampaignEffect, terms: Terms, audience: Audience) -> None:
    """A button; who may not download sees it greyed."""
    may = person().may(Action.DOWNLOAD)
    if st.button(say("Report to print (HTML)"), key="campaign_report", icon=":material/print:", disabled=not may):
        body = report_html(known, found, terms, audience).encode()
        offer_file(write_small_file(body, "html"), f"{file_name_of(plain('Campaign'), name_of(known))}.html")


def report_html(known: Known, found: CampaignEffect, terms: Terms, audience: Audience) -> str:
    """What the page says, in the reader's language; every foreign name is escaped."""
    parts = [
        f"<h1>{escape(name_of(known))}</h1>",
        f"<p class='quiet'>{escape(_about(known, audience))}</p>",
        f"<p class='verdict'>{escape(in_a_row([found.verdict], is_plain=True))}</p>",
        *(f"<p>{escape(in_a_row([one], is_plain=True))}</p>" for one in found.limits),
        _section(plain("Checks"), (), [(SIGNS[gate.is_passed], words(gate.text)) for gate in checks_of(found)]),
        _section(plain("Who bought"), *_groups(found)),
        *_effects(found, terms),
        f"<h2>{escape(plain('How this is counted'))}</h2>",
        *(f"<p class='quiet'>{escape(definition_line(key, audience.as_of))}</p>" for key in METHOD),
    ]
    head = f"<meta charset='utf-8'><title>{escape(name_of(known))}</title><style>{STYLE}</style>"
    html = language().replace("_", "-")
    return f"<!doctype html>\n<html lang='{html}'><head>{head}</head><body>\n" + "\n".join(parts) + "\n</body></html>\n"


def _about(known: Known, audience: Audience) -> str:
    return plain(
        "{channel}, begun on {start}, window of {days} days. As of {day}, written on {now}.",
        channel=channel_of(known),
        start=figures.day(known.start_date, language()) if known.start_date else "–",
        days=known.window_days,
        day=audience.as_of,
        now=datetime.now(UTC),
    )


def _groups(found: CampaignEffect) -> tuple[Sequence[str], Rows]:
    header = (plain("Group"), plain("People"), plain("Bought"))
    names = arm_names(found.people)
    rows = [(names[arm], people, found.buyers[arm]) for arm, people in found.people.items()]
    return header, [(name, *(figures.whole(count, language()) for count in counts)) for name, *counts in rows]


def _effects(found: CampaignEffect, terms: Terms) -> list[str]:
    if found.overall is None or not found.overall.difference.is_known:
        return []
    confidence = found.gates.confidence
    told = [
        _table(plain("What the campaign changed"), lines_table([*main_lines(found.overall, terms)], confidence)),
        _table(plain("The same in other ways"), lines_table([*other_lines(found.overall)], confidence)),
    ]
    if len(found.variants) > 1:
        columns = (plain("Variant"), plain("Bought"), plain("Difference"), plain("Interval"), plain("p (Holm)"))
        told.append(_section(plain("Variants"), columns, _variants(found)))
    if found.afterwards:
        told.append(_table(plain("After the campaign"), later_table(found.afterwards)))
    return told


def _variants(found: CampaignEffect) -> Rows:
    return [
        (
            arm_name(one.arm),
            value_text(one.conversion, share),
            value_text(one.difference, points),
            interval_text(one.difference, points),
            p_text(one.adjusted_p),
        )
        for one in found.variants
    ]


def _table(title: str, columns: Columns) -> str:
    return _section(title, tuple(columns), zip(*columns.values(), strict=True))


def _section(title: str, header: Sequence[str], rows: Rows) -> str:
    top = "<tr>" + "".join(f"<th>{escape(name)}</th>" for name in header) + "</tr>" if header else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table>{top}{body}</table>"
