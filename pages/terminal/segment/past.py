"""Why a member is in a segment, and how the segment came to its size: its past, who entered and left and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from data.errors import BadParameter
from data.sentence import Gap, Sentence
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, RULE, day_of, named_segment, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal, watched
from queries.engines import DuckDBEngine
from queries.insight import (
    CAUSE_LABELS,
    Changes,
    FoundPerson,
    Judged,
    Moved,
    Step,
    changes,
    explain,
    find_people,
    past_days,
    sizes,
)
from queries.insight.shown import NO, YES

STEP = click.option("--step", type=click.Choice([step.value for step in Step]), default="month", show_default=True)
CONDITION_HEADERS = (Sentence("Condition"), Sentence("Holds"), Sentence("Found"), Sentence("Rule"))
SIZE_HEADERS = (Sentence("Day"), Sentence("People"), Sentence("Of"), Sentence("Entered"), Sentence("Left"))
TURNED_HEADERS = (Sentence("Condition"), Sentence("Holds"), Sentence("Why"), Sentence("People"), Sentence("Rule"))
LINES = 12


@click.command("explain")
@RULE
@click.argument("member")
@AS_OF
@AS_JSON
@at_terminal
def segment_explain(terminal: Terminal, name: str, member: str, as_of: datetime | None, as_json: bool) -> None:
    """Why a member, by ID, is in it or out of it: each condition, the value found and the rows behind it."""
    engine = opened(terminal)
    rule, day = named_segment(terminal, engine.version, name), day_of(engine.version, as_of)
    who = _only(find_people(engine, member, person=terminal.person), member)
    found = explain(engine, rule, who, as_of=day, person=terminal.person)
    if as_json:
        terminal.print_json(plain(found, terminal) | {"as_of": day})
        return
    terminal.paper.print(terminal.words(found.verdict), soft_wrap=True)
    terminal.print_table(CONDITION_HEADERS, [row for judged in found.members for row in _judged(judged)])


def _only(found: Sequence[FoundPerson], member: str) -> FoundPerson:
    exact = [each for each in found if each.user_id == member] or found
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise BadParameter(Sentence("No member is found by {text}.", {"text": member}))
    several = ", ".join(each.user_id for each in exact[:LINES])
    raise BadParameter(
        Sentence("Several members are found by {text}; give one ID: {several}.", {"text": member, "several": several})
    )


def _judged(judged: Judged) -> list[tuple[Gap, ...]]:
    row = (judged.place, _yes_or_no(judged.holds), judged.found, judged.words)
    return [row, *(below for member in judged.members for below in _judged(member))]


def _yes_or_no(holds: bool) -> Gap:
    return YES if holds else NO


@click.command("history")
@RULE
@AS_OF
@STEP
@click.option("--days", "how_many", type=click.IntRange(1, 400), default=13, show_default=True, help="past days")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="who entered and left since that day, and why")
@click.option("--was", help="with --since: the rule as it was then, a name or a JSON file")
@AS_JSON
@at_terminal
def segment_history(
    terminal: Terminal,
    name: str,
    as_of: datetime | None,
    step: str,
    how_many: int,
    since: datetime | None,
    was: str | None,
    as_json: bool,
) -> None:
    """Its size on past days; with --since, who came and went and what brought it about."""
    engine = opened(terminal)
    if since is not None:
        _show_changes(terminal, _changes(terminal, engine, name, as_of, since, was), as_json)
        return
    day, begin = day_of(engine.version, as_of), engine.version.manifest.data_start
    rule = named_segment(terminal, engine.version, name)
    with watched(terminal) as progress:
        found = sizes(engine, rule, past_days(Step(step), first=begin, last=day, most=how_many), progress=progress)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    terminal.print_table(
        SIZE_HEADERS, [(each.day, each.people, each.everyone, each.entered, each.left) for each in found]
    )


def _changes(
    terminal: Terminal, engine: DuckDBEngine, name: str, as_of: datetime | None, since: datetime, was: str | None
) -> Changes:
    rule = named_segment(terminal, engine.version, name)
    before = named_segment(terminal, engine.version, was) if was else rule
    first, last = day_of(engine.version, since), day_of(engine.version, as_of)
    with watched(terminal) as progress:
        return changes(engine, before, first=first, last=last, edited=rule if was else None, progress=progress)


def _show_changes(terminal: Terminal, found: Changes, as_json: bool) -> None:
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    terminal.say("{before} on {day}.", before=found.before, day=found.first)
    _show_moved(terminal, Sentence("{people} entered", {"people": found.entered.people.count}), found.entered)
    _show_moved(terminal, Sentence("{people} left", {"people": found.left.people.count}), found.left)
    terminal.say("{after} on {day}.", after=found.after, day=found.last)
    for remark in found.remarks:
        terminal.paper.print(terminal.words(remark), soft_wrap=True)


def _show_moved(terminal: Terminal, title: Sentence, moved: Moved) -> None:
    terminal.paper.print(f"\n{terminal.words(title)}", style="bold")
    causes = ((CAUSE_LABELS[cause], people.count) for cause, people in moved.by_cause.items())
    terminal.print_table((Sentence("Why"), Sentence("People")), [cause for cause in causes if cause[1]])
    rows = [
        (
            each.place,
            Sentence("yes") if each.holds else Sentence("no"),
            CAUSE_LABELS[each.cause],
            each.people.count,
            each.words,
        )
        for each in moved.turned[:LINES]
    ]
    terminal.print_table(TURNED_HEADERS, rows)
