"""What each entry of a scheme may be, and which entries contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from data.schemes.declare import GROUPS, SIDES, Schemes
from data.sentence import Sentence

MOST_CUTS = 9
MOST_DAYS = 36_500
MOST = 10**13


@dataclass(frozen=True)
class Check:
    """`read` gives the value, or raises `ValueError`."""

    read: Callable[[Any], Any]
    expected: Sentence


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(given: Any) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            raise ValueError(given)
        return given

    return read


def _number(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool) or not -MOST < given < MOST:
        raise ValueError(given)
    return given


def _cents(given: Any) -> int:
    cents = Decimal(str(_number(given))) * 100
    if cents != int(cents) or cents < 0:
        raise ValueError(given)
    return int(cents)


def _cuts(one: Callable[[Any], int]) -> Callable[[Any], tuple[int, ...]]:
    def read(given: Any) -> tuple[int, ...]:
        cuts = tuple(one(cut) for cut in _list(given))
        if not 1 <= len(cuts) <= MOST_CUTS or any(later <= earlier for earlier, later in pairwise(cuts)):
            raise ValueError(given)
        return cuts

    return read


def _list(given: Any) -> Iterable[Any]:
    if not isinstance(given, list | tuple):
        raise ValueError(given)
    return given


def _three_numbers(given: Any) -> tuple[float, float, float]:
    recency, frequency, monetary = (float(_number(one)) for one in _list(given))
    return recency, frequency, monetary


def _texts(given: Any) -> tuple[str, ...]:
    if not all(isinstance(one, str) and one for one in _list(given)):
        raise ValueError(given)
    return tuple(given)


def _grid(given: Any) -> tuple[tuple[str, ...], ...]:
    rows = tuple(_texts(row) for row in _list(given))
    if len(rows) != SIDES or any(len(row) != SIDES or set(row) - set(GROUPS) for row in rows):
        raise ValueError(given)
    return rows


_DAYS = Check(_whole(1, MOST_DAYS), Sentence("a whole number of days from 1"))
_CUTS = Sentence("1 to {most} whole numbers, each above the one before", {"most": MOST_CUTS})
CHECKS: dict[str, Check] = {
    "rfm.lookback_days": _DAYS,
    "rfm.recency_days": Check(_cuts(_whole(0, MOST_DAYS)), _CUTS),
    "rfm.purchase_days": Check(_cuts(_whole(0, MOST_DAYS)), _CUTS),
    "rfm.spend": Check(
        _cuts(_cents),
        Sentence("1 to {most} amounts with at most two decimals, each above the one before", {"most": MOST_CUTS}),
    ),
    "rfm.baseline": Check(_three_numbers, Sentence("three numbers, for recency, frequency and spend")),
    "quintiles.lookback_days": _DAYS,
    "quintiles.least_buyers": Check(_whole(1, MOST), Sentence("a whole number from 1")),
    "quintiles.least_history_days": _DAYS,
    "quintiles.grid": Check(_grid, Sentence("five rows of five, each one of {groups}", {"groups": ", ".join(GROUPS)})),
    "lifecycle.dormant_days": _DAYS,
    "lifecycle.lost_days": _DAYS,
    "lifecycle.returned_days": _DAYS,
    "aipl.contact_days": _DAYS,
    "aipl.interest_days": _DAYS,
    "aipl.interest_kinds": Check(_texts, Sentence("a list of texts")),
    "aipl.purchase_days": _DAYS,
    "aipl.loyal_purchases": Check(_whole(2, MOST_DAYS), Sentence("a whole number from 2")),
    "aipl.review_days": _DAYS,
    "aipl.review_score": Check(_number, Sentence("a number")),
}


def contradictions(schemes: Schemes) -> list[Sentence]:
    """What single entries cannot show."""
    return [*_baselines(schemes), *_lifecycle(schemes)]


def _baselines(schemes: Schemes) -> Iterable[Sentence]:
    rfm = schemes.rfm
    cuts = {"recency_days": rfm.recency_days, "purchase_days": rfm.purchase_days, "spend": rfm.spend_cents}
    for (entry, given), line in zip(cuts.items(), rfm.baseline, strict=True):
        if not 1 < line <= len(given) + 1:
            yield Sentence(
                "The cuts: the baseline of “{entry}” is {found}, so everybody or nobody would be high. "
                "Its scores run from 1 to {best}: give a baseline above 1 and up to {best}.",
                {"entry": f"rfm.{entry}", "found": line, "best": len(given) + 1},
            )


def _lifecycle(schemes: Schemes) -> Iterable[Sentence]:
    cuts = schemes.lifecycle
    if cuts.lost_days <= cuts.dormant_days:
        yield Sentence(
            "The cuts: lost begins after {lost} days and dormant after {dormant}. Lost has to come later.",
            {"lost": cuts.lost_days, "dormant": cuts.dormant_days},
        )
    if cuts.returned_days > cuts.dormant_days:
        yield Sentence(
            "The cuts: returned looks back {returned} days, more than the {dormant} after which one is dormant. "
            "Give at most as many.",
            {"returned": cuts.returned_days, "dormant": cuts.dormant_days},
        )
