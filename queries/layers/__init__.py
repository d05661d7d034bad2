"""Layers over everyone: sizes, moves between two days, and cuts suggested from the data."""

from __future__ import annotations

from queries.layers.moves import Move, Moves, moves
from queries.layers.sizes import LayerSize, LayerSizes, layer_sizes, sized_layers
from queries.layers.suggest import Suggestion, customary_words, suggest

__all__ = [
    "LayerSize",
    "LayerSizes",
    "Move",
    "Moves",
    "Suggestion",
    "customary_words",
    "layer_sizes",
    "moves",
    "sized_layers",
    "suggest",
]
