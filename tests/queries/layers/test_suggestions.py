"""What is suggested from the data, and what is not suggested from too little of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schemes import PRESETS, LifecycleScheme, RfmScheme
from data.schemes.checks import contradictions
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.layers import suggest
from queries.layers.suggest import customary_lifecycle, suggested_lifecycle, suggested_rfm
from queries.stats.survival import Waits, survival
from tests.stores import store_from_rows

DAY = date(2025, 12, 31)


def values(*each: list[int]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(one, dtype=np.int64) for one in each)


def test_cuts_lie_at_the_fifths_in_whole_days_and_currency_units() -> None:
    hundred = list(range(1, 101))
    scheme, remarks = suggested_rfm(values(hundred, hundred, [99 * n for n in hundred]), RfmScheme(), least=100)
    assert (scheme.recency_days, scheme.purchase_days) == ((20, 40, 60, 80), (20, 40, 60, 80))
    assert scheme.spend_cents == (20_00, 40_00, 59_00, 79_00)
    assert scheme.baseline == (3.0, 3.0, 3.02)
    assert remarks == ()


def test_where_most_bought_once_equal_fifths_become_one_cut_and_both_sides_have_people() -> None:
    once = [1] * 70 + [2] * 20 + [9] * 10
    scheme, _ = suggested_rfm(values(list(range(100)), once, [1000] * 99 + [5000]), RfmScheme(), least=100)
    assert scheme.purchase_days == (1, 2)
    assert scheme.spend_cents == (10_00,)
    _, days, cents = scheme.high_cuts
    assert 0 < sum(bought > days for bought in once) < 100
    assert cents == 10_00


def test_what_divides_nobody_keeps_the_cuts_in_force() -> None:
    scheme, _ = suggested_rfm(values([5] * 500, [1] * 500, [0] * 500), PRESETS.rfm, least=500)
    assert (scheme.recency_days, scheme.purchase_days, scheme.spend_cents) == (
        PRESETS.rfm.recency_days,
        PRESETS.rfm.purchase_days,
        PRESETS.rfm.spend_cents,
    )


@pytest.mark.parametrize("seed", range(30))
def test_a_suggestion_never_contradicts_itself(seed: int) -> None:
    random = np.random.default_rng(seed)
    buyers = int(random.integers(1, 60))
    drawn = (random.integers(0, 365, buyers), random.geometric(0.6, buyers), random.integers(0, 90_000, buyers))
    rfm, _ = suggested_rfm(drawn, RfmScheme(), least=1)
    spells = [Waits(day, int(n), int(m)) for day, (n, m) in enumerate(random.integers(0, 9, (365, 2)))]
    lifecycle, _ = suggested_lifecycle(survival(spells), 365)
    scheme = PRESETS.__class__(rfm=rfm, lifecycle=lifecycle)
    assert contradictions(scheme) == []
    assert rfm.high_cuts


def test_too_few_buyers_keep_the_cuts_in_force_and_say_so() -> None:
    scheme, (remark,) = suggested_rfm(values([1], [1], [1]), RfmScheme(lookback_days=90), least=500)
    assert scheme == RfmScheme(lookback_days=90)
    assert str(remark).startswith("Only 1 person bought in 90 days")


def test_dormant_and_lost_begin_where_a_purchase_becomes_unlikely() -> None:
    """Half return on day 10, a quarter of the rest on day 60, and of 40 who are left 5 on day 200 and 1 on day 280."""
    spells = [
        Waits(10, 160, 0),
        Waits(60, 40, 80),
        Waits(200, 5, 0),
        Waits(280, 1, 0),
        Waits(400, 0, 34),
    ]
    curve = survival(spells)
    dormant, lost = curve.first_below(0.2, within=90), curve.first_below(0.1, within=90)
    assert (dormant, lost) == (60, 60)
    scheme, remarks = suggested_lifecycle(curve, 400)
    assert (scheme, remarks) == (LifecycleScheme(60, 61, 30), ())


def test_few_purchases_or_a_short_history_give_the_presets_and_say_so() -> None:
    few = survival([Waits(10, 100, 99)])
    scheme, (remark,) = suggested_lifecycle(few, 1000)
    assert (scheme, "Only 199 purchases" in str(remark)) == (LifecycleScheme(), True)
    spells = [Waits(10, 160, 0), Waits(60, 40, 80), Waits(400, 0, 34)]
    scheme, (remark,) = suggested_lifecycle(survival(spells), 100)
    assert (scheme, "too short" in str(remark)) == (LifecycleScheme(), True)


def test_custom_takes_percentiles_of_the_gaps_that_ended_and_needs_200_of_them() -> None:
    spells = [Waits(10, 159, 500), Waits(40, 20, 0), Waits(90, 21, 7)]
    assert customary_lifecycle(spells) == LifecycleScheme(40, 90, 30)
    assert customary_lifecycle([Waits(5, 200, 0)]) == LifecycleScheme(5, 6, 5)
    assert customary_lifecycle([Waits(10, 199, 500)]) is None


@given(st.lists(st.integers(1, 300), min_size=200, max_size=260))
@settings(max_examples=25)
def test_percentiles_are_those_of_the_list_of_gaps(gaps: list[int]) -> None:
    found = customary_lifecycle([Waits(days, 1, 0) for days in gaps])
    assert found is not None
    assert found.dormant_days == np.quantile(gaps, 0.8, method="inverted_cdf")
    assert found.lost_days == max(np.quantile(gaps, 0.9, method="inverted_cdf"), found.dormant_days + 1)


def test_a_store_suggests_from_what_was_known_on_the_day(tmp_path: Path) -> None:
    users = [{"user_id": f"u{n:03}", "joined_at": "2025-01-01 04:00:00"} for n in range(600)]
    orders = [
        {
            "order_id": f"{n}-{k}",
            "user_id": f"u{n:03}",
            "ordered_date": (date(2025, 1, 2) + timedelta(days=n % 250 + 20 * k)).isoformat(),
            "paid_cents": 100 * n,
        }
        for n in range(600)
        for k in range(1 + n % 3)
    ]
    version = store_from_rows(tmp_path, users=users, orders=orders, data_start="2025-01-01", data_end=DAY)
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    found = suggest(engine, as_of=DAY)
    assert (found.buyers, found.silences, found.remarks) == (600, 1200, ())
    assert found.schemes.rfm.purchase_days == (1, 2)
    assert found.schemes.lifecycle == LifecycleScheme(20, 21, 20)
    assert [chance.silent_days for chance in found.chances][:3] == [0, 30, 60]
    early = suggest(engine, as_of=date(2025, 1, 10))
    assert (early.buyers < 500, len(early.remarks), early.schemes) == (True, 2, PRESETS)
