"""What is said of campaigns that meet and of the programme: never more than the numbers allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from pages.locale.reader import Reader, words, written_for
from pages.parts.campaigns.told.overlap import interaction_told
from pages.parts.campaigns.told.programme import doubts, named, programme_table
from queries.campaigns.programme import Quarter
from queries.stats import SampleRatio, Sums, rate_difference
from queries.stats.interaction import Side, interaction
from queries.stats.money import Spending, money_effect


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with written_for(Reader("en", "CNY", "Asia/Shanghai")):
        yield


def side(bought: int, base: int) -> Side:
    return Side(Sums(2_000, bought, bought), Sums(2_000, base, base), bought, base)


@pytest.mark.parametrize(
    ("inside", "outside", "said"),
    [
        (side(400, 200), side(250, 200), "worked better"),
        (side(250, 200), side(400, 200), "worked less"),
        (side(300, 200), side(290, 200), "no difference was found"),
        (side(300, 99), side(290, 200), "100 buyers are needed in each of the four groups"),
    ],
)
def test_campaigns_that_meet_are_told_by_what_the_test_allows(inside: Side, outside: Side, said: str) -> None:
    told = words(interaction_told(interaction(inside, outside), "summer"))
    assert said in told
    assert told.startswith("summer: ")


def quarter(bought: int, *, past_it: int = 0, people: int = 9_000) -> Quarter:
    others, group = (Spending(n, np.full(buyers, 1_000)) for n, buyers in ((people, bought), (1_000, 100)))
    difference = rate_difference(others.buyers, others.n, group.buyers, group.n)
    known = date(2025, 4, 1), date(2025, 6, 30), 3, past_it, (0.1,)
    return Quarter(*known, people, 1_000, SampleRatio(0.5), difference, money_effect(others, group, seed=1), None)


def test_a_quarter_stands_with_its_people_its_interval_and_its_money() -> None:
    table = programme_table([quarter(1_400)])
    assert [column[0] for column in table.values()][:5] == ["2025 Q2", "3", "9,000", "1,000", "+5.6 pp"]
    assert table["Net revenue per person"] == ["+¥0.56"]
    assert [name for name, _ in named([quarter(1_400)])] == ["2025 Q2"]


def test_few_buyers_give_no_money_and_lists_that_went_past_the_group_are_told() -> None:
    assert programme_table([quarter(60)])["Net revenue per person"] == ["too few to judge"]
    assert programme_table([quarter(60)])["Its p"] == ["–"]
    assert not list(doubts([quarter(60)]))
    assert "2 lists were allowed to write to the group" in words(next(doubts([quarter(60, past_it=2)])))
