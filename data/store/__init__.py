"""The store: a checked export prepared for asking, in immutable versions of which one is current."""

from __future__ import annotations

from data.store.build import build_store
from data.store.manifest import Manifest, SourceFact, TableFacts, Unattributed
from data.store.version import Version, list_versions, open_version

__all__ = [
    "Manifest",
    "SourceFact",
    "TableFacts",
    "Unattributed",
    "Version",
    "build_store",
    "list_versions",
    "open_version",
]
