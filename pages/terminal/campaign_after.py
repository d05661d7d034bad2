"""What came after a campaign, in the terminal: who bought period by period, what they spent, and whom it won."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import click

from data.access import Action, require
from pages.locale.reader import Reader, words, written_for
from pages.parts.campaigns.told import arms, won
from pages.parts.campaigns.told.reached import reached_table, reached_told
from pages.terminal.ask import SEGMENT
from pages.terminal.campaign_report import known_campaign
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.campaigns import CampaignEffect
from queries.campaigns.by_arm import FOLLOWED, HORIZONS, MONTH, WEEK, ByArm
from queries.campaigns.judged import followed_by_arm, judged_campaign, won_by
from queries.campaigns.won import Won
from queries.stats.several import confidence_of_each


@click.command("after")
@click.argument("campaign")
@click.option("--days", type=click.Choice([str(days) for days in HORIZONS]), help="of money; default: so far")
@click.option("--by", "length", type=click.Choice(["week", "30days"]), default="week", show_default=True)
@SEGMENT
@AS_OF
@AS_JSON
@at_terminal
def show_after(
    terminal: Terminal,
    campaign: str,
    days: str | None,
    length: str,
    segment_name: str | None,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Who bought after CAMPAIGN period by period, what each group spent, and how new customers it won stayed."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, segment_name, as_of)
    known = known_campaign(engine, terminal.settings, audience, campaign)
    effect = judged_campaign(engine, terminal.settings, known, audience)
    followed = None
    if effect.gates.standing in FOLLOWED:
        horizon = None if days is None else int(days)
        followed = followed_by_arm(engine, terminal.settings, known, audience, effect.gates, days=horizon)
    newcomers = won_by(engine, terminal.settings, known, audience)
    if as_json:
        found = {"verdict": effect.verdict, "reached": effect.reached, "arms": followed, "won": newcomers}
        terminal.print_json(plain(found, terminal))
        return
    with written_for(Reader(terminal.language, engine.version.manifest.currency, terminal.settings.timezone)):
        terminal.paper.print(words(effect.verdict), soft_wrap=True)
        _reached(terminal, effect)
        if followed is not None:
            _arms(terminal, followed, effect, MONTH if length == "30days" else WEEK, audience.as_of)
        _won(terminal, newcomers)


def _reached(terminal: Terminal, effect: CampaignEffect) -> None:
    if effect.reached is not None:
        _table(terminal, reached_table(effect.reached, effect.gates.confidence))
        for sentence in reached_told(effect.reached):
            terminal.paper.print(words(sentence), soft_wrap=True)


def _arms(terminal: Terminal, found: ByArm, effect: CampaignEffect, length: int, as_of: date) -> None:
    confidence = confidence_of_each(len(found.periods[length]), confidence=effect.gates.confidence)
    _table(terminal, arms.periods_table(found, length, confidence=confidence))
    if found.spent is not None:
        for sentence in arms.spending_told(found.spent, as_of):
            terminal.paper.print(words(sentence), soft_wrap=True)


def _won(terminal: Terminal, found: Won) -> None:
    if not found.cohorts:
        terminal.paper.print(words(won.NOBODY), soft_wrap=True)
        return
    terminal.paper.print(words(won.NOT_AN_EFFECT), soft_wrap=True)
    _table(terminal, won.newcomers_table(found))


def _table(terminal: Terminal, columns: Mapping[str, Sequence[str]]) -> None:
    terminal.print_table(tuple(columns), tuple(zip(*columns.values(), strict=True)))
