"""Which layer is whose relation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data.schemes import Schemes
from queries.catalog.declare import Layer, LayerPart
from queries.segments.layers.lifecycle import lifecycle_rows
from queries.segments.layers.rfm import rfm_rows
from queries.segments.measured import Grouped

_RFM = (
    LayerPart.RFM_TYPE,
    LayerPart.RFM_RECENCY,
    LayerPart.RFM_FREQUENCY,
    LayerPart.RFM_MONETARY,
    LayerPart.RFM_RECENCY_DAYS,
    LayerPart.RFM_PURCHASE_DAYS,
    LayerPart.RFM_SPEND,
)
_RELATIONS: dict[LayerPart, Callable[[LayerPart, Schemes, date], Grouped]] = {
    **dict.fromkeys(_RFM, rfm_rows),
    LayerPart.LIFECYCLE: lifecycle_rows,
}


def layer_rows(layer: Layer, as_of: date) -> Grouped:
    """Layers of one scheme have equal `rows`, so one pass over them can answer all."""
    return _RELATIONS[layer.part](layer.part, layer.schemes, as_of)
