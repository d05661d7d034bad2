"""Products and campaigns of the brand as export columns, and how products are picked."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, CATEGORIES, PRODUCT_BRANDS, PRODUCTS_PER_PART
from data.demo.files import dates, money, numbered
from data.demo.seasons import day_number

_PARTS = [(number, part) for number, kind in enumerate(CATEGORIES) for part in kind.parts]
PRODUCTS = len(_PARTS) * PRODUCTS_PER_PART
_SPREAD = np.tile(np.linspace(0.0, 1.0, PRODUCTS_PER_PART), len(_PARTS))
CATEGORY_OF = np.repeat([number for number, _ in _PARTS], PRODUCTS_PER_PART)
PRICE_CENTS = np.array(
    [
        round(CATEGORIES[category].price_yuan[0] + share * np.ptp(CATEGORIES[category].price_yuan)) * 100 - 10
        for category, share in zip(CATEGORY_OF, _SPREAD, strict=True)
    ],
    dtype=np.int64,
)
PRODUCT_IDS = numbered("P", 1 + np.arange(PRODUCTS), 5)
FAVOURITE_SHARE = 0.5
_SLOTS = 4096


def _popularity() -> NDArray[np.float64]:
    """Cheaper products of a part sell more; categories sell by their weight."""
    within = 1.0 / (1.0 + np.tile(np.arange(PRODUCTS_PER_PART), len(_PARTS)))
    total = np.bincount(CATEGORY_OF, within)[CATEGORY_OF]
    return np.asarray(within / total * np.array([kind.weight for kind in CATEGORIES])[CATEGORY_OF])


def _picks() -> NDArray[np.int64]:
    """For each favourite category a table in which every product stands as often as it is bought."""
    tables = []
    for favourite in range(len(CATEGORIES)):
        own = np.where(favourite == CATEGORY_OF, _popularity(), 0.0)
        chances = (1 - FAVOURITE_SHARE) * _popularity() + FAVOURITE_SHARE * own / own.sum()
        edges = np.cumsum(chances) / chances.sum()
        tables.append(np.searchsorted(edges, (np.arange(_SLOTS) + 0.5) / _SLOTS))
    return np.stack(tables)


_PICKS = _picks()


def picked_products(generator: np.random.Generator, favourite: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(_PICKS[favourite, generator.integers(0, _SLOTS, favourite.size)])


def favourites(generator: np.random.Generator, people: int) -> NDArray[np.int64]:
    return generator.choice(len(CATEGORIES), people, p=[kind.weight for kind in CATEGORIES])


def product_columns() -> dict[str, pl.Series]:
    number = np.arange(PRODUCTS)
    part = [_PARTS[position // PRODUCTS_PER_PART][1] for position in number]
    return {
        "product_id": PRODUCT_IDS,
        "product_name": pl.Series([f"演示{name}{1 + at % PRODUCTS_PER_PART:02d}" for at, name in enumerate(part)]),
        "category": pl.Series([CATEGORIES[category].name for category in CATEGORY_OF]),
        "subcategory": pl.Series(part),
        "brand": pl.Series([PRODUCT_BRANDS[position % len(PRODUCT_BRANDS)] for position in number]),
        "list_price_amount": money(PRICE_CENTS),
        "unit_cost_amount": money(PRICE_CENTS * 2 // 5),
    }


def campaign_columns() -> dict[str, pl.Series]:
    start = np.array([day_number(campaign.start) for campaign in CAMPAIGNS])
    window = np.array([campaign.window_days for campaign in CAMPAIGNS])
    return {
        "campaign_id": pl.Series([campaign.campaign_id for campaign in CAMPAIGNS]),
        "campaign_name": pl.Series([campaign.name for campaign in CAMPAIGNS]),
        "campaign_kind": pl.Series([campaign.kind for campaign in CAMPAIGNS]),
        "channel": pl.Series([campaign.channel for campaign in CAMPAIGNS]),
        "start_date": dates(start),
        "end_date": dates(start + window - 1),
        "control_share": pl.Series([campaign.control_share for campaign in CAMPAIGNS]),
        "window_days": pl.Series(window),
    }
