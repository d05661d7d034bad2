"""Layers: their sizes, cuts that the data suggest, and freezing others."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from data.access import Action, require
from data.audit import utc_now
from data.errors import LibraryError
from data.schemes import Schemes, freeze_schemes, frozen_schemes, schemes_from_json, schemes_json
from data.sentence import Gap, Sentence, Share
from pages.terminal.rule import AS_OF, day_of, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.catalog import catalog
from queries.layers import LayerSizes, customary_words, layer_sizes, sized_layers, suggest

NO_LAYER = Sentence("Without a layer")
SIZE_HEADERS = (Sentence("Layer"), Sentence("People"), Sentence("Share"))


@click.group()
def layers() -> None:
    """Sizes of the layers, and the cuts behind them."""


@layers.command()
@AS_OF
@AS_JSON
@at_terminal
def show(terminal: Terminal, as_of: datetime | None, as_json: bool) -> None:
    """How many people each layer holds, and by which cuts."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    day = day_of(engine.version, as_of)
    measures = [measure for measure in sized_layers(catalog(engine.version)) if measure.is_available]
    sizes = [layer_sizes(engine, measure.key, as_of=day) for measure in measures]
    if as_json:
        found = {each.measure.key: _sizes_json(each) for each in sizes}
        terminal.print_json({"as_of": day, "layers": found, "cuts": json.loads(schemes_json(engine.version.schemes))})
        return
    terminal.say("As of {day}, by {cuts}.", day=day, cuts=engine.version.schemes.words)
    for each in sizes:
        terminal.say("\n{layer}: {meaning}", layer=each.measure.label, meaning=each.measure.description)
        terminal.print_table(SIZE_HEADERS, _size_rows(each))


@layers.command("suggest")
@AS_OF
@AS_JSON
@at_terminal
def suggest_cuts(terminal: Terminal, as_of: datetime | None, as_json: bool) -> None:
    """Cuts that the data suggest; nothing is changed. Their JSON can be edited and frozen."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    found = suggest(engine, as_of=day_of(engine.version, as_of))
    if as_json:
        click.echo(schemes_json(found.schemes), nl=False)
        return
    terminal.say(
        "What it rests on: buyers {buyers}, purchases {silences}.", buyers=found.buyers, silences=found.silences
    )
    for remark in (*found.remarks, *([customary_words(found.customary)] if found.customary else [])):
        terminal.paper.print(terminal.words(remark), soft_wrap=True)
    terminal.print_table(
        (Sentence("Days of silence"), Sentence("Chance of a purchase in the next 90 days")),
        [(chance.silent_days, Share(chance.share)) for chance in found.chances],
    )
    click.echo(schemes_json(found.schemes), nl=False)


@layers.command()
@click.option("--from", "origin", type=click.Path(path_type=Path, dir_okay=False), help="a JSON file of cuts")
@click.option("--suggested", is_flag=True, help="what the data suggest as of their last day")
@click.option("--note", default="", help="why these cuts")
@AS_JSON
@at_terminal
def freeze(terminal: Terminal, origin: Path | None, suggested: bool, note: str, as_json: bool) -> None:
    """Put cuts in force under the next version, from a file or as suggested."""
    require(terminal.person, Action.FREEZE)
    in_force = frozen_schemes(terminal.settings)
    chosen = _chosen(terminal, origin, suggested, in_force)
    frozen = freeze_schemes(
        terminal.settings,
        chosen,
        person=terminal.person,
        now=utc_now(),
        opened_version=in_force.version,
        note=note,
    )
    if as_json:
        click.echo(schemes_json(frozen), nl=False)
        return
    terminal.say("Version {version} of the cuts is in force.", version=frozen.version)


def _chosen(terminal: Terminal, origin: Path | None, suggested: bool, in_force: Schemes) -> Schemes:
    if (origin is None) is not suggested:
        raise LibraryError(
            Sentence("Say which cuts: {file} for those of a file, or {suggested}.", _OPTIONS),
        )
    if origin is None:
        engine = opened(terminal)
        return suggest(engine, as_of=engine.version.manifest.data_end).schemes
    try:
        return schemes_from_json(origin.read_bytes(), in_force)
    except OSError as reason:
        raise LibraryError(
            Sentence("{file} cannot be read: {reason}.", {"file": str(origin), "reason": str(reason)})
        ) from reason


_OPTIONS: dict[str, Gap] = {"file": "--from FILE", "suggested": "--suggested"}


def _size_rows(sizes: LayerSizes) -> list[tuple[Gap, ...]]:
    return [
        (each.choice.label if each.choice else NO_LAYER, each.people, None if each.share is None else Share(each.share))
        for each in sizes.sizes
    ]


def _sizes_json(sizes: LayerSizes) -> dict[str, int]:
    return {each.choice.value if each.choice else "": each.people for each in sizes.sizes}
