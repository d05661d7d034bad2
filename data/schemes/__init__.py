"""Schemes: the cuts by which people are sorted into layers, frozen under a version until somebody freezes others."""

from __future__ import annotations

from data.schemes.declare import PRESETS, AiplScheme, LifecycleScheme, QuintileScheme, RfmScheme, Schemes

__all__ = ["PRESETS", "AiplScheme", "LifecycleScheme", "QuintileScheme", "RfmScheme", "Schemes"]
