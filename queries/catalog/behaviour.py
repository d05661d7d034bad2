"""Behaviour measures: what people did and what reached them, as far as the export tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from data.contract import Choice, table
from data.store.manifest import Manifest
from data.told import COLUMNS, Told
from queries.catalog.answers import ANSWERED, NPS_CLASS, NPS_CLASSES
from queries.catalog.bought import BOUGHT
from queries.catalog.bought_items import BOUGHT_ITEMS
from queries.catalog.contact import CONTACT
from queries.catalog.declare import Aggregate, Behaviour, Field, Measure
from queries.catalog.fields import event_fields
from queries.catalog.first_and_last import FIRST_AND_LAST
from queries.catalog.habits import HABIT_CHOICES, HABITS
from queries.catalog.messages import MESSAGED
from queries.catalog.order_facts import ORDER_FACTS
from queries.catalog.rhythm import RHYTHM
from queries.catalog.row import Row

TOLD_OF = "touches"
ROWS: tuple[Row, ...] = (
    *BOUGHT,
    *RHYTHM,
    *ORDER_FACTS,
    *BOUGHT_ITEMS,
    *CONTACT,
    *MESSAGED,
    *ANSWERED,
    *FIRST_AND_LAST,
    *HABITS,
)


def behaviours(manifest: Manifest, told: Told | None = None) -> Iterator[Measure]:
    """Messages on record count like those that the export delivers."""
    if told is not None:
        manifest = _with_told(manifest)
    rows = [replace(row, event=replace(row.event, told=told)) if row.event.table == TOLD_OF else row for row in ROWS]
    fields = {row.event: event_fields(row.event, manifest) for row in rows}
    for row in rows:
        yield Measure(
            key=f"{row.event.key}.{row.name}",
            type=row.type,
            label=row.label,
            description=row.description,
            topic=row.event.label,
            behaviour=Behaviour(row.event, row.aggregate, row.column, row.out_of),
            filters=_filters(row, fields[row.event]),
            unit=row.unit,
            choices=_choices(row),
            missing=tuple(need for need in (*row.event.needs, *row.needs) if not _delivered(manifest, need)),
        )


def _with_told(manifest: Manifest) -> Manifest:
    stored = manifest.tables[TOLD_OF]
    delivered = replace(stored, delivered=True, columns=tuple(dict.fromkeys((*stored.columns, "user_id", *COLUMNS))))
    return replace(manifest, tables={**manifest.tables, TOLD_OF: delivered})


def _filters(row: Row, fields: dict[str, Field]) -> dict[str, Field]:
    """A set is what a condition names already: filtering it by itself would say the same twice."""
    own = (row.column or "").removeprefix("products.")
    is_set = row.aggregate in (Aggregate.SET, Aggregate.SET_IN_ONE)
    return {key: field for key, field in fields.items() if not is_set or key != own}


def _choices(row: Row) -> tuple[Choice, ...]:
    if row.aggregate is Aggregate.HABIT:
        return HABIT_CHOICES
    if row.column is None:
        return ()
    if row.column == NPS_CLASS:
        return NPS_CLASSES
    table_name, _, column = row.column.rpartition(".")
    declared = table(table_name or row.event.table)
    return declared.column(column).choices if declared.has(column) else ()


def _delivered(manifest: Manifest, need: str) -> bool:
    table_name, _, column = need.partition(".")
    return manifest.delivers(table_name, column or None)
