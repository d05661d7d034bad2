"""What was planted in a demo brand, as values that tests read; written beside the export as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Buying:
    """BG/NBD parameters of members from one channel, in days of seasonal time (see `purchases`)."""

    acquisition_channel: str
    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class Repurchase:
    """Of members who first bought at least `within_days` before the last day: the chance, in closed form, of a second
    purchase day within so many days. The share in the data differs by chance only, by `standard_error` typically."""

    acquisition_channel: str
    within_days: int
    first_time_buyers: int
    chance: float
    standard_error: float


@dataclass(frozen=True)
class Churn:
    """Members by days since their last counted order. `have_left` will never buy again by themselves;
    `bought_within_90_days` would have bought in the 90 days after the export ended."""

    silent_from_days: int
    silent_to_days: int | None
    buyers: int
    have_left: int
    bought_within_90_days: int


@dataclass(frozen=True)
class Effect:
    """`lift` is the true effect on the treated: people who bought only because of the message, per treated person.
    Window: from assigned_at to the end of the local day `window_days` later. It is counted, not estimated: without
    the message the caused orders would not exist."""

    treated: int
    control: int
    bought_anyway: int
    bought_because: int
    caused_orders: int
    caused_net_cents: int
    lift: float | None


@dataclass(frozen=True)
class CampaignTruth:
    campaign_id: str
    window_days: int
    is_randomised: bool
    has_broken_split: bool
    is_window_open: bool
    total: Effect
    by_acquisition_channel: dict[str, Effect]
    by_variant: dict[str, Effect]


@dataclass(frozen=True)
class Referral:
    """`viral_coefficient` is K, the mean of accepted invitations per member within 30 days of joining, as planted.
    `accepted` over `matured_members` is what happened, members being those neither test nor deleted."""

    viral_coefficient: float
    within_days: int
    matured_members: int
    accepted: int


@dataclass(frozen=True)
class Truths:
    """Everything planted in one demo brand."""

    seed: int
    people: int
    data_start: str
    data_end: str
    timezone: str
    currency: str
    rows: dict[str, int]
    buying: tuple[Buying, ...]
    repurchase: tuple[Repurchase, ...]
    churn: tuple[Churn, ...]
    campaigns: tuple[CampaignTruth, ...]
    referral: Referral

    def campaign(self, campaign_id: str) -> CampaignTruth:
        return next(truth for truth in self.campaigns if truth.campaign_id == campaign_id)


def write_truths(truths: Truths, path: Path) -> None:
    path.write_text(json.dumps(asdict(truths), ensure_ascii=False, indent=1), "utf-8")


def read_truths(path: Path) -> Truths:
    """The truths that `make_demo` wrote."""
    written = json.loads(path.read_text("utf-8"))
    return Truths(
        **{
            name: written[name] for name in ("seed", "people", "data_start", "data_end", "timezone", "currency", "rows")
        },
        buying=tuple(Buying(**row) for row in written["buying"]),
        repurchase=tuple(Repurchase(**row) for row in written["repurchase"]),
        churn=tuple(Churn(**row) for row in written["churn"]),
        campaigns=tuple(_read_campaign(row) for row in written["campaigns"]),
        referral=Referral(**written["referral"]),
    )


def _read_campaign(row: dict[str, Any]) -> CampaignTruth:
    split = {
        name: {key: Effect(**effect) for key, effect in row[name].items()}
        for name in ("by_acquisition_channel", "by_variant")
    }
    return CampaignTruth(**(row | {"total": Effect(**row["total"])} | split))
