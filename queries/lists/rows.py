"""Rows of a drawn list into its files: one after the other, a new file for each dividing value and each full one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from data.errors import ListError
from data.ledger import CONTROL
from data.progress import Progress, silent
from data.sealed import house_secret
from data.sentence import Label, Sentence
from data.settings import Settings
from queries.catalog import Catalog, catalog
from queries.engines.duck import DuckDBCursor
from queries.header import literal
from queries.lists.columns import safe_header
from queries.lists.draw import Draw
from queries.lists.files import WrittenFile, row_writer, suffix, written_file
from queries.lists.form import OWNER, Division, Form, form_measures
from queries.lists.next_category import NEXT_CATEGORY, NextCategory, next_category, recommended
from queries.lists.treat import cell
from queries.question import Asking
from queries.segments.compile import Measuring
from queries.segments.rows import column

ROWS_PER_BATCH = 65_536
PEOPLE_AT_ONCE = 4 * ROWS_PER_BATCH
VARIANT = Label("Variant", "版本", "版本")
_Place = tuple[str | None, int]  # the dividing value, and which file of it


def write_files(
    engine: DuckDBCursor,
    found: Draw,
    form: Form,
    folder: Path,
    *,
    language: str,
    settings: Settings,
    progress: Progress = silent,
) -> tuple[WrittenFile, ...]:
    """Everyone of the draw's arms, each in one file; in a file people stand in the order of `user_no`."""
    known = catalog(engine.version)
    following = _following(engine, found, form)
    query = rows_query(found, form, known, settings, following)
    names = headers(form, known, language)
    files: list[WrittenFile] = []
    done = 0
    batches = _batches(engine, query, _listed(found), is_divided=form.division is not Division.NONE)
    for place, pieces in groupby(_pieces(batches, form.most_rows()), key=itemgetter(0)):
        path = folder / _file_name(found.plan.name, place, form, {file.name for file in files})
        _, first = next(pieces)
        schema = pa.schema([pa.field(name, kind) for name, kind in zip(names, first.schema.types[1:], strict=True)])
        rows = 0
        with row_writer(path, schema, form) as writer:
            for piece in chain([first], (piece for _, piece in pieces)):
                writer.write_batch(pa.RecordBatch.from_arrays(piece.columns[1:], schema=schema))
                rows += piece.num_rows
                progress("write", (done + rows) / found.listed, written_words(done + rows, found.listed))
        files.append(written_file(path, rows))
        done += rows
    if done != found.listed:
        raise ListError(
            Sentence(
                "The list has {rows} rows, but {people} people were drawn.", {"rows": done, "people": found.listed}
            )
        )
    return tuple(files)


def _batches(
    engine: DuckDBCursor, query: exp.Select, listed: pa.Table, *, is_divided: bool
) -> Iterator[pa.RecordBatch]:
    """Rows in order. Where they need no pass over events and no order but that of people, part after part: sorting a
    million rows at once took 470 MB, a quarter of them at a time takes 140."""
    is_plain = not query.ctes and not is_divided
    at_once = PEOPLE_AT_ONCE if is_plain else max(listed.num_rows, 1)
    for start in range(0, listed.num_rows, at_once):
        part, asked = listed.slice(start, at_once), query
        if is_plain:
            first, last = (part["user_no"][place].as_py() for place in (0, -1))
            asked = query.where(exp.Between(this=column("user_no", "users"), low=literal(first), high=literal(last)))
        with engine.stream(asked.sql(engine.dialect), ROWS_PER_BATCH, {"drawn": part}) as batches:
            yield from batches


def _following(engine: DuckDBCursor, found: Draw, form: Form) -> NextCategory | None:
    """What is recommended after each category, where a column asks for it."""
    if all(chosen.measure != NEXT_CATEGORY.key for chosen in form.columns):
        return None
    return next_category(Asking(engine), found.plan.as_of)


def rows_query(
    found: Draw, form: Form, known: Catalog, settings: Settings, following: NextCategory | None = None
) -> exp.Select:
    """The dividing value, then the cells, of the people in the relation `drawn` (user_no, arm)."""
    offered = form_measures(known)
    measuring = Measuring(found.plan.as_of)
    key, country = house_secret(settings.state / "export-key"), settings.phone_country
    values = []
    for place, chosen in enumerate(form.columns):
        measure = offered[chosen.measure]
        if following is not None and measure is NEXT_CATEGORY:
            x = recommended(following, measuring, known)
        else:
            x = measuring.plain_value(measure)
        values.append(cell(x, measure, chosen, kind=form.kind, country=country, key=key).as_(f"cell_{place}"))
    arm = column("arm", "drawn")
    if form.with_variant:
        values.append(arm.as_("variant"))
    dividing = {
        Division.NONE: exp.null(),
        Division.OWNER: measuring.plain_value(known.measures[OWNER]) if form.division is Division.OWNER else exp.null(),
        Division.VARIANT: arm,
    }[form.division]
    number = column("user_no", "users")
    query = measuring.people(exp.cast(dividing, exp.DataType.Type.TEXT).as_("divided_by"), *values)
    query = query.join("drawn", on=exp.EQ(this=number, expression=column("user_no", "drawn")), join_type="inner")
    order = [] if form.division is Division.NONE else [exp.column("divided_by")]
    return query.order_by(*order, number.copy())


def headers(form: Form, known: Catalog, language: str) -> tuple[str, ...]:
    """Labels in the reader's language, or the keys of the measures; each once."""
    keys = [chosen.measure for chosen in form.columns]
    if form.has_technical_headers:
        names = [key.replace(".", "_") for key in keys]
        return (*names, *(["variant"] if form.with_variant else []))
    offered = form_measures(known)
    labels = [offered[key].label.in_language(language) for key in keys]
    named = [f"{label} ({key})" if labels.count(label) > 1 else label for label, key in zip(labels, keys, strict=True)]
    return tuple(
        safe_header(name) for name in (*named, *([VARIANT.in_language(language)] if form.with_variant else []))
    )


def _listed(found: Draw) -> pa.Table:
    assigned = found.assigned()
    arms = pc.cast(assigned["arm"], pa.string())
    return pa.table({"user_no": assigned["user_no"], "arm": arms}).filter(pc.not_equal(arms, CONTROL))


def _pieces(batches: Iterable[pa.RecordBatch], most_rows: int | None) -> Iterator[tuple[_Place, pa.RecordBatch]]:
    """Rows that belong into one file, with that file's place. The first column divides, and comes in order."""
    value, part, rows = None, 1, 0
    for batch in batches:
        for run_value, run in _runs(batch):
            if run_value != value:
                value, part, rows = run_value, 1, 0
            while run.num_rows:
                if most_rows and rows == most_rows:
                    part, rows = part + 1, 0
                piece = run.slice(0, most_rows - rows) if most_rows else run
                yield (value, part), piece
                rows += piece.num_rows
                run = run.slice(piece.num_rows)


def _runs(batch: pa.RecordBatch) -> Iterator[tuple[str | None, pa.RecordBatch]]:
    ends = pc.run_end_encode(batch.column(0))
    bounds = [0, *ends.run_ends.to_pylist()]
    for value, (start, end) in zip(ends.values.to_pylist(), pairwise(bounds), strict=True):
        yield value, batch.slice(start, end - start)


def _file_name(name: str, place: _Place, form: Form, taken: set[str]) -> str:
    value, part = place
    words = [name]
    if form.division is not Division.NONE:
        words.append(value or "none")
    stem = "-".join(re.sub(r"[^\w-]+", "_", word).strip("_")[:60] or "_" for word in words)
    numbers = [""] if part == 1 and form.most_rows() is None else [f"-{part}"]
    candidates = (f"{stem}{again}{numbers[0]}{suffix(form)}" for again in ("", *(f"~{n}" for n in range(2, 10**6))))
    return next(candidate for candidate in candidates if candidate not in taken)


def written_words(rows: int, people: int) -> Sentence:
    return Sentence("{rows} of {people} people are written.", {"rows": rows, "people": people})
