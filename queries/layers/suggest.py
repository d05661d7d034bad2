"""Cuts that fit this brand, computed from its data: to be looked at, edited if need be, and frozen by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.schemes import LifecycleScheme, RfmScheme, Schemes
from data.sentence import Sentence, Share
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import Engine
from queries.question import answer, question
from queries.segments.compile import Measuring
from queries.stats.survival import Survival, Waits, survival

FIFTHS = (0.2, 0.4, 0.6, 0.8)
WITHIN_DAYS = 90
DORMANT_BELOW, LOST_BELOW = 0.2, 0.1
CUSTOM = (0.8, 0.9)
LEAST_SILENCES = 200
RETURNED_DAYS = 30
SHOWN_SILENCES = (0, 30, 60, 90, 120, 180, 270, 360)
_VALUES = ("layers.rfm_recency_days", "layers.rfm_purchase_days", "layers.rfm_spend")


@dataclass(frozen=True)
class Chance:
    """Of a purchase in the next 90 days after so many days of silence."""

    silent_days: int
    share: float


@dataclass(frozen=True)
class Suggestion:
    """`schemes` are those in force with what the data suggest; `remarks` say where they suggest nothing, and why.
    `customary` is what custom would take in place of the suggested lifecycle cuts (`customary_lifecycle`)."""

    schemes: Schemes
    customary: LifecycleScheme | None
    buyers: int
    silences: int
    chances: tuple[Chance, ...]
    remarks: tuple[Sentence, ...]


def suggest(engine: Engine, *, as_of: date) -> Suggestion:
    """From everyone known on that day. Raises `NotDelivered` without orders of known people."""
    in_force = engine.version.schemes
    values = _buyers(engine, as_of)
    rfm, about_rfm = suggested_rfm(values, in_force.rfm, least=in_force.quintiles.least_buyers)
    waits = _waits(engine, as_of)
    curve = survival(waits)
    history_days = (as_of - engine.version.manifest.data_start).days + 1
    lifecycle, about_lifecycle = suggested_lifecycle(curve, history_days)
    return Suggestion(
        replace(in_force, rfm=rfm, lifecycle=lifecycle),
        customary=customary_lifecycle(waits),
        buyers=len(values[0]),
        silences=curve.waits,
        chances=tuple(_chances(curve)),
        remarks=(*about_rfm, *about_lifecycle),
    )


def suggested_rfm(
    values: tuple[NDArray[np.int64], ...], in_force: RfmScheme, *, least: int
) -> tuple[RfmScheme, tuple[Sentence, ...]]:
    """Cuts at the fifths of today's buyers, in whole days and whole currency units, and the mean score as baseline.

    A fifth that says no more than the one before it, or beyond which nobody is, is left out.
    """
    if len(values[0]) < least:
        few = Sentence(
            "Only {buyers} person bought in {days} days; RFM cuts are suggested from {least} on. Those in force stay.",
            {"buyers": len(values[0]), "days": in_force.lookback_days, "least": least},
            plural="Only {buyers} people bought in {days} days; RFM cuts are suggested from {least} on. "
            "Those in force stay.",
            count="buyers",
        )
        return in_force, (few,)
    kept = (in_force.recency_days, in_force.purchase_days, in_force.spend_cents)
    widths = (1, 1, 100)
    cuts = [_cuts(found, width) or old for found, width, old in zip(values, widths, kept, strict=True)]
    scores = [1 + sum((found > cut).astype(int) for cut in own) for found, own in zip(values, cuts, strict=True)]
    scores[0] = len(cuts[0]) + 2 - scores[0]
    baseline = [_between_scores(float(np.mean(score)), len(own)) for score, own in zip(scores, cuts, strict=True)]
    recency, frequency, monetary = baseline
    return RfmScheme(in_force.lookback_days, cuts[0], cuts[1], cuts[2], (recency, frequency, monetary)), ()


def suggested_lifecycle(curve: Survival, history_days: int) -> tuple[LifecycleScheme, tuple[Sentence, ...]]:
    """Dormant where a purchase in the next 90 days is less likely than 20 %, lost where less than 10 %."""
    preset = LifecycleScheme()
    if curve.waits < LEAST_SILENCES:
        return preset, (
            Sentence(
                "Only {silences} purchase can be followed; lifecycle cuts are suggested from {least} on. "
                "These are the presets.",
                {"silences": curve.waits, "least": LEAST_SILENCES},
                plural="Only {silences} purchases can be followed; lifecycle cuts are suggested from {least} on. "
                "These are the presets.",
                count="silences",
            ),
        )
    dormant = curve.first_below(DORMANT_BELOW, within=WITHIN_DAYS)
    lost = curve.first_below(LOST_BELOW, within=WITHIN_DAYS)
    if dormant is None or lost is None or history_days < 2 * lost:
        return preset, (
            Sentence(
                "The {days} days of data are too short to see when buyers are lost: it takes twice as long as the "
                "silence itself, and a chance that falls below {lost}. These are the presets.",
                {"days": history_days, "lost": Share(LOST_BELOW)},
            ),
        )
    dormant = max(dormant, 1)
    return LifecycleScheme(dormant, max(lost, dormant + 1), min(RETURNED_DAYS, dormant)), ()


def customary_lifecycle(waits: Iterable[Waits]) -> LifecycleScheme | None:
    """The custom of Chinese shops: warned of at the 80th percentile of the gaps between purchases that ended, lost at
    the 90th. Gaps that still last are left out, so it comes too early. None under 200 gaps that ended."""
    finished = Counter[int]()
    for one in waits:
        finished[one.days] += one.ended
    if finished.total() < LEAST_SILENCES:
        return None
    dormant, lost = (max(_percentile(finished, share), 1) for share in CUSTOM)
    return LifecycleScheme(dormant, max(lost, dormant + 1), min(RETURNED_DAYS, dormant))


def customary_words(found: LifecycleScheme) -> Sentence:
    return Sentence(
        "Where custom takes the 80th and the 90th percentile of the gaps that ended, buyers are dormant after "
        "{dormant} days and lost after {lost}. Gaps that still last are left out there, so it calls buyers lost too "
        "early.",
        {"dormant": found.dormant_days, "lost": found.lost_days},
    )


def _percentile(finished: Counter[int], share: float) -> int:
    """The first day by which at least that share of the gaps had ended."""
    days = sorted(day for day, gaps in finished.items() if gaps)
    ended = np.cumsum([finished[day] for day in days])
    return days[int(np.searchsorted(ended, share * ended[-1]))]


def _cuts(values: NDArray[np.int64], width: int) -> tuple[int, ...]:
    fifths = np.quantile(values, FIFTHS, method="linear")
    whole = sorted({int(fifth // width) * width for fifth in fifths})
    return tuple(cut for cut in whole if 0 <= cut < values.max())


def _between_scores(mean: float, cuts: int) -> float:
    """Two decimals of the mean score, above the lowest score and up to the highest, so that it divides people."""
    return min(max(round(mean, 2), 1.01), float(cuts + 1))


def _buyers(engine: Engine, as_of: date) -> tuple[NDArray[np.int64], ...]:
    """Recency in days, purchase days and spend in minor units of the buyers of the lookback."""
    measures, measuring = catalog(engine.version).measures, Measuring(as_of)
    named = {f"value_{number}": measuring.plain_value(measures[key]) for number, key in enumerate(_VALUES)}
    people = measuring.people(*(value.as_(name) for name, value in named.items()))
    found = engine.query(people.sql(engine.dialect))
    return tuple(found[name].drop_null().to_numpy().astype(np.int64) for name in named)


def _waits(engine: Engine, as_of: date) -> tuple[Waits, ...]:
    rows = answer(question("retention/waits"), engine, audience=Audience(as_of)).rows
    return tuple(Waits(row["waited_days"], row["bought"], row["unfinished"]) for row in rows)


def _chances(curve: Survival) -> list[Chance]:
    found = ((days, curve.chance(days, within=WITHIN_DAYS).value) for days in SHOWN_SILENCES)
    return [Chance(days, share) for days, share in found if share is not None]
