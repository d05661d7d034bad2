"""Engines answer SQL. DuckDB is built in; another engine is one more adapter with the same four words."""

from __future__ import annotations

from queries.engines.duck import DuckDBEngine, open_engine
from queries.engines.engine import Engine

__all__ = ["DuckDBEngine", "Engine", "open_engine"]
