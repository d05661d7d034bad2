"""Layers as SQL: one row per person whom a scheme places, as of a day."""

from __future__ import annotations

from queries.segments.layers.relation import layer_rows

__all__ = ["layer_rows"]
