"""How many people each layer holds, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from data.contract import Choice
from queries.catalog import Catalog, Measure, catalog
from queries.engines import Engine
from queries.segments.compile import Measuring
from queries.segments.rows import column


@dataclass(frozen=True)
class LayerSize:
    """`choice` is None for the people without a layer; why, the layer's `unplaced` says."""

    choice: Choice | None
    people: int
    share: float | None


@dataclass(frozen=True)
class LayerSizes:
    """In the order of the measure's own names, the people without a layer last. The sizes add up to `everyone`."""

    measure: Measure
    as_of: date
    everyone: int
    sizes: tuple[LayerSize, ...]

    @property
    def placed(self) -> int:
        return sum(size.people for size in self.sizes if size.choice is not None)


def sized_layers(offered: Catalog) -> tuple[Measure, ...]:
    """The layers whose names are all known, available or not."""
    return tuple(found for found in offered.measures.values() if found.layer is not None and found.choices)


def layer_sizes(engine: Engine, key: str, *, as_of: date) -> LayerSizes:
    """Over everyone known on that day. Exact."""
    measure = catalog(engine.version).measures[key]
    counted = (
        exp.select(column("layer", "people").as_("layer"), exp.Count(this=exp.Star()).as_("people"))
        .from_(layer_of_everyone(measure, as_of).subquery("people"))
        .group_by(column("layer", "people"))
    )
    found = {row["layer"]: row["people"] for row in engine.query(counted.sql(engine.dialect)).to_pylist()}
    everyone = sum(found.values())
    choices: tuple[Choice | None, ...] = (*measure.choices, None)
    people = [(choice, found.get(choice.value if choice else None, 0)) for choice in choices]
    sizes = tuple(LayerSize(choice, count, count / everyone if everyone else None) for choice, count in people)
    return LayerSizes(measure, as_of, everyone, sizes)


def layer_of_everyone(measure: Measure, as_of: date) -> exp.Select:
    """One row per person known on the day: `user_no` and `layer`."""
    measuring = Measuring(as_of)
    value = measuring.plain_value(measure)
    return measuring.people(column("user_no", "users").as_("user_no"), value.as_("layer"))
