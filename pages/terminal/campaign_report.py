"""A campaign's result, or all of them beside each other, as a file to hand on: PDF or HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import click

from data.access import Action, require
from data.errors import BadParameter
from data.sentence import Sentence
from data.settings import Settings
from pages.locale.reader import Reader, written_for
from pages.parts.campaigns.told.across import Across, newest
from pages.reports.across import across_document
from pages.reports.campaign import Result, campaign_document
from pages.reports.document import Document
from pages.reports.files import WRITERS
from pages.terminal.ask import SEGMENT
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import Terminal, at_terminal
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known, Standing, Terms, known_campaigns
from queries.campaigns.assignments import listed
from queries.campaigns.by_arm import FOLLOWED
from queries.campaigns.funnel import Part, Scope, funnel
from queries.campaigns.judged import compared_without_control, followed_by_arm, judged_campaign, won_by
from queries.catalog import Measure, catalog
from queries.engines import DuckDBEngine

Named = TypeVar("Named")


@click.command("report")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--campaign", default="", help="a campaign's ID; default: all beside each other")
@click.option("--by", default="", metavar="MEASURE", help="tell people apart by an attribute, as “tier”")
@click.option("--cost", type=click.FloatRange(0), help="what the campaign cost; default: what its lists planned")
@click.option("--margin", type=click.FloatRange(1, 100), default=100.0, help="what stays of revenue, in percent")
@SEGMENT
@AS_OF
@at_terminal
def write_report(
    terminal: Terminal,
    file: Path,
    campaign: str,
    by: str,
    cost: float | None,
    margin: float,
    segment_name: str | None,
    as_of: datetime | None,
) -> None:
    """Write results with their charts and how they are counted to FILE, which ends in .pdf or .html."""
    require(terminal.person, Action.DOWNLOAD)
    writer = WRITERS.get(file.suffix.lower().lstrip("."))
    if writer is None:
        raise BadParameter(Sentence("{file} ends neither in .pdf nor in .html.", {"file": file.name}))
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, segment_name, as_of)
    asking = Asking(terminal, engine, audience, Terms(None if cost is None else round(cost * 100), margin / 100))
    with written_for(Reader(terminal.language, engine.version.manifest.currency, terminal.settings.timezone)):
        file.write_bytes(writer(one_campaign(asking, campaign, by) if campaign else all_campaigns(asking)))
    terminal.say("Written to {file}.", file=str(file))


@dataclass(frozen=True)
class Asking:
    """Whom and what the report is about; `terms` are those of a single campaign."""

    terminal: Terminal
    engine: DuckDBEngine
    audience: Audience
    terms: Terms

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """A cost is of everybody, so of a segment there is none."""
        found = known_campaigns(self.engine, self.terminal.settings, self.audience)
        if self.audience.segment is not None:
            found = tuple(replace(one, cost=None, cost_from=None) for one in found)
        return {one.campaign_id: one for one in found}

    def judged(self, known: Known, terms: Terms, measure: Measure | None = None) -> CampaignEffect:
        settings = self.terminal.settings
        return judged_campaign(self.engine, settings, known, self.audience, terms=terms, measure=measure)


def all_campaigns(asking: Asking) -> Document:
    margin = asking.terms.margin
    judged = [(one, asking.judged(one, Terms(one.cost, margin))) for one in newest([*asking.known.values()])]
    return across_document(Across(judged, margin), asking.audience, asking.engine.version, written_at=datetime.now(UTC))


def one_campaign(asking: Asking, campaign: str, by: str) -> Document:
    """Raises `BadParameter` for a campaign or an attribute that is not there, naming the nearest."""
    settings, engine, audience = asking.terminal.settings, asking.engine, asking.audience
    known = _named(asking.known, campaign)
    measure = _named(catalog(engine.version).measures, by) if by else None
    is_entered = asking.terms.cost is not None and audience.segment is None
    terms = asking.terms if is_entered else replace(asking.terms, cost=known.cost)
    effect = asking.judged(known, terms, measure)
    alone = effect.gates.standing is Standing.NO_CONTROL
    scope = Scope(campaign=known.campaign_id, window_days=known.window_days)
    result = Result(
        known,
        effect,
        terms,
        audience,
        engine.version,
        datetime.now(UTC),
        funnel(engine, audience, listed(engine, settings), by=Part.CHANNEL, scope=scope),
        compared_without_control(engine, settings, known, audience) if alone else None,
        measure,
        followed_by_arm(engine, settings, known, audience, effect.gates) if effect.gates.standing in FOLLOWED else None,
        won_by(engine, settings, known, audience) if known.recipients else None,
    )
    return campaign_document(result)


def known_campaign(engine: DuckDBEngine, settings: Settings, audience: Audience, campaign: str) -> Known:
    """Raises `BadParameter` for one that is not there, naming the nearest."""
    return _named({one.campaign_id: one for one in known_campaigns(engine, settings, audience)}, campaign)


def _named(known: Mapping[str, Named], name: str) -> Named:
    if name in known:
        return known[name]
    nearest = get_close_matches(name, known, n=1, cutoff=0)
    raise BadParameter(
        Sentence("There is no {name}. The nearest is {nearest}.", {"name": name, "nearest": "".join(nearest) or "–"})
    )
