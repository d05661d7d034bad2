"""Which layer is whose relation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from queries.catalog.declare import Layer, LayerPart
from queries.segments.layers.aipl import aipl_rows
from queries.segments.layers.lifecycle import lifecycle_rows
from queries.segments.layers.quintiles import quintile_rows
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
_QUINTILES = (
    LayerPart.QUINTILE_RECENCY,
    LayerPart.QUINTILE_FREQUENCY,
    LayerPart.QUINTILE_MONETARY,
    LayerPart.RFM_GROUP,
)
_RELATIONS: dict[LayerPart, Callable[[Layer, date], Grouped]] = {
    **dict.fromkeys(_RFM, rfm_rows),
    **dict.fromkeys(_QUINTILES, quintile_rows),
    LayerPart.LIFECYCLE: lifecycle_rows,
    LayerPart.AIPL: aipl_rows,
}


def layer_rows(layer: Layer, as_of: date) -> Grouped:
    """Layers of one scheme have equal `rows`, so one pass over them can answer all."""
    return _RELATIONS[layer.part](layer, as_of)
