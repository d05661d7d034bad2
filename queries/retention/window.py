"""Door of repurchase within a window: of its buyers, new and returning, who bought again in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from queries.audience import Audience
from queries.question import Ask, Row
from queries.stats import Estimate, RatioSums, clustered_share, rate


@dataclass(frozen=True)
class Buyers:
    """Buyers of the window. Three repurchase rates that differ by what they count; never show one without its name.

    `by_users`: of the buyers, those with two purchase days or more. `by_purchase_days`: of the purchase days, those
    after a buyer's first in the window. `by_orders`: the same of single orders, also of one day; it reads highest.
    """

    buyers: int
    repeat_buyers: int
    purchase_days: int
    orders: int
    net_cents: int
    by_users: Estimate
    by_purchase_days: Estimate
    by_orders: Estimate


@dataclass(frozen=True)
class Window:
    """New are buyers whose first purchase of all lies in the window, `returning` all others.

    `is_whole`: the data hold every day of the window. Where the data begin in it, "new" may mean "first we see".
    """

    first: date
    last: date
    is_whole: bool
    everyone: Buyers
    new: Buyers
    returning: Buyers
    new_share: Estimate


def window(ask: Ask, audience: Audience, *, days: int | None = 365) -> Window:
    """Of the last so many days, the day of the audience included; None is all days of the data."""
    last, data_start = audience.as_of, ask.version.manifest.data_start
    covered = (last - data_start).days + 1
    asked = covered if days is None else days
    [row] = ask("retention/window", audience, days=asked).rows
    new = {name.removeprefix("new_"): value for name, value in row.items() if name.startswith("new_")}
    every = {name: row[name] for name in new}
    return Window(
        first=max(last - timedelta(days=asked - 1), data_start),
        last=last,
        is_whole=asked <= covered,
        everyone=_buyers(every),
        new=_buyers(new),
        returning=_buyers({name: value - new[name] for name, value in every.items()}),
        new_share=rate(new["buyers"], every["buyers"]),
    )


def _buyers(counts: Row) -> Buyers:
    people = counts["buyers"]
    return Buyers(
        buyers=people,
        repeat_buyers=counts["repeat_buyers"],
        purchase_days=counts["purchase_days"],
        orders=counts["orders"],
        net_cents=counts["net_cents"],
        by_users=rate(counts["repeat_buyers"], people),
        by_purchase_days=_after_the_first(people, counts["purchase_days"], counts["purchase_days_squared"]),
        by_orders=_after_the_first(people, counts["orders"], counts["orders_squared"]),
    )


def _after_the_first(people: int, times: int, squares: int) -> Estimate:
    """Of all times, those that are not a person's first: (times - people) / times, clustered by person."""
    if times == people:
        return rate(0, people)  # once each: people are the cases
    over_squares = squares - 2 * times + people  # Σ(t - 1)²
    return clustered_share(RatioSums(people, times - people, times, over_squares, squares, squares - times))
