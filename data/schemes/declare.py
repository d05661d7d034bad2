"""What a scheme holds: cuts, windows and baselines, and the presets that hold until others are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from data.sentence import Sentence


@dataclass(frozen=True)
class RfmScheme:
    """Fixed cuts of recency, frequency and spend inside a lookback.

    A score is 1 and one more for each cut that lies strictly below the value; recency counts the other way round, so
    that 1 is always the worst. High is a score of at least the baseline, which is frozen with the cuts: a baseline
    taken from the people of the day would move somebody whenever others change.
    Preset: Alibaba Quick Audience, with the middle score for a baseline.
    """

    lookback_days: int = 365
    recency_days: tuple[int, ...] = (30, 90)
    purchase_days: tuple[int, ...] = (1, 4)
    spend_cents: tuple[int, ...] = (100_00, 1_000_00)
    baseline: tuple[float, float, float] = (2.0, 2.0, 2.0)

    @property
    def high_cuts(self) -> tuple[int, int, int]:
        """High is a recency up to the first of these, and more purchase days and minor units than the other two."""
        recency, frequency, monetary = (ceil(line) for line in self.baseline)
        return (
            self.recency_days[len(self.recency_days) + 1 - recency],
            self.purchase_days[frequency - 2],
            self.spend_cents[monetary - 2],
        )


GROUPS = (
    "champions", "loyal", "active", "new", "promising", "needs_attention", "at_risk", "previously_loyal",
    "almost_lost", "lost",
)  # fmt: skip
SIDES = 5  # scores in a quintile scheme, and so rows and columns of its grid


@dataclass(frozen=True)
class QuintileScheme:
    """Scores of 1 to 5 by the quintiles of the day's own buyers, and a grid of groups over them.

    `grid` has one row per score of recency, the worst first, and in it one group per score of (F + M) / 2. The groups
    are ours; other products draw theirs elsewhere. With fewer buyers or days of data there are no scores.
    """

    lookback_days: int = 365
    least_buyers: int = 500
    least_history_days: int = 180
    grid: tuple[tuple[str, ...], ...] = (
        ("lost", "lost", "almost_lost", "previously_loyal", "previously_loyal"),
        ("lost", "almost_lost", "at_risk", "at_risk", "previously_loyal"),
        ("promising", "promising", "needs_attention", "needs_attention", "at_risk"),
        ("promising", "promising", "active", "loyal", "loyal"),
        ("new", "new", "active", "champions", "champions"),
    )


@dataclass(frozen=True)
class LifecycleScheme:
    """Days of silence after which a buyer is dormant and then lost. Back is who buys after a dormant silence.

    `returned_days` may not exceed `dormant_days`: so at most one purchase of those days can end such a silence.
    """

    dormant_days: int = 90
    lost_days: int = 180
    returned_days: int = 30


@dataclass(frozen=True)
class AiplScheme:
    """Windows in days of awareness and interest, purchase, and loyalty by a good review.

    `interest_kinds` are kinds of interaction that show interest at once; any other shows it on `interest_days` days.
    That somebody is a member shows nothing here: everyone in the store is one.
    """

    contact_days: int = 15
    interest_days: int = 2
    interest_kinds: tuple[str, ...] = (
        "收藏", "加购", "关注", "领券", "点击", "加購", "關注", "領券", "點擊",
        "favourite", "favorite", "cart", "add_to_cart", "follow", "click", "coupon",
    )  # fmt: skip
    purchase_days: int = 365
    loyal_purchases: int = 2
    review_days: int = 90
    review_score: float = 9


@dataclass(frozen=True)
class Schemes:
    """Everything by which people are layered. `version` 0 are the presets; each freezing counts one up.

    `frozen_at` is UTC.
    """

    rfm: RfmScheme = RfmScheme()
    quintiles: QuintileScheme = QuintileScheme()
    lifecycle: LifecycleScheme = LifecycleScheme()
    aipl: AiplScheme = AiplScheme()
    version: int = 0
    frozen_at: datetime | None = None
    frozen_by: str = ""
    note: str = ""

    @property
    def words(self) -> Sentence:
        """Which cuts these are, for a sentence about somebody's layer."""
        if self.version == 0:
            return Sentence("preset cuts")
        return Sentence("cuts of version {version}", {"version": self.version})


PRESETS = Schemes()
