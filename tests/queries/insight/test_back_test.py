"""The rule on past days and what came after: complete windows only, and the same base on both sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.errors import Cancelled, NotDelivered
from data.sentence import Sentence
from queries.audience import Audience
from queries.insight import Figure, back_test, figures
from queries.segments import Segment, parse_segment
from queries.stats import Status
from tests.queries.conftest import AskOf, orders, people

BUYERS = parse_segment(
    {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 1}],
    }
)
DAY = date(2025, 3, 31)
WORLD = {"data_start": "2025-01-01", "data_end": "2025-05-31"}


@pytest.fixture
def asked_of(ask_of: AskOf) -> AskOf:
    """Forty who bought in February, ten of whom bought again in April for 20.00; and sixty who never did."""
    bought = orders({number: ["2025-02-01"] for number in range(40)})
    again = [{**order, "order_id": f"again{n}", "ordered_date": date(2025, 4, 10)} for n, order in enumerate(bought)]
    return lambda: ask_of(
        users=people(100, joined_at="2025-01-01 04:00:00"),
        orders=[*bought, *({**order, "paid_cents": 2000} for order in again[:10])],
        **WORLD,
    )


def test_what_they_did_afterwards_stands_beside_what_everyone_did(asked_of: AskOf) -> None:
    (day,) = back_test(asked_of(), BUYERS, [DAY])
    assert (day.people, day.everyone) == (40, 100)
    assert day.afterwards[0].figures is not None
    by_figure = {found.figure: found for found in day.afterwards[0].figures}
    assert by_figure[Figure.BOUGHT].segment.value == pytest.approx(10 / 40)
    assert by_figure[Figure.BOUGHT].everyone.value == pytest.approx(10 / 100)
    assert by_figure[Figure.NET_REVENUE].segment.value == pytest.approx(500)
    assert by_figure[Figure.BOUGHT].difference.value == pytest.approx(0.15)


def test_a_window_that_is_not_over_is_blank_with_the_day_it_will_be(asked_of: AskOf) -> None:
    (day,) = back_test(asked_of(), BUYERS, [DAY])
    assert [(after.days, after.figures is None) for after in day.afterwards] == [(30, False), (60, False), (90, True)]
    assert day.afterwards[2].complete_on == DAY + timedelta(days=90)


def test_the_rule_of_a_past_day_knows_nothing_of_later_orders(asked_of: AskOf) -> None:
    days = back_test(asked_of(), BUYERS, [date(2025, 1, 31), DAY])
    assert [day.people for day in days] == [0, 40]
    assert days[0].afterwards[0].figures is not None
    assert days[0].afterwards[0].figures[0].segment.status is Status.EMPTY


def test_figures_are_of_the_days_that_the_data_cover(asked_of: AskOf) -> None:
    found = figures(asked_of(), Audience(DAY, BUYERS))
    assert found.days == (DAY - date(2025, 1, 1)).days + 1
    by_figure = {each.figure: each for each in found.figures}
    assert by_figure[Figure.BOUGHT].segment.value == 1.0
    assert by_figure[Figure.RECENCY].segment.value == pytest.approx((DAY - date(2025, 2, 1)).days)
    assert by_figure[Figure.ORDER_VALUE].everyone.value == pytest.approx(1000)
    assert by_figure[Figure.REPURCHASE].segment.value == 0.0


def test_without_buyers_on_the_orders_it_says_what_is_missing(ask_of: AskOf) -> None:
    ask = ask_of(orders=[{"order_id": "1", "ordered_date": "2025-02-20", "paid_cents": 700}], **WORLD)
    with pytest.raises(NotDelivered):
        back_test(ask, Segment(BUYERS.root), [DAY])


def test_stopping_between_two_days_stops_the_back_test(asked_of: AskOf) -> None:
    seen: list[float] = []

    def stop(step: str, done: float, sentence: Sentence) -> None:
        seen.append(done)
        if done > 0:
            raise Cancelled(Sentence("stopped"))

    with pytest.raises(Cancelled):
        back_test(asked_of(), BUYERS, [date(2025, 2, 28), DAY], progress=stop)
    assert seen == [0.0, 0.5]
