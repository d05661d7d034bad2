"""Rules about others: saved segments, earlier days, places among equals, limits, and their faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.access import Person
from data.errors import SegmentError
from data.library import save_segment
from data.settings import Settings
from queries.segments import (
    LibraryShelf,
    compile_segment,
    condition_counts,
    describe,
    evaluate,
    look_up,
    parse_segment,
)
from queries.segments import (
    shelf as shelves,
)
from queries.segments.shelf import MAX_NAMES_DEEP
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SAVED, Document, SomeShelf, rule_of, shelf

DAY = date(2025, 3, 10)
ANN = Person("ann", "administrator")
NOW = datetime(2025, 4, 1, tzinfo=UTC)


def naming(*names: str, operator: str = "in_segment", **more: Any) -> Document:
    condition = {"measure": "people.segment", "operator": operator, "value": list(names)}
    return {"version": 1, "match": "all", "conditions": [condition], **more}


def having(measure: str = "orders.count", operator: str = "at_least", value: Any = 1, **more: Any) -> Document:
    return {"measure": measure, "operator": operator, "value": value, **more}


def rule(*conditions: Document, **more: Any) -> Document:
    return {"version": 1, "match": "all", "conditions": list(conditions), **more}


def faults(brand: Brand, document: Document, beside: SomeShelf) -> list[str]:
    with pytest.raises(SegmentError) as refused:
        parse_segment(document, brand.catalog, shelf=beside)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ({}, "Condition 1: there is no saved segment A; none has been saved yet."),
        ({"AA": rule(having())}, "Condition 1: there is no saved segment A. The nearest is AA."),
        (
            {"A": naming("B"), "C": rule(having())},
            "the saved segment A names B, which is not there. The nearest is",
        ),
        ({"A": naming("A")}, "Condition 1: the saved segments name each other in a circle: A → A."),
        ({"A": naming("B"), "B": naming("A")}, "name each other in a circle: A → B → A. Take one of them out."),
        ({"A": rule(having("x.y"))}, "Condition 1: the saved segment A cannot be asked here. Condition 1: there is no"),
        ({"A": {"version": 7}}, "Condition 1: the saved segment A cannot be used. The segment says version 7"),
        ({"A": rule(*[having()] * 600), "B": rule(having())}, "Condition 2: with the saved segment A the rule grows"),
    ],
)
def test_a_name_that_leads_nowhere_is_said_with_its_place(
    brand: Brand, library: dict[str, Document], said: str
) -> None:
    document = rule(*naming("A")["conditions"], *(naming("A")["conditions"] if "B" in library and "600" else []))
    assert said in faults(brand, document, shelf(library))[0]


def test_names_lead_only_so_deep(brand: Brand) -> None:
    chain = {f"s{n}": naming(f"s{n + 1}") for n in range(MAX_NAMES_DEEP)} | {f"s{MAX_NAMES_DEEP}": rule(having())}
    assert "5 deep, and these are deeper: s0 → s1 → s2 → s3 → s4 → s5" in faults(brand, naming("s0"), shelf(chain))[0]
    assert parse_segment(naming("s1"), brand.catalog, shelf=shelf(chain)).beside.segment("s5") is not None


def test_an_archived_segment_goes_on_working_where_it_is_named(brand: Brand) -> None:
    archived = replace(shelf({}), archived=shelf(SAVED).segments)
    assert parse_segment(naming("both"), brand.catalog, shelf=archived) == rule_of(naming("both"), brand.catalog)


def test_a_rule_that_was_not_looked_up_says_so(brand: Brand) -> None:
    with pytest.raises(SegmentError, match="the saved segment 'both' was not looked up"):
        parse_segment(naming("both"), brand.catalog)


def test_a_kept_answer_is_never_of_an_older_saved_rule(brand: Brand, tmp_path: Path) -> None:
    house = Settings(home=tmp_path)
    asked = parse_segment(naming("A"))
    sizes, keys = [], []
    for version, least in enumerate((1, 3, 1)):
        document = rule(having(value=least))
        save_segment(house, "A", document, person=ANN, now=NOW, opened_version=version)
        found = look_up(asked, LibraryShelf(house))
        keys.append(found.key)
        sizes.append(evaluate(brand.engine, found, as_of=DAY).count)
        assert sizes[-1] == len(brand.oracle.members(document, DAY))
    assert sizes[0] != sizes[1]
    assert keys[0] == keys[2] != keys[1]


def test_the_library_is_read_once_a_question_and_only_for_names(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[bool] = []

    def nothing(_house: Settings, *, archived: bool = False) -> tuple[()]:
        reads.append(archived)
        return ()

    monkeypatch.setattr(shelves, "list_segments", nothing)
    look_up(parse_segment(rule(having())), LibraryShelf(Settings()))
    assert reads == []
    kept = LibraryShelf(Settings())
    look_up(parse_segment(rule(*naming("A", "B")["conditions"])), kept)
    assert reads == [False, True]  # those in use and, because neither name was among them, the archived


def test_a_person_not_known_on_the_earlier_day_has_no_value_then(brand: Brand) -> None:
    zero = having(operator="equals", value=0, days_back=60)
    known_then = {user for user in brand.oracle.users if brand.oracle.is_known(user, date(2025, 1, 9))}
    assert brand.members(rule(zero), DAY) <= known_then
    assert not brand.members(rule({**zero, "include_unknown": True}), DAY) <= known_then


def test_a_limit_takes_exactly_so_many_and_none_is_left_out_twice(brand: Brand) -> None:
    document = rule(having(operator="at_least", value=0))
    everyone = brand.members(document, DAY)
    chosen = [brand.members({**document, "limit": {"count": n, "by": "random", "name": "x"}}, DAY) for n in range(1, 9)]
    assert [len(found) for found in chosen] == list(range(1, 9))
    assert all(fewer < more for fewer, more in pairwise(chosen))
    assert brand.members({**document, "limit": {"count": 1000, "by": "users.points"}}, DAY) == everyone


def test_the_waterfall_ends_with_the_limit(brand: Brand) -> None:
    document = rule(having(operator="at_least", value=0), limit={"count": 2, "by": "orders.count", "per": "users.tier"})
    counts = condition_counts(brand.engine, rule_of(document), as_of=DAY)
    assert counts.before_limit == counts.conditions[-1].running == counts.everyone
    assert counts.people == 6  # two of each tier and of those without one


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (rule(having(days_back=-1)), "Condition 1: “days_back” is -1; expected 0–3660."),
        (rule(having(within="users.city")), "at_least counts no places, so it takes no “within”."),
        (
            rule(having(operator="in_top", value=3, within="users.points")),
            "'users.points' is no measure that fits here.",
        ),
        (rule(having(operator="in_top", value=3, within="users.phone")), "Condition 1: 'users.phone' is no measure"),
        (rule(having(), limit=3), "The segment's own “limit” is 3"),
        (rule(having(), limit={"count": 0, "by": "random"}), "own “count” is 0; expected 1–1000000000."),
        (
            rule(having(), limit={"count": 5, "by": "users.city"}),
            "The limit: 'users.city' is no measure that fits here.",
        ),
        (rule(having(), limit={"count": 5, "by": "random", "order": "top"}), "nothing, because chance has no order"),
        (rule(having(), limit={"count": 5, "by": "random", "every": 1}), "own “key” is 'every'"),
        (rule(rule(having(), limit={"count": 5, "by": "random"}) | {}), "nothing but a limit of the whole rule"),
        (naming("A", operator="entered_segment"), "the name of a saved segment and a number of days from 1"),
        (naming(operator="in_segment"), "a list, each the name of a saved segment"),
        (rule(having("people.segment", "stayed_in_segment", ["best", 32])), "a number of days from 1 to 31"),
    ],
)
def test_a_fault_is_said_with_its_place(brand: Brand, document: Document, said: str) -> None:
    for member in document["conditions"]:
        member.pop("version", None)
    assert any(said in fault for fault in faults(brand, document, shelf(SAVED))), faults(brand, document, shelf(SAVED))


def test_a_stay_of_a_month_is_one_statement_and_its_words_say_the_days(brand: Brand) -> None:
    document = rule(having("people.segment", "stayed_in_segment", ["best", 31]))
    segment = rule_of(document, brand.catalog)
    assert len(compile_segment(segment, as_of=DAY, catalog=brand.catalog).ctes) == 31
    assert brand.members(document, DAY) == brand.oracle.members(document, DAY)
    words = str(describe(segment, catalog=brand.catalog, as_of=DAY))
    assert "“best” (as saved, version 3) included them on every one of 31 days (2025-02-08 to 2025-03-10)" in words
