"""What it cost to win a first-time buyer: costs of acquisition over new buyers, blended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from data.errors import NotDelivered
from data.sentence import Sentence
from queries.audience import Audience
from queries.question import Ask

SAYS_ACQUISITION = ("acqui", "获客", "獲客", "拉新", "引流")  # parts of the names under which such costs are booked


@dataclass(frozen=True)
class Acquisition:
    """Months that the data cover from first to last day. `kinds` are the kinds of cost that count, `other_kinds` those
    left out; None is a cost without a kind.

    Blended: new buyers who came by themselves are among those divided by, so the next buyer costs more than this.
    """

    cost_cents: int
    new_buyers: int
    kinds: tuple[str | None, ...]
    other_kinds: tuple[str | None, ...]
    by_month: Mapping[date, float]

    @property
    def cost_per_buyer_cents(self) -> float | None:
        return self.cost_cents / self.new_buyers if self.new_buyers else None

    def cost_of(self, month: date) -> float | None:
        """Of a first-time buyer of that month; None where nothing was booked, nobody bought, or the month is cut."""
        return self.by_month.get(month)


def acquisition(
    ask: Ask, audience: Audience, *, kinds: Collection[str] | None = None
) -> tuple[Acquisition | None, tuple[Sentence, ...]]:
    """With the reasons where it is not known."""
    if audience.segment is not None:
        return None, (
            Sentence("What it cost to win buyers is known for everyone only: costs are not booked by segment."),
        )
    try:
        rows = ask("value/costs", audience).rows
    except NotDelivered as missing:
        return None, missing.faults
    counted, left_out = _split({row["cost_kind"] for row in rows}, kinds)
    if not counted:
        return None, (_none_of(left_out),)
    spent: dict[date, int] = defaultdict(int)
    for row in rows:
        if row["cost_kind"] in counted:
            spent[row["month_date"]] += row["cost_cents"]
    months = [month for month in ask("overview/monthly", audience, months=1200).rows if month["is_complete"]]
    buyers = {month["month_date"]: month["first_time_buyers"] for month in months}
    booked = [month for month in buyers if month in spent]
    return Acquisition(
        cost_cents=sum(spent[month] for month in booked),
        new_buyers=sum(buyers[month] for month in booked),
        kinds=counted,
        other_kinds=left_out,
        by_month={month: spent[month] / buyers[month] for month in booked if buyers[month]},
    ), ()


def _split(
    found: Collection[str | None], chosen: Collection[str] | None
) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    ordered = sorted(found, key=lambda kind: kind or "")
    counted = [kind for kind in ordered if (_says_so(kind) if chosen is None else kind in chosen)]
    return tuple(counted), tuple(kind for kind in ordered if kind not in counted)


def _says_so(kind: str | None) -> bool:
    return kind is not None and any(part in kind.lower() for part in SAYS_ACQUISITION)


def _none_of(kinds: tuple[str | None, ...]) -> Sentence:
    if not kinds:
        return Sentence("No costs are booked up to this day.")
    return Sentence(
        "No kind of cost says that it won new buyers. The kinds are: {kinds}. Say which of them count.",
        {"kinds": ", ".join(kind or "–" for kind in kinds)},
    )
