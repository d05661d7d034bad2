"""How segments overlap: shared people of any two, and of every combination."""

from __future__ import annotations

from datetime import datetime

import click

from data.sentence import Gap, Sentence
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, day_of, named_segment, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.segments.overlap import overlaps

LINES = 30


@click.command("overlap")
@click.argument("names", nargs=-1, required=True)
@AS_OF
@AS_JSON
@at_terminal
def segment_overlap(terminal: Terminal, names: tuple[str, ...], as_of: datetime | None, as_json: bool) -> None:
    """How many people any two of these segments share, and how many are in exactly these and no other."""
    engine = opened(terminal)
    rules = {name: named_segment(terminal, engine.version, name) for name in names}
    found = overlaps(engine, rules, as_of=day_of(engine.version, as_of))
    if as_json:
        shared = [{"segments": pair, "people": people} for pair, people in found.shared.items()]
        terminal.print_json(plain(found, terminal) | {"shared": shared})
        return
    headers: tuple[Gap, ...] = (Sentence("Segment"), *found.names)
    rows: list[tuple[Gap, ...]] = [(one, *(found.both(one, other) for other in found.names)) for one in found.names]
    terminal.print_table(headers, rows)
    combinations: list[tuple[Gap, ...]] = [(" + ".join(each.names), each.people) for each in found.exclusive[:LINES]]
    terminal.print_table((Sentence("In exactly these"), Sentence("People")), combinations)
    terminal.say("In none of them: {people} of {everyone}.", people=found.outside, everyone=found.everyone)
