"""The people of an audience as SQL that a reader can copy."""

from __future__ import annotations

from pages.parts.opened import store
from pages.parts.session import settings
from queries.audience import Audience
from queries.engines import open_engine
from queries.relations import with_relations


def segment_sql(audience: Audience) -> str:
    """The people of the audience as one statement over the store's files."""
    engine = open_engine(store(), settings())
    return with_relations(audience.query(engine), audience, engine).sql(engine.dialect, pretty=True)
