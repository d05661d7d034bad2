"""How many people a campaign takes, before a list is drawn."""

from __future__ import annotations

from datetime import datetime

import click

from data.access import Action, require
from data.sentence import Money, Sentence, Share
from pages.terminal.campaigns import WINDOW
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, RULE, day_of, named_segment, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.campaigns.planning import CONTROL_SHARE, prospect
from queries.question import Asking


@click.command("plan")
@RULE
@AS_OF
@WINDOW
@click.option("--control-share", type=float, default=CONTROL_SHARE, show_default=True)
@click.option("--variants", type=click.IntRange(1, 10), default=1, show_default=True)
@AS_JSON
@at_terminal
def plan_campaign(
    terminal: Terminal,
    name: str,
    as_of: datetime | None,
    window_days: int,
    control_share: float,
    variants: int,
    as_json: bool,
) -> None:
    """How many people a campaign to a segment (a name or a file) takes, by the segment's own history."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    segment, as_of_day = named_segment(terminal, engine.version, name), day_of(engine.version, as_of)
    found = prospect(
        Asking(engine),
        segment,
        as_of=as_of_day,
        window_days=window_days,
        control_share=control_share,
        variants=variants,
    )
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    terminal.say(
        "Selected on {as_of}: {people}. Of {then} selected on {day}, {buyers} bought on the {days} day after it "
        "({share}), {money} per person.",
        plural="Selected on {as_of}: {people}. Of {then} selected on {day}, {buyers} bought in the {days} days after "
        "it ({share}), {money} per person.",
        count="days",
        people=found.people,
        as_of=as_of_day,
        then=found.base.denominator,
        day=found.day,
        buyers=found.base.n,
        days=found.days,
        share=None if found.base.value is None else Share(found.base.value),
        money=None if found.cents_per_person is None else Money(round(found.cents_per_person)),
    )
    rows = [(Share(needed.rise, 0), needed.people, needed.people_for_money) for needed in found.needed]
    terminal.print_table((Sentence("To see a rise of"), Sentence("People: buyers"), Sentence("People: money")), rows)
    if found.detectable is not None and found.base.value:
        terminal.say(
            "With these people a rise from {base} to {raised} would be found in four of five such campaigns.",
            base=Share(found.base.value, 2),
            raised=Share(found.base.value + found.detectable, 2),
        )
    if found.detectable_cents is not None:
        terminal.say(
            "Of net revenue it takes {money} more a person to be found as often.",
            money=Money(round(found.detectable_cents)),
        )
    for remark in found.remarks:
        terminal.paper.print(terminal.words(remark), soft_wrap=True)
