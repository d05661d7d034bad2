"""Rules as a person in Chinese marketing would say them: windows, filters, groups within groups."""

from __future__ import annotations

import pytest

from pages.locale import render
from queries.segments import describe, parse_segment
from tests.queries.segments.conftest import Brand
from tests.queries.segments.test_golden import DAY, GOLDEN

SAID = [
    (
        "lapsed_but_reachable",
        "zh_CN",
        "截至2025年3月10日，符合以下条件的人：距最近一次购买天数大于60，且手机号有值，"
        "且以下全不满足（近7天（2025年3月4日至2025年3月10日）收到触达次数至少为1；短信授权为“否”）。",
    ),
    (
        "two_of_three_with_a_shared_measure",
        "zh_TW",
        "截至2025年3月10日，符合以下條件的人：至少滿足其中2項（淨收入至少為¥99.90；淨收入小於¥500.00；"
        "最近一次評分至少為9）。",
    ),
    (
        "filtered_by_the_product",
        "zh_TW",
        "截至2025年3月10日，符合以下條件的人：2025年1月15日至2025年3月10日購買指定商品的次數"
        "（僅限品類不是「食品」或沒有值，且數量至少為2）大於0。",
    ),
]


@pytest.mark.parametrize(("name", "language", "words"), SAID)
def test_a_rule_is_said_as_a_person_would(brand: Brand, name: str, language: str, words: str) -> None:
    segment = parse_segment((GOLDEN / f"{name}.json").read_text("utf-8"), brand.catalog)
    assert render(describe(segment, catalog=brand.catalog, as_of=DAY), language) == words
