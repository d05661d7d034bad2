"""The recommended category is what plain Python recommends, and only where it foresees better than popularity."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from data.access import Person
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.form import Form, FormColumn, Treatment
from queries.lists.leave import leave
from queries.lists.next_category import NEXT_CATEGORY, NextCategory, next_category
from queries.lists.plan import Control, ListPlan, Step
from queries.lists.verify import verify
from queries.question import Ask, Asking
from tests.queries.lists import drawn
from tests.queries.lists.test_leave import rows_of
from tests.stores import store_from_rows

CATEGORIES = ("drinks", "kitchen", "pets", "tools")
Row = dict[str, Any]


class Shop:
    """People buy now and then; `after` says what most of them buy next."""

    def __init__(self, folder: Path, seed: int, after: dict[str, str], people: int = 300) -> None:
        rng = random.Random(seed)
        self.settings = Settings(home=folder / "home")
        self.members: list[dict[str, Any]] = [
            {"user_id": f"M{place:04}", "phone": f"138{place:08}", "consent_sms": True} for place in range(people)
        ]
        self.bought: list[tuple[str, date, str]] = []
        for member in self.members[: people - 5]:
            day, category = drawn.DAY - timedelta(days=rng.randrange(60, 170)), rng.choice(CATEGORIES)
            while day <= drawn.DAY:
                self.bought.append((member["user_id"], day, category))
                day += timedelta(days=rng.randrange(5, 60))
                category = after[category] if rng.random() < 0.8 and after else rng.choices(CATEGORIES, (6, 2, 1, 1))[0]
        orders = [
            {"order_id": str(place), "user_id": user, "ordered_date": day, "paid_cents": 100}
            for place, (user, day, _) in enumerate(self.bought)
        ]
        items = [{"order_id": str(place), "product_id": what} for place, (_, _, what) in enumerate(self.bought)]
        version = store_from_rows(
            folder,
            data_start=drawn.DAY - timedelta(days=400),
            data_end=drawn.DAY,
            users=self.members,
            orders=orders,
            order_items=items,
            products=[{"product_id": name, "category": name} for name in CATEGORIES],
        )
        self.engine = DuckDBEngine(version, self.settings)

    def expected(self) -> tuple[NextCategory, dict[str, str]]:
        """Said again without SQL: the recommendation, and the one of each person."""
        days: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for user, day, category in self.bought:
            days[user].append((day, category))
        steps = [
            (first[1], second[1], second[0] > drawn.DAY - timedelta(days=28))
            for visits in days.values()
            for first, second in zip(sorted(visits), sorted(visits)[1:], strict=False)
        ]
        learnt, whole = best([step for step in steps if not step[2]]), best(steps)
        held_out = [(start, end) for start, end, late in steps if late]
        hits = sum(end == learnt.get(start, learnt[None]) for start, end in held_out)
        popular = sum(end == learnt[None] for _, end in held_out)
        after = {start: end for start, end in whole.items() if start is not None and end != whole[None]}
        is_better = len(held_out) >= 100 and hits > popular
        found = NextCategory(whole[None], after if is_better else {}, len(held_out), hits, popular)
        last = {user: max(visits)[1] for user, visits in days.items()}
        return found, {
            row["user_id"]: found.after.get(last.get(row["user_id"], ""), str(whole[None])) for row in self.members
        }


def best(steps: list[tuple[str, str, bool]]) -> dict[str | None, str]:
    ends = Counter(end for _, end, _ in steps)
    found: dict[str | None, str] = {}
    for start in (None, *{start for start, _, _ in steps}):
        own = [end for first, end, _ in steps if start in (None, first)]
        share = {end: (own.count(end) + 50 * ends[end] / len(steps)) / (len(own) + 50) for end in ends}
        found[start] = sorted(share, key=lambda end: (-share[end], end))[0]
    return found


@pytest.fixture(params=[{}, {"drinks": "kitchen", "kitchen": "pets", "pets": "tools", "tools": "drinks"}])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    found = Shop(tmp_path, 4, request.param)
    yield found
    found.engine.close()


def test_the_recommendation_is_the_one_of_plain_python(shop: Shop) -> None:
    expected, _ = shop.expected()
    found = next_category(Asking(shop.engine), drawn.DAY)
    assert found == expected
    assert found.tested >= 100


def test_where_one_category_follows_another_it_is_foreseen(tmp_path: Path) -> None:
    shop = Shop(tmp_path, 4, {"drinks": "kitchen", "kitchen": "pets", "pets": "tools", "tools": "drinks"})
    found = next_category(Asking(shop.engine), drawn.DAY)
    assert found.is_better
    assert {**dict.fromkeys(CATEGORIES, found.popular), **found.after} == {
        "drinks": "kitchen",
        "kitchen": "pets",
        "pets": "tools",
        "tools": "drinks",
    }
    shop.engine.close()


def test_with_few_purchases_to_test_it_everybody_gets_the_popular_one(tmp_path: Path) -> None:
    shop = Shop(tmp_path, 4, {"drinks": "kitchen", "kitchen": "pets", "pets": "tools", "tools": "drinks"}, people=20)
    found = next_category(Asking(shop.engine), drawn.DAY)
    assert found.tested < 100
    assert found.after == {}
    shop.engine.close()


def test_without_any_purchase_nothing_is_recommended() -> None:
    def nothing(*_: object) -> Any:
        return SimpleNamespace(rows=[])

    assert next_category(cast("Ask", nothing), drawn.DAY) == NextCategory(None, {}, 0, 0, 0)


def test_a_list_says_to_each_person_theirs_and_can_be_proved(shop: Shop) -> None:
    plan = ListPlan("next", "try", "sms", drawn.DAY, drawn.DAY, drawn.DAY, control=Control(0), salt="next")
    columns = (FormColumn("users.user_id", Treatment.CLEAR), FormColumn(NEXT_CATEGORY.key, Treatment.CLEAR))
    left = leave(
        shop.engine.cursor(),
        plan,
        Form((*columns, FormColumn("items.last_category"))),
        person=Person("Li", "administrator"),
        settings=shop.settings,
        language="zh_CN",
    )
    header, *rows = rows_of(left.folder / left.files[0].name)
    assert header == ["会员ID", "推荐品类", "最近购买品类"]
    assert {row[0]: row[1] for row in rows} == shop.expected()[1]
    assert left.kept.manifest["counts"]["steps"][Step.NO_CONSENT] == 0
    assert verify(shop.engine.cursor(), left.kept, settings=shop.settings).is_proved
