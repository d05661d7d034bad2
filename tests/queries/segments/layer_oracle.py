"""Who is in which layer by plain loops over a person's rows, with the frozen schemes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, Protocol

from data.schemes import Schemes
from tests.queries.segments.worlds import FIRST_DAY

Row = dict[str, Any]


class Rows(Protocol):
    """The rows of one topic and person as known on a day, each with its own business day."""

    schemes: Schemes
    users: dict[str, Row]

    def is_member(self, user_id: str) -> bool: ...

    def rows(self, topic: str, user_id: str, as_of: date) -> list[tuple[date, Row]]: ...


LAYERS_IN_MONEY = frozenset({"layers.rfm_spend"})
NAMES = {"HHH": "value", "LHH": "keep", "HLH": "develop", "LLH": "win_back"}


def bought(world: Rows, user_id: str, as_of: date, days: int = 10_000) -> list[tuple[date, int]]:
    found = world.rows("orders", user_id, as_of)
    return [(day, row["net_cents"]) for day, row in found if (as_of - day).days < days]


def rfm_values(world: Rows, user_id: str, as_of: date, days: int | None = None) -> tuple[int, int, int] | None:
    orders = bought(world, user_id, as_of, days or world.schemes.rfm.lookback_days)
    if not orders:
        return None
    bought_on = {day for day, _ in orders}
    return (as_of - max(bought_on)).days, len(bought_on), sum(cents for _, cents in orders)


def rfm_scores(world: Rows, user_id: str, as_of: date) -> tuple[int, int, int] | None:
    values, cuts = rfm_values(world, user_id, as_of), world.schemes.rfm
    if values is None:
        return None
    recency, days, cents = values
    return (
        1 + sum(recency <= cut for cut in cuts.recency_days),
        1 + sum(days > cut for cut in cuts.purchase_days),
        1 + sum(cents > cut for cut in cuts.spend_cents),
    )


def rfm_type(world: Rows, user_id: str, as_of: date) -> str | None:
    scores = rfm_scores(world, user_id, as_of)
    if scores is None:
        return None
    sides = "".join(
        "H" if score >= line else "L" for score, line in zip(scores, world.schemes.rfm.baseline, strict=True)
    )
    worth = "important" if sides[2] == "H" else "general"
    return f"{worth}_{NAMES[sides[:2] + 'H']}"


def lifecycle(world: Rows, user_id: str, as_of: date) -> str:
    days, cuts = sorted({day for day, _ in bought(world, user_id, as_of)}), world.schemes.lifecycle
    if not days:
        return "never_bought"
    silence = (as_of - days[-1]).days
    if silence > cuts.dormant_days:
        return "lost" if silence > cuts.lost_days else "dormant"
    if len(days) == 1:
        return "new"
    came_back = any(
        (later - earlier).days > cuts.dormant_days and (as_of - later).days < cuts.returned_days
        for earlier, later in pairwise(days)
    )
    return "returned" if came_back else "active"


def quantile(values: list[int], share: Fraction) -> Fraction:
    """Type 7."""
    ordered, place = sorted(values), (len(values) - 1) * share
    low = floor(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def quintile_scores(world: Rows, user_id: str, as_of: date) -> tuple[int, int, int] | None:
    scheme = world.schemes.quintiles
    everyone = [rfm_values(world, one, as_of, scheme.lookback_days) for one in world.users if world.is_member(one)]
    buyers = [values for values in everyone if values is not None]
    own = rfm_values(world, user_id, as_of, scheme.lookback_days)
    if own is None or len(buyers) < scheme.least_buyers or (as_of - FIRST_DAY).days + 1 < scheme.least_history_days:
        return None
    above = [
        sum(own[n] > quantile([values[n] for values in buyers], Fraction(fifth, 5)) for fifth in range(1, 5))
        for n in range(3)
    ]
    return 5 - above[0], 1 + above[1], 1 + above[2]


def rfm_group(world: Rows, user_id: str, as_of: date) -> str | None:
    scores = quintile_scores(world, user_id, as_of)
    if scores is None:
        return None
    recency, frequency, monetary = scores
    return world.schemes.quintiles.grid[recency - 1][ceil((frequency + monetary) / 2) - 1]


def aipl(world: Rows, user_id: str, as_of: date) -> str:
    cuts = world.schemes.aipl
    purchases = {day for day, _ in bought(world, user_id, as_of, cuts.purchase_days)}
    praise = [
        row["score"] is not None and row["score"] >= cuts.review_score
        for day, row in world.rows("surveys", user_id, as_of)
        if (as_of - day).days < cuts.review_days
    ]
    contacts = [
        (day, row["interaction_kind"])
        for day, row in world.rows("interactions", user_id, as_of)
        if (as_of - day).days < cuts.contact_days
    ]
    if len(purchases) >= cuts.loyal_purchases or any(praise):
        return "loyalty"
    if purchases:
        return "purchase"
    if len({day for day, _ in contacts}) >= cuts.interest_days:
        return "interest"
    if any(kind in cuts.interest_kinds for _, kind in contacts):
        return "interest"
    return "awareness" if contacts else "none"


def _nth(number: int, of: Callable[[Rows, str, date], tuple[int, int, int] | None]) -> Callable[..., int | None]:
    return lambda world, user_id, as_of: None if (found := of(world, user_id, as_of)) is None else found[number]


LAYERS: dict[str, Callable[[Rows, str, date], Any]] = {
    "rfm_type": rfm_type,
    "rfm_recency": _nth(0, rfm_scores),
    "rfm_frequency": _nth(1, rfm_scores),
    "rfm_monetary": _nth(2, rfm_scores),
    "rfm_recency_days": _nth(0, rfm_values),
    "rfm_purchase_days": _nth(1, rfm_values),
    "rfm_spend": _nth(2, rfm_values),
    "quintile_recency": _nth(0, quintile_scores),
    "quintile_frequency": _nth(1, quintile_scores),
    "quintile_monetary": _nth(2, quintile_scores),
    "rfm_group": rfm_group,
    "lifecycle": lifecycle,
    "aipl": aipl,
}
