"""A shop of a few buyers, each with the days of their orders."""

from __future__ import annotations

from pathlib import Path

from tests.stores import store_from_rows


def shop(folder: Path, bought: dict[str, list[str]], **data: str) -> None:
    store_from_rows(
        folder,
        users=[{"user_id": user} for user in bought],
        orders=[
            {"order_id": f"{user}-{day}", "user_id": user, "ordered_date": day, "paid_cents": 1_000}
            for user, days in bought.items()
            for day in days
        ],
        **data,  # type: ignore[arg-type]
    )
