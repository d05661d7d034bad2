"""Retention studies: cohorts and cells, the pooled curve, and the study in words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from data.access import Action, require
from data.errors import BadParameter
from data.sentence import Gap, Money, Sentence, Share
from pages.terminal.ask import SEGMENT
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import Terminal, at_terminal
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.retention import Study, describe_study, parse_study, retention, study_sql
from queries.retention.found import Cell, Cohort, Retention
from queries.retention.projection import Projection, check_words, projection
from queries.retention.study import Measure
from queries.segments import LibraryShelf
from queries.stats import Estimate

FORMS = ("table", "json", "csv", "parquet")
SHOWN = 13  # cells of a line; the other forms hold all
ROWS = pa.schema(
    [("cohort_date", pa.date32()), ("index", pa.int64()), ("size", pa.int64())]
    + [(name, pa.int64()) for name in ("at_risk", "counted", "net_cents")]
    + [("complete_on", pa.date32()), ("is_complete", pa.bool_())]
    + [(name, pa.float64()) for name in ("value", "ci_low", "ci_high")]
    + [(name, pa.string()) for name in ("status", "method")]
)


@click.command("retention")
@click.argument("study", type=click.Path(path_type=Path, dir_okay=False))
@SEGMENT
@AS_OF
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="a file; default: here")
@click.option("--sql", "as_sql", is_flag=True, help="the SQL that counts the cells, instead of them")
@at_terminal
def retention_study(
    terminal: Terminal,
    study: Path,
    segment_name: str | None,
    as_of: datetime | None,
    form: str,
    out: Path | None,
    as_sql: bool,
) -> None:
    """Who came back: a study (a JSON file) of everyone or a segment, as of any day."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, segment_name, as_of)
    asked = _study(terminal, engine, study)
    if as_sql:
        click.echo(study_sql(engine, asked, audience))
        return
    found = retention(engine, asked, audience)
    zone = engine.version.manifest.timezone
    said = describe_study(asked, audience, catalog=catalog(engine.version), timezone=zone)
    if form == "table":
        _print(terminal, found, said)
    elif form == "json":
        document = {"study": asked.to_json(), "words": plain(said, terminal), **_plain(found, terminal)}
        _write_json(terminal, document, out)
    else:
        with click.open_file(str(out or "-"), "wb") as target:
            {"csv": pa_csv.write_csv, "parquet": pa_parquet.write_table}[form](cell_table(found), target)


def _study(terminal: Terminal, engine: DuckDBEngine, path: Path) -> Study:
    try:
        written = path.read_bytes()
    except OSError as reason:
        raise BadParameter(
            Sentence("{file} cannot be read: {reason}.", {"file": str(path), "reason": str(reason)})
        ) from reason
    return parse_study(written, catalog(engine.version), shelf=LibraryShelf(terminal.settings))


def cell_table(found: Retention) -> pa.Table:
    """One row per cohort and cell; what is not known is NULL."""
    rows = [_row(cohort, cell) for cohort in found.cohorts for cell in cohort.cells]
    return pa.Table.from_pylist(rows, schema=ROWS)


def _row(cohort: Cohort, cell: Cell) -> dict[str, Any]:
    share = cell.share
    return {
        "cohort_date": cohort.start_date,
        "size": cohort.size,
        **{name: getattr(cell, name) for name in ("index", "at_risk", "counted", "net_cents")},
        **{name: getattr(cell, name) for name in ("complete_on", "is_complete")},
        **{name: getattr(share, name) for name in ("value", "ci_low", "ci_high", "method")},
        "status": share.status.value,
    }


def _plain(found: Retention, terminal: Terminal) -> dict[str, Any]:
    names = ("as_of", "cohorts", "curve", "same_cohorts")
    document = {name: plain(getattr(found, name), terminal) for name in names}
    return document | {"projection": plain(projection(found), terminal)}


def _write_json(terminal: Terminal, document: dict[str, Any], out: Path | None) -> None:
    if out is None:
        terminal.print_json(document)
        return
    out.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")


def _print(terminal: Terminal, found: Retention, said: tuple[Sentence, ...]) -> None:
    for sentence in said:
        terminal.paper.print(terminal.words(sentence), soft_wrap=True)
    if not any(cohort.size for cohort in found.cohorts):
        terminal.say("Nobody of this audience started by that day, so nobody can have come back.")
        return
    shown = [_shown(cohort, found.study) for cohort in found.cohorts]
    first = 0 if found.study.measure is Measure.VALUE else 1
    indexes = range(first, first + max(map(len, shown), default=0))
    headers: tuple[Gap, ...] = (Sentence("Start"), Sentence("People"), Sentence("Next known on"), *map(str, indexes))
    lines = [_line(cohort, cells, found.study) for cohort, cells in zip(found.cohorts, shown, strict=True)]
    terminal.print_table(headers, lines)
    if found.curve:
        terminal.say("All cohorts together, weighted by the people at risk:")
        rows = [(point.age, *_judged(point.share, found.study), point.cohorts) for point in found.curve[:SHOWN]]
        heads = (Sentence("Periods after"), Sentence("Value"), Sentence("95% from"), Sentence("to"))
        terminal.print_table((*heads, Sentence("Cohorts")), rows)
    _print_projection(terminal, projection(found))


def _print_projection(terminal: Terminal, projected: Projection | None) -> None:
    """Of streaks alone, and only where the check does not fail."""
    if projected is None:
        return
    if projected.check is None or projected.check.is_passed:
        terminal.say("\nProjected by the shifted beta-geometric model:")
        ahead = list(enumerate(projected.shares, 1))[projected.known_until :]
        rows = [(period, Share(share)) for period, share in ahead]
        terminal.print_table((Sentence("Periods after"), Sentence("Value")), rows)
    terminal.paper.print(terminal.words(check_words(projected)), soft_wrap=True)


def _shown(cohort: Cohort, study: Study) -> tuple[Cell, ...]:
    first = 0 if study.measure is Measure.VALUE else 1
    return cohort.cells[first : first + SHOWN]


def _line(cohort: Cohort, cells: tuple[Cell, ...], study: Study) -> tuple[Gap, ...]:
    """Blank is what is not known yet; the first such cell will be on the day that is named."""
    next_on = next((cell.complete_on for cell in cells if not cell.is_complete), None)
    return (cohort.start_date, cohort.size, next_on, *(_said(cell, study) for cell in cells))


def _said(cell: Cell, study: Study) -> Gap:
    """A rate, or the counts where a rate cannot be judged; of nobody there is neither."""
    if not cell.is_complete:
        return ""
    if not cell.at_risk:
        return None
    if not cell.share.is_known:
        return Sentence("{counted} of {people}", {"counted": cell.counted, "people": cell.at_risk})
    return _number(cell.share.value, study)


def _judged(share: Estimate, study: Study) -> tuple[Gap, Gap, Gap]:
    value, low, high = (_number(end, study) for end in (share.value, share.ci_low, share.ci_high))
    return value, low, high


def _number(value: float | None, study: Study) -> Gap:
    if value is None:
        return None
    return Money(round(value)) if study.measure is Measure.VALUE else Share(value)
