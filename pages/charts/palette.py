"""Colours of both themes. One accent; blue and orange judge; grey is control, context and the unknown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """`ramp` goes from nothing to most; from `turn` of it on, `text_on_high` reads better than `text_on_low`."""

    accent: str
    control: str
    better: str
    worse: str
    text: str
    muted: str
    line: str
    ramp: tuple[str, ...]
    turn: float
    text_on_low: str
    text_on_high: str
    series: tuple[str, ...]


LIGHT = Palette(
    accent="#0F766E",
    control="#64748B",
    better="#2563EB",
    worse="#D97706",
    text="#1F2933",
    muted="#5B6875",
    line="#DDE3E8",
    ramp=("#E3F4F1", "#6DB9AF", "#0B5A54"),
    turn=0.79,  # black and white meet there at a contrast of 4.5
    text_on_low="#000000",
    text_on_high="#FFFFFF",
    series=("#0F766E", "#2563EB", "#D97706", "#7C3AED", "#64748B", "#BE185D", "#4D7C0F", "#0E7490"),
)
DARK = Palette(
    accent="#2DD4BF",
    control="#94A3B8",
    better="#60A5FA",
    worse="#FBBF24",
    text="#E4EAEE",
    muted="#9AA8B4",
    line="#32404A",
    ramp=("#16302F", "#1D7A70", "#5EEAD4"),
    turn=0.54,
    text_on_low="#FFFFFF",
    text_on_high="#000000",
    series=("#2DD4BF", "#60A5FA", "#FBBF24", "#A78BFA", "#94A3B8", "#F472B6", "#A3E635", "#22D3EE"),
)
PALETTES = {"light": LIGHT, "dark": DARK}
BAND_OPACITY = 0.18
