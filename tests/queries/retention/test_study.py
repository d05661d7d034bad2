"""A study as a document: back and forth without loss, one key for one meaning, every fault at once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.errors import BadParameter, NotDelivered
from queries.catalog import catalog
from queries.retention.bind import bind_study
from queries.retention.read import parse_study
from queries.retention.study import Cohorting, Happening, Measure, Period, RelativeTo, Study, Weekday
from queries.segments import Filter
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SAVED, Kept, SomeShelf, rule_of
from tests.stores import store_from_rows

SHELF = SomeShelf({name: Kept(document) for name, document in SAVED.items()})
PLAIN: dict[str, Any] = {"version": 1, "start": {"event": "orders"}, "return": {"event": "orders"}}
GOLD = {"version": 1, "match": "all", "conditions": [{"measure": "users.tier", "operator": "equals", "value": "gold"}]}
STUDIES = (
    Study(),
    Study(period=Period.WEEK, week_starts=Weekday.SUNDAY, periods=12),
    Study(
        start=Happening("joined"), returning=Happening("interactions", (Filter("interaction_kind", "equals", "view"),))
    ),
    Study(measure=Measure.BRACKETS, brackets=((1, 7), (8, 30)), period=Period.ROLLING_DAY),
    Study(measure=Measure.AT_LEAST, times=3, relative_to=RelativeTo.PREVIOUS, cohort=Cohorting.RECURRING),
    Study(measure=Measure.ON_OR_AFTER, horizon_days=30, since=date(2025, 1, 2), until=date(2025, 3, 4)),
    Study(measure=Measure.VALUE, cohort=Cohorting.FIRST_EVER, period=Period.QUARTER, segment=rule_of(GOLD)),
)


def faults(document: object, brand: Brand | None = None) -> list[str]:
    with pytest.raises(BadParameter) as caught:
        parse_study(document, brand.catalog if brand else None, shelf=SHELF)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_comes_back_from_its_document(study: Study) -> None:
    assert parse_study(json.dumps(study.to_json())) == study


def test_studies_that_ask_otherwise_have_other_keys() -> None:
    assert len({study.key for study in STUDIES}) == len(STUDIES)


def test_what_a_measure_does_not_read_is_no_part_of_the_key() -> None:
    assert Study(times=7, horizon_days=1, brackets=((1, 2),)).key == Study().key
    assert Study(week_starts=Weekday.SUNDAY).key == Study().key


def test_the_key_says_what_an_entered_segment_was_found_to_be() -> None:
    document = {**PLAIN, "start": {"event": "entered", "segment": "best"}}
    study = parse_study(document, shelf=SHELF)
    saved = replace(study.beside.segments[0], root=rule_of(GOLD).root)
    assert replace(study, beside=replace(study.beside, segments=(saved,))).key != study.key


def test_every_fault_of_a_document_is_told_at_once() -> None:
    document = {
        "version": 2,
        "start": {"event": "orders", "wher": []},
        "cohort": "second_time",
        "period": "fortnight",
        "horizon_days": -1,
        "brackets": [[1]],
        "times": 0,
        "periods": 1.5,
        "since": "yesterday",
        "segment": {"version": 1, "match": "all", "conditions": []},
        "colour": "red",
    }
    told = " ".join(faults(document))
    assert len(faults(document)) == 12
    for word in ("version", "wher", "second_time", "fortnight", "horizon", "brackets", "times", "1.5", "yesterday"):
        assert word in told


def test_faults_of_form_and_of_meaning_are_told_together(brand: Brand) -> None:
    document = {**PLAIN, "start": {"event": "ordres"}, "periods": 0, "measure": "value", "cohort": "recurring"}
    told = faults(document, brand)
    assert [word for word in ("periods", "ordres", "one start") if not any(word in fault for fault in told)] == []
    assert len(told) == 3


def test_what_could_not_be_read_is_told_once(brand: Brand) -> None:
    [fault] = faults({**PLAIN, "measure": "brackets", "brackets": "1-7"}, brand)
    assert "a list of pairs" in fault
    [fault] = faults({"version": 1, "start": "orders", "return": {"event": "orders"}}, brand)
    assert "an event" in fault


@pytest.mark.parametrize(
    "changed",
    [
        {"measure": "value", "cohort": "recurring"},
        {"measure": "streak", "relative_to": "previous"},
        {"measure": "value", "return": {"event": "clicks"}},
        {"period": "rolling_day", "start": {"event": "snapshots"}},
        {"return": {"event": "entered", "segment": "best"}},
    ],
)
def test_faults_of_terms_name_no_word_of_the_document(brand: Brand, changed: dict[str, Any]) -> None:
    told = " ".join(faults({**PLAIN, **changed}, brand))
    assert re.findall(r"\w+_\w+|recurring|streak|churned|“(?:return|start)”", told) == []


@pytest.mark.parametrize("document", ["[]", "{", 3, None, "null", b"\xff", "[" * 100_000, {}])
def test_what_is_no_study_is_told(document: object) -> None:
    assert faults(document)


@pytest.mark.parametrize(
    ("brackets", "words"),
    [
        ([], "needs at least one"),
        ([[-3, 2]], "begins at 1 or later"),
        ([[0, 2]], "begins at 1 or later"),
        ([[5, 2]], "does not end before it begins"),
        ([[1, 7], [7, 9]], "share no period"),
        ([[8, 30], [1, 7]], "ascend"),
    ],
)
def test_brackets_ascend_and_share_nothing(brand: Brand, brackets: list[list[int]], words: str) -> None:
    [fault] = faults({**PLAIN, "measure": "brackets", "brackets": brackets}, brand)
    assert words in fault


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"start": {"event": "order"}}, "The nearest is Orders (“orders”)"),
        ({"return": {"event": "entered", "segment": "best"}}, "can only be a start"),
        ({"start": {"event": "entered", "segment": "nobody"}}, "nobody"),
        ({"start": {"event": "orders", "where": [{"column": "chanel", "operator": "equals", "value": "app"}]}}, "chan"),
        ({"measure": "value", "return": {"event": "clicks"}}, "Net revenue comes from orders"),
        ({"measure": "value", "cohort": "recurring"}, "one start"),
        ({"measure": "streak", "relative_to": "previous"}, "Out of those of the period before"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "must not be later"),
        ({"period": "rolling_day", "start": {"event": "snapshots"}}, "no time of day"),
    ],
)
def test_terms_that_do_not_fit_are_told(brand: Brand, changed: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in faults({**PLAIN, **changed}, brand))


def test_an_event_that_was_not_delivered_is_named_with_what_it_needs(tmp_path: Path) -> None:
    version = store_from_rows(tmp_path, orders=[{"order_id": "o", "ordered_date": "2025-01-01", "paid_cents": 1}])
    study = Study(start=Happening("joined"), returning=Happening("interactions"))
    with pytest.raises(NotDelivered) as caught:
        bind_study(study, catalog(version))
    told = " ".join(str(fault) for fault in caught.value.faults)
    assert "users.joined_at" in told
    assert "interactions" in told
