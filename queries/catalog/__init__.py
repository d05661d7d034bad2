"""Everything a segment may mention of a person, of one store version."""

from __future__ import annotations

from functools import lru_cache

from data.store import Version
from queries.catalog.attributes import attributes
from queries.catalog.behaviour import behaviours
from queries.catalog.declare import (
    Aggregate,
    Behaviour,
    Catalog,
    Event,
    Field,
    Keeps,
    Layer,
    Measure,
    ValueType,
)
from queries.catalog.layered import layers

__all__ = ["Aggregate", "Behaviour", "Catalog", "Event", "Field", "Keeps", "Layer", "Measure", "ValueType", "catalog"]


@lru_cache(maxsize=4)
def catalog(version: Version) -> Catalog:
    """Measures by key. What was not delivered is listed as unavailable with what it needs, not left out."""
    manifest = version.manifest
    measures = (*attributes(manifest), *behaviours(manifest, version.told), *layers(manifest, version.schemes))
    return Catalog(
        {measure.key: measure for measure in measures},
        data_start=manifest.data_start,
        data_end=manifest.data_end,
    )
