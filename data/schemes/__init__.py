"""Schemes: the cuts by which people are sorted into layers, frozen under a version until somebody freezes others."""

from __future__ import annotations

from data.schemes.declare import (
    GROUPS,
    PRESETS,
    AiplScheme,
    LifecycleScheme,
    QuintileScheme,
    RfmScheme,
    Schemes,
)
from data.schemes.document import schemes_from_json, schemes_json
from data.schemes.frozen import freeze_schemes, frozen_schemes, newest_frozen

__all__ = [
    "GROUPS",
    "PRESETS",
    "AiplScheme",
    "LifecycleScheme",
    "QuintileScheme",
    "RfmScheme",
    "Schemes",
    "freeze_schemes",
    "frozen_schemes",
    "newest_frozen",
    "schemes_from_json",
    "schemes_json",
]
