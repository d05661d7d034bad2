"""Why in, why out: for every person and every condition, what plain loops find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.access import Person
from data.errors import Cancelled, Forbidden
from data.sentence import Gap, Label, Money, Sentence, Share
from queries.catalog import ValueType
from queries.insight import Explanation, Judged, explain, find_people
from queries.insight.shown import YES
from tests.queries.insight.past_worlds import conditions
from tests.queries.segments.conftest import Brand
from tests.queries.segments.oracle import AT, is_within_hours, span
from tests.queries.segments.oracle_values import OTHER_ROWS
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

ASKING = Person("asking", "administrator")
DAY = date(2025, 3, 10)
Document = dict[str, Any]


def explained(brand: Brand, document: Document, user_id: str, as_of: date, person: Person = ASKING) -> Explanation:
    (who,) = (found for found in find_people(brand.engine, user_id, person=person) if found.user_id == user_id)
    return explain(brand.engine, rule_of(document, brand.catalog), who, as_of=as_of, person=person)


def leaves(members: tuple[Judged, ...]) -> Iterator[Judged]:
    for member in members:
        if member.members:
            yield from leaves(member.members)
        else:
            yield member


def plain(found: Gap) -> Any:
    """What a gap holds, as the oracle has it."""
    match found:
        case Money():
            return found.minor_units
        case Share():
            return found.value
        case Label():
            return True if found == YES else False if found.en == "no" else found.en
        case Sentence():
            return plain(found.gaps["value"]) if "value" in found.gaps else found
        case _:
            return found


@pytest.mark.parametrize("number", range(2))
def test_each_condition_holds_with_the_value_and_the_rows_that_plain_loops_find(
    brands: tuple[Brand, ...], number: int
) -> None:
    brand = brands[number]
    members = [user_id for user_id in brand.ids if brand.oracle.is_member(user_id)]

    @settings(FIXED, max_examples=25)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS, st.sampled_from(members))
    def check(document: Document, as_of: date, user_id: str) -> None:
        found = explained(brand, document, user_id, as_of)
        assert found.is_in == (user_id in brand.oracle.members(document, as_of))
        written = dict(conditions(document))
        assert [judged.place for judged in leaves(found.members)] == list(written)
        for judged in leaves(found.members):
            check_condition(brand, written[judged.place], judged, user_id, as_of)

    check()


def check_condition(brand: Brand, condition: Document, judged: Judged, user_id: str, as_of: date) -> None:
    oracle, measure = brand.oracle, brand.catalog.measures[condition["measure"]]
    if not oracle.is_known(user_id, as_of):
        return
    assert judged.holds == oracle.condition(condition, user_id, as_of)
    as_of -= timedelta(days=condition.get("days_back", 0))
    if measure.type not in (ValueType.TAGS, ValueType.DRAW, ValueType.SEGMENT) and not measure.choices:
        expected: Any = oracle.value(condition, user_id, as_of) if oracle.is_known(user_id, as_of) else None
        if measure.key == "users.phone" and expected is not None:
            expected = f"{expected[:3]}****{expected[-4:]}"  # who this is was not asked
        shown = plain(judged.found)
        assert shown == (pytest.approx(float(expected), abs=0.5) if isinstance(shown, int | float) else expected)
    if measure.behaviour is not None:
        assert judged.evidence is not None
        assert judged.evidence.total == len(counted(brand, condition, user_id, as_of))


def counted(brand: Brand, condition: Document, user_id: str, as_of: date) -> list[date]:
    start, end = span(condition.get("window"), as_of)
    measure: str = condition["measure"]
    topic = OTHER_ROWS.get(measure, measure).split(".")[0]
    return [
        day
        for day, row in brand.oracle.rows(topic, user_id, as_of)
        if (start is None or day >= start)
        and day <= end
        and is_within_hours(condition.get("window"), row.get(AT.get(topic, "")), as_of)
        and brand.oracle.passes(condition.get("where", []), row, as_of)
        and brand.oracle.is_followed(row, condition.get("then"), user_id, as_of)
    ]


def rule(*members: Document, match: str = "all") -> Document:
    return {"version": 1, "match": match, "conditions": list(members)}


ORDERED = {"measure": "orders.count", "operator": "at_least", "value": 1}
NEVER = {"measure": "orders.count", "operator": "at_least", "value": 999}


def test_the_newest_rows_come_first(brand: Brand) -> None:
    for user_id in sorted(brand.oracle.members(rule(ORDERED), DAY)):
        (judged,) = explained(brand, rule(ORDERED), user_id, DAY).members
        assert judged.evidence is not None
        days = [row[0] for row in judged.evidence.rows]
        assert days == sorted(counted(brand, ORDERED, user_id, DAY), reverse=True)


def test_the_verdict_names_what_keeps_a_person_out(brand: Brand) -> None:
    user_id = min(brand.oracle.members(rule(ORDERED), DAY))
    told = str(explained(brand, rule(ORDERED, NEVER), user_id, DAY).verdict)
    assert told == f"{user_id} is out: all of these must hold: 1 of 2 do. What keeps them out: 2."
    told = str(explained(brand, rule(ORDERED, NEVER, match="none"), user_id, DAY).verdict)
    assert told.endswith("What keeps them out: 1.")


def test_a_person_whom_nobody_knew_yet_is_told_so(brand: Brand) -> None:
    late = next(user for user in brand.ids if brand.oracle.is_member(user) and not brand.oracle.is_known(user, DAY))
    assert "nobody knew them yet" in str(explained(brand, rule(NEVER, match="none"), late, DAY).verdict)


def test_people_are_found_by_the_beginning_of_their_id_and_the_very_id_first(brand: Brand) -> None:
    members = [user_id for user_id in brand.ids if brand.oracle.is_member(user_id)]
    assert [found.user_id for found in find_people(brand.engine, "u0", person=ASKING, most=99)] == members
    assert find_people(brand.engine, members[3], person=ASKING)[0].user_id == members[3]
    assert find_people(brand.engine, " ", person=ASKING) == ()


def test_a_whole_phone_number_finds_somebody_only_for_those_who_may_see_it(brand: Brand) -> None:
    assert find_people(brand.engine, "13812345678", person=ASKING)
    assert not find_people(brand.engine, "13812345678", person=Person("operating", "operator"))
    assert find_people(brand.engine, "138****5678", person=Person("operating", "operator"))


def test_a_viewer_finds_and_explains_nobody(brand: Brand) -> None:
    viewer = Person("looking", "viewer")
    with pytest.raises(Forbidden):
        find_people(brand.engine, "u0", person=viewer)
    who = find_people(brand.engine, "u0", person=ASKING)[0]
    with pytest.raises(Forbidden):
        explain(brand.engine, rule_of(rule(ORDERED)), who, as_of=DAY, person=viewer)


def test_a_cancelled_cursor_explains_nothing(brand: Brand) -> None:
    who = find_people(brand.engine, "u0", person=ASKING)[0]
    cursor = brand.engine.cursor()
    cursor.cancel()
    with pytest.raises(Cancelled):
        explain(cursor, rule_of(rule(ORDERED)), who, as_of=DAY, person=ASKING)
