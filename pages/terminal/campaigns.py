"""Campaigns: who was assigned, what became of messages, which orders are credited, who is shared, what to plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click
import pyarrow as pa

from data.access import Action, require
from data.errors import BadParameter
from data.sentence import Gap, Money, Sentence, Share
from pages.terminal.ask import SEGMENT
from pages.terminal.campaign_after import show_after
from pages.terminal.campaign_report import write_report
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.audience import Audience
from queries.campaigns.assignments import EVER, listed
from queries.campaigns.credit import CREDITED, WAY_LABELS, CreditWindows, Way, credit_ledger
from queries.campaigns.fatigue import message_fatigue
from queries.campaigns.funnel import (
    PART_LABELS,
    STAGES,
    WINDOW_DAYS,
    Counted,
    Messages,
    Part,
    Scope,
    assigned_arms,
    funnel,
)
from queries.campaigns.overlap import overlaps
from queries.campaigns.programme import programme_effect
from queries.engines import DuckDBEngine
from queries.stats import Estimate

CAMPAIGN = click.option("--campaign", default="", help="a campaign's ID; default: every one")
SINCE = click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="the first day of assignments; default: all")
WINDOW = click.option("--window-days", type=click.IntRange(1, 365), default=WINDOW_DAYS, show_default=True)
CREDIT_DAYS = 90
ARM_HEADERS = (
    Sentence("Campaign"),
    Sentence("Arm"),
    Sentence("Channel"),
    Sentence("Source"),
    Sentence("People"),
    Sentence("In two arms"),
    Sentence("From"),
    Sentence("To"),
    Sentence("Bought"),
    Sentence("Share"),
)
FATIGUE_HEADERS = (
    Sentence("Message"),
    Sentence("People"),
    Sentence("Unsubscribed"),
    Sentence("95% from"),
    Sentence("to"),
    Sentence("Bought"),
    Sentence("95% from"),
    Sentence("to"),
)
STAGE_WORDS = {
    "delivered": Sentence("Delivered"),
    "opened": Sentence("Opened"),
    "machine_opened": Sentence("Opened by machines"),
    "clicked": Sentence("Clicked"),
    "unsubscribed": Sentence("Unsubscribed"),
    "complained": Sentence("Complained"),
}


@click.group()
def campaigns() -> None:
    """Assignments, messages, credit and overlap of campaigns, from exports, lists that left and uploaded records."""


campaigns.add_command(write_report)
campaigns.add_command(show_after)


def asked(terminal: Terminal, segment_name: str | None, as_of: datetime | None) -> tuple[DuckDBEngine, Audience]:
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    return engine, audience_of(terminal, engine.version, segment_name, as_of)


def told(terminal: Terminal, engine: DuckDBEngine) -> pa.Table:
    return listed(engine, terminal.settings)


def day(given: datetime | None, default: date = EVER) -> date:
    return given.date() if given else default


@campaigns.command("list")
@SEGMENT
@AS_OF
@SINCE
@WINDOW
@AS_JSON
@at_terminal
def list_campaigns(
    terminal: Terminal,
    segment_name: str | None,
    as_of: datetime | None,
    since: datetime | None,
    window_days: int,
    as_json: bool,
) -> None:
    """Every campaign and its arms, by the source that decides who is in them."""
    engine, audience = asked(terminal, segment_name, as_of)
    scope = Scope(since=day(since), window_days=window_days)
    found = assigned_arms(engine, audience, told(terminal, engine), scope=scope)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    rows = [
        (
            *(arm.campaign_id, arm.arm, arm.channel, arm.source, arm.people, arm.in_two_arms),
            *(arm.first_date.isoformat(), arm.last_date.isoformat()),
            *(_of(arm.conversion), _share(arm.conversion)),
        )
        for arm in found
    ]
    terminal.print_table(ARM_HEADERS, rows)


@campaigns.command("funnel")
@CAMPAIGN
@click.option("--by", type=click.Choice([part.value for part in Part]), default=Part.CHANNEL.value, show_default=True)
@SEGMENT
@AS_OF
@SINCE
@WINDOW
@AS_JSON
@at_terminal
def show_funnel(
    terminal: Terminal,
    campaign: str,
    by: str,
    segment_name: str | None,
    as_of: datetime | None,
    since: datetime | None,
    window_days: int,
    as_json: bool,
) -> None:
    """Sent, delivered, opened, clicked, bought, left: people, and messages in brackets."""
    engine, audience = asked(terminal, segment_name, as_of)
    scope = Scope(campaign, day(since), window_days)
    found = funnel(engine, audience, told(terminal, engine), by=Part(by), scope=scope)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    for remark in found.remarks:
        terminal.paper.print(terminal.words(remark), soft_wrap=True)
    if found.whole:
        stages = [STAGE_WORDS[stage] for stage in STAGES]
        headers: Sequence[Gap] = (PART_LABELS[Part(by)], Sentence("Sent"), *stages, Sentence("Bought"))
        whole = _funnel_row(Sentence("All"), found.whole)
        terminal.print_table(headers, [*(_funnel_row(part.part or None, part) for part in found.parts), whole])


def _funnel_row(name: Gap, found: Messages) -> tuple[Gap, ...]:
    return (
        name,
        _counted(found.sent),
        *(_counted(found.stages[stage]) for stage in STAGES),
        _of(found.rates.converted),
    )


def _counted(found: Counted | None) -> Gap:
    if found is None:
        return None
    return Sentence("{people} ({messages})", {"people": found.people, "messages": found.messages})


def _of(found: Estimate) -> Gap:
    return Sentence("{people} of {whole}", {"people": found.n, "whole": found.denominator})


def _share(found: Estimate) -> Gap:
    return None if found.value is None else Share(found.value)


@campaigns.command("fatigue")
@SEGMENT
@AS_OF
@WINDOW
@AS_JSON
@at_terminal
def show_fatigue(
    terminal: Terminal, segment_name: str | None, as_of: datetime | None, window_days: int, as_json: bool
) -> None:
    """What people do after their first, second, third … message, and how many they get."""
    engine, audience = asked(terminal, segment_name, as_of)
    found = message_fatigue(engine, audience, window_days=window_days)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    for remark in found.remarks:
        terminal.paper.print(terminal.words(remark), soft_wrap=True)
    rows = [
        (touch.number, touch.converted.denominator, *_interval(touch.unsubscribed), *_interval(touch.converted))
        for touch in found.touches
    ]
    terminal.print_table(FATIGUE_HEADERS, rows)
    for pressure in found.pressure:
        terminal.say(
            "Messages in the last {days} day, and people who got so many:",
            plural="Messages in the last {days} days, and people who got so many:",
            count="days",
            days=pressure.days,
        )
        shares = [(messages, people, Share(people / pressure.everyone)) for messages, people in pressure.people.items()]
        terminal.print_table((Sentence("Messages"), Sentence("People"), Sentence("Share")), shares)


def _interval(found: Estimate) -> Sequence[Gap]:
    return [None if end is None else Share(end, 2) for end in (found.value, found.ci_low, found.ci_high)]


@campaigns.command("credit")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="the first day of orders; default: 90 days")
@click.option("--click-days", type=int, default=CreditWindows().click_days, show_default=True)
@click.option("--delivery-days", type=int, default=CreditWindows().delivery_days, show_default=True)
@click.option("--channel-days", multiple=True, metavar="CHANNEL=DAYS", help="another number of days for a channel")
@SEGMENT
@AS_OF
@AS_JSON
@at_terminal
def show_credit(
    terminal: Terminal,
    since: datetime | None,
    click_days: int,
    delivery_days: int,
    channel_days: tuple[str, ...],
    segment_name: str | None,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Which campaign is credited with which revenue, several ways side by side. Credited, not caused."""
    engine, audience = asked(terminal, segment_name, as_of)
    windows = CreditWindows(click_days, delivery_days, dict(_days_of(given) for given in channel_days))
    first = day(since, max(engine.version.manifest.data_start, audience.as_of - timedelta(days=CREDIT_DAYS - 1)))
    found = credit_ledger(engine, audience, since=first, windows=windows)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    terminal.paper.print(terminal.words(CREDITED), soft_wrap=True)
    by_way = {way: {one.campaign_id: one for one in credited} for way, credited in found.ways.items()}
    named = [one.campaign_id for one in found.ways[Way.LAST_CLICK] if one.campaign_id]
    named += sorted({name for ones in by_way.values() for name in ones if name and name not in named})
    rows: list[tuple[Gap, ...]] = [
        (
            name or Sentence("No campaign"),
            *(Money(ones[name].net_cents) if name in ones else None for ones in by_way.values()),
        )
        for name in (*named, None)
    ]
    rows.append((Sentence("All orders"), *(Money(found.net_cents) for _ in by_way)))
    terminal.print_table((Sentence("Campaign"), *(WAY_LABELS[way] for way in by_way)), rows)


def _days_of(given: str) -> tuple[str, int]:
    channel, _, days = given.partition("=")
    if not channel or not days.isdecimal():
        raise BadParameter(Sentence("{given} is not a channel and its days: write sms=3.", {"given": given}))
    return channel, int(days)


@campaigns.command("overlap")
@CAMPAIGN
@SEGMENT
@AS_OF
@SINCE
@WINDOW
@AS_JSON
@at_terminal
def show_overlap(
    terminal: Terminal,
    campaign: str,
    segment_name: str | None,
    as_of: datetime | None,
    since: datetime | None,
    window_days: int,
    as_json: bool,
) -> None:
    """Campaigns that share more than 5% of their people within the days of the window."""
    engine, audience = asked(terminal, segment_name, as_of)
    scope = Scope(campaign, day(since), window_days)
    found = overlaps(engine, audience, told(terminal, engine), scope=scope)
    if as_json:
        terminal.print_json(plain(found, terminal))
    elif not found:
        terminal.say("No two campaigns share more than 5% of their people.")
    else:
        for overlap in found:
            terminal.paper.print(terminal.words(overlap.remark), soft_wrap=True)


@campaigns.command("programme")
@SEGMENT
@AS_OF
@AS_JSON
@at_terminal
def show_programme(terminal: Terminal, segment_name: str | None, as_of: datetime | None, as_json: bool) -> None:
    """What all lists together changed, by quarter: everyone else against the global control group."""
    engine, audience = asked(terminal, segment_name, as_of)
    found = programme_effect(engine, terminal.settings, as_of=audience.as_of, segment=audience.segment)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    if not found:
        terminal.say("No list left that spared a global control group (setting “global_control_share”).")
    for quarter in found:
        terminal.say(
            "{first} to {last}, {lists} list:",
            plural="{first} to {last}, {lists} lists:",
            count="lists",
            first=quarter.first,
            last=quarter.last,
            lists=quarter.lists,
        )
        if quarter.remark or not quarter.difference or not quarter.money:
            terminal.paper.print(terminal.words(quarter.remark or Sentence("Not known.")), soft_wrap=True)
            continue
        bought, money = quarter.difference, quarter.money.difference
        terminal.print_table(
            ("", Sentence("Difference"), Sentence("95% from"), Sentence("to")),
            [
                (Sentence("Share of buyers"), *_interval(bought)),
                (Sentence("Money per person"), *(_money(end) for end in (money.value, money.ci_low, money.ci_high))),
            ],
        )


def _money(cents: float | None) -> Gap:
    return None if cents is None else Money(round(cents))
