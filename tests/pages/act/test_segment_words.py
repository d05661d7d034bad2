"""Everything the editor offers has a short name; ready rules are rules; thresholds cut where they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from data.store import open_version
from pages.parts.segments.answer import what_emptied
from pages.parts.segments.defaults import first_operator, new_condition, usable_operators, with_measure, with_operator
from pages.parts.segments.in_hand import Selected
from pages.parts.segments.templates import TEMPLATES, Template, layer_templates, usable_templates
from pages.parts.segments.tree import Draft, effective, empty_draft, is_finished
from pages.parts.segments.words import MATCHES, OPERATOR_NAMES, TYPES, UNITS, WINDOW_NAMES
from queries.catalog import Catalog, ValueType, catalog
from queries.segments import OPERATORS, WINDOWS, Condition, Group, Match, Window, bind
from queries.segments.counts import ConditionCount, SegmentCounts
from queries.segments.profile import Bin
from queries.segments.tree import Per, Unit
from tests.stores import store_from_rows

DAY = date(2025, 12, 20)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("store")
    return catalog(
        store_from_rows(folder, users=[{"user_id": "1", "city": "上海"}], orders=[], data_end=DAY, data_start=DAY)
    )


def test_every_operator_window_type_and_join_has_a_short_name() -> None:
    assert OPERATOR_NAMES.keys() == OPERATORS.keys()
    assert WINDOW_NAMES.keys() == WINDOWS.keys()
    assert TYPES.keys() == set(ValueType)
    assert MATCHES.keys() == set(Match)


def test_operators_of_one_type_are_told_apart_in_every_language() -> None:
    for value_type in ValueType:
        names = [OPERATOR_NAMES[key] for key, found in OPERATORS.items() if value_type in found.types]
        for language in ("en", "zh_CN", "zh_TW"):
            assert len({name.in_language(language) for name in names}) == len(names)


def test_every_unit_of_a_measure_has_a_name(known: Catalog) -> None:
    assert {measure.unit for measure in known.measures.values() if measure.unit} <= UNITS.keys()


def test_a_new_condition_on_any_measure_is_understood_once_it_has_its_value(known: Catalog) -> None:
    for measure in known.available():
        fresh = new_condition(measure, DAY)
        draft = Draft(Group(Match.ALL, (fresh,), id="root"))
        segment = effective(draft).segment
        if segment is not None:
            bind(segment, known)
        else:
            assert not is_finished(fresh)


def test_every_operator_of_every_measure_starts_with_a_value_it_understands(known: Catalog) -> None:
    for measure in known.available():
        for operator in usable_operators(measure):
            changed = with_operator(new_condition(measure, DAY), operator, measure.type, DAY)
            segment = effective(Draft(Group(Match.ALL, (changed,), id="root"))).segment
            if segment is not None:
                bind(segment, known)


def test_contact_details_can_only_be_asked_whether_they_are_known(tmp_path: Path) -> None:
    store_from_rows(tmp_path, users=[{"user_id": "1", "phone": "13800000000"}], data_start=DAY, data_end=DAY)
    phone = catalog(open_version(Settings(home=tmp_path / "home"))).measures["users.phone"]
    assert first_operator(phone) == "is_set"
    assert all(OPERATORS[operator].judges_unknown for operator in usable_operators(phone))


def test_another_measure_keeps_of_a_condition_what_still_makes_sense(known: Catalog) -> None:
    by_weeks = Condition("orders.count", "at_least", 2, (), Window("last_days", 30), per=Per(Unit.WEEK, 1))
    revenue, since = known.measures["orders.net_revenue"], known.measures["orders.days_since_last"]
    assert with_measure(by_weeks, revenue, DAY) == replace(by_weeks, measure="orders.net_revenue")
    assert with_measure(by_weeks, since, DAY) == replace(by_weeks, measure="orders.days_since_last", per=None)
    assert with_measure(by_weeks, known.measures["users.city"], DAY) == Condition("users.city", "in_list", ())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda found: found.key)
def test_a_ready_rule_is_a_rule(template: Template) -> None:
    assert effective(Draft(template.segment.root)).segment is not None


def test_ready_rules_are_offered_only_where_the_export_brings_what_they_need(known: Catalog) -> None:
    assert "birthday" not in {template.key for template in usable_templates(known)}


def test_every_layer_is_a_ready_rule_of_its_own(known: Catalog) -> None:
    for key, templates in layer_templates(known).items():
        assert [template.name for template in templates] == [choice.label for choice in known.measures[key].choices]
        for template in templates:
            bind(template.segment, known)


def test_an_empty_draft_selects_everyone() -> None:
    assert effective(empty_draft()).segment is None


def counts(*conditions: tuple[str, int, int | None]) -> SegmentCounts:
    return SegmentCounts(0, 100, tuple(ConditionCount(*condition) for condition in conditions))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (counts(("1", 0, 0), ("2", 5, 0)), "Condition 1 selects nobody, even by itself."),
        (
            counts(("1", 40, 40), ("2", 7, 0), ("3", 9, 0)),
            "Condition 2 empties it: none of the 40 people before it is among its 7.",
        ),
        (counts(("1", 4, None), ("2", 5, None)), "No person fits enough of these conditions."),
    ],
)
def test_an_empty_answer_names_what_emptied_it(found: SegmentCounts, expected: str) -> None:
    assert str(what_emptied(found)) == expected


def test_a_bin_goes_with_the_side_of_the_cut_where_its_larger_part_lies() -> None:
    cut = Selected(10.0, None)
    assert [cut.holds(Bin(low, low + 4, 1)) for low in (4.0, 7.0, 9.0, 12.0)] == [False, False, True, True]


def test_days_are_cut_like_numbers() -> None:
    cut = Selected(None, date(2025, 6, 10))
    assert cut.holds(Bin(date(2025, 6, 1), date(2025, 6, 8), 1))
    assert not cut.holds(Bin(date(2025, 6, 9), date(2025, 6, 30), 1))
