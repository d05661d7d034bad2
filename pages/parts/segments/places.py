"""Where the answer writes into the builder: beside each condition, under it, and over its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from streamlit.delta_generator import DeltaGenerator


@dataclass(frozen=True)
class Places:
    """`count` for people, `foot` for resolved days and faults; `spread`, of open conditions alone, for how the
    measure is spread over people."""

    count: DeltaGenerator
    foot: DeltaGenerator
    spread: DeltaGenerator | None = None


Lines: TypeAlias = "dict[str, Places]"
