"""The small brands of segments."""

from __future__ import annotations

from tests.queries.segments.conftest import brand, brands

__all__ = ["brand", "brands"]
