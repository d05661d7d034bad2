"""The document of a list, as a person writes it: what is wrong is said in words, with its place, all at once."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadParameter, FenqunError, ListError, SegmentError
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.asked import AskedList, read_asked
from queries.lists.draw import draw
from queries.lists.form_json import read_form
from queries.lists.leave import earlier_than, salts_of
from queries.lists.plan import Cap, ListPlan, Step
from queries.lists.plan_json import read_plan
from tests.queries.lists import drawn
from tests.stores import store_from_rows

TODAY = date(2025, 3, 11)
RULE = {
    "version": 1,
    "match": "all",
    "conditions": [{"measure": "users.city", "operator": "in_list", "value": ["上海", "北京"]}],
}
LIST: dict[str, Any] = {
    "version": 1,
    "name": "reminder",
    "why": "look whether it helps",
    "channel": "sms",
    "as_of": "2025-03-10",
    "send_on": "2025-03-12",
    "runs_until": "2025-03-20",
    "segment": RULE,
    "segment_name": "two cities",
    "priority": 3,
    "caps": [{"messages": 3, "days": 30}, {"messages": 4, "days": None, "channel": "wecom"}],
    "suppressed_by": [],
    "skipped": {"no_address": "handed over by hand"},
    "control": {"share": 0.2, "strata": ["users.city"]},
    "variants": [{"name": "A", "share": 0.5}, {"name": "B", "share": 0.5}],
    "salt": "spring",
    "period": "2025-W11",
    "campaign": "C1",
    "cost_cents": 1200,
    "expected": "two more in a hundred buy",
    "form": {"columns": [{"measure": "users.user_id", "treatment": "clear"}], "kind": "csv", "rows_per_file": 10},
}
PYTHON_WORDS = ("Error", "NoneType", "object is not", "argument", "'str'", "unhashable", "Traceback", "<", "keyword")


class Shop:
    def __init__(self, folder: Path) -> None:
        self.settings = Settings(home=folder / "home")
        members = drawn.people(random.Random(3), 40)
        self.version = store_from_rows(folder, data_end=drawn.DAY, orders=[], users=members)
        self.engine = DuckDBEngine(self.version, self.settings)

    def read(self, document: Any) -> AskedList:
        return read_asked(document, self.version, settings=self.settings, today=TODAY)

    def faults(self, document: Any) -> list[str]:
        with pytest.raises(FenqunError) as told:
            self.read(document)
        return [str(fault) for fault in told.value.faults]

    def draw(self, plan: ListPlan) -> None:
        draw(self.engine, plan, salts=salts_of(plan, self.settings), earlier=earlier_than(self.settings))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    found = Shop(tmp_path_factory.mktemp("shop"))
    yield found
    found.engine.close()


def test_a_whole_document_is_read_as_it_says(shop: Shop) -> None:
    asked = shop.read(LIST)
    assert asked.plan.caps == (Cap(3, 30), Cap(4, None, "wecom"))
    assert asked.plan.runs_until == date(2025, 3, 20)
    assert asked.form is not None
    assert asked.form.rows_per_file == 10
    assert set(LIST) >= {field.name for field in fields(ListPlan)} - {"suppressed"}


def test_days_that_are_left_out_are_the_last_of_the_data_and_today(shop: Shop) -> None:
    short = {name: LIST[name] for name in ("version", "name", "why", "channel", "salt")}
    plan = shop.read(short).plan
    assert (plan.as_of, plan.send_on, plan.runs_until) == (drawn.DAY, TODAY, TODAY)
    later = shop.read({**short, "send_on": "2025-03-14"}).plan
    assert (later.send_on, later.runs_until) == (date(2025, 3, 14), date(2025, 3, 14))


def test_every_fault_is_told_at_once_with_its_place(shop: Shop) -> None:
    wrong = {
        **LIST,
        "why": 5,
        "send_on": "tomorrow",
        "priority": 12,
        "cap": [],
        "caps": [{"messages": 1}, {"messages": "two", "days": 7, "channels": "sms"}],
        "skipped": {"no_adress": "x"},
        "control": {"share": "10%"},
        "salt": "../spring",
        "segment": {**RULE, "conditions": [{"measure": "users.citty", "operator": "in_list", "value": ["上海"]}]},
        "suppressed_by": ["quiet"],
        "form": {"columns": [{"measure": "users.phon"}, {"treatment": "md5"}], "kind": "pdf", "rows_per_file": 0},
    }
    assert shop.faults(wrong) == [
        "Nothing reads the plan's “cap”. The nearest name that is read is caps.",
        "The plan's “why” is 5; expected a text of at most 1,000 characters.",
        "The plan's “send_on” is 'tomorrow'; expected a day, as 2026-01-31.",
        "The plan's “caps.1.days” is missing; expected a whole number.",
        "Nothing reads the plan's “caps.2.channels”. The nearest name that is read is channel.",
        "The plan's “caps.2.messages” is 'two'; expected a whole number.",
        f"The plan's “skipped.no_adress” is 'no_adress'; expected {', '.join(Step)}.",
        "The plan's “control.share” is '10%'; expected a number.",
        "Condition 1: there is no measure 'users.citty'. The nearest is users.city.",
        "The priority is 12; it goes from 1, the highest, to 9.",
        "'../spring' cannot be the name of a salt: small letters, digits and hyphens, at most 64.",
        "The plan's “suppressed_by”: Condition 1: there is no uploaded list quiet; none has been uploaded yet.",
        "The plan's “form.columns.2.measure” is missing; expected a text of at most 1,000 characters.",
        "The plan's “form.kind” is 'pdf'; expected csv, xlsx, parquet.",
    ]


def test_a_document_without_what_it_must_say_is_told_all_of_it(shop: Shop) -> None:
    names = ("version", "name", "why", "channel", "salt")
    assert [name for name, fault in zip(names, shop.faults({}), strict=True) if f"“{name}”" not in fault] == []


def test_columns_that_cannot_leave_are_told_with_the_rest(shop: Shop) -> None:
    form = {"columns": [{"measure": "users.phon"}, {"measure": "users.city", "treatment": "md5"}], "rows_per_file": 0}
    assert shop.faults({**LIST, "priority": 0, "form": form}) == [
        "The priority is 0; it goes from 1, the highest, to 9.",
        "users.phon cannot be a column of a list. The nearest that can is users.phone.",
        "City says nothing of who somebody is; it leaves as it is.",
        "A file needs at least one row.",
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"segment": {**RULE, "match": "most"}}, SegmentError),
        ({"as_of": "1999-01-01"}, BadParameter),
        ({"priority": 0}, ListError),
        ({"priority": 0, "as_of": "1999-01-01"}, ListError),
    ],
)
def test_the_kind_of_error_is_that_of_its_only_fault(shop: Shop, change: dict[str, Any], kind: type) -> None:
    with pytest.raises(kind):
        shop.read({**LIST, **change})


@pytest.mark.parametrize("hostile", ["\0", "\ud800", "x" * 10_000, float("nan"), float("inf"), 10**400, True, [], {}])
@pytest.mark.parametrize("name", ["name", "channel", "salt", "period", "priority", "send_on", "as_of", "cost_cents"])
def test_what_no_file_could_hold_is_refused_where_it_stands(shop: Shop, name: str, hostile: Any) -> None:
    assert any(f"“{name}”" in fault or "channel" in fault for fault in shop.faults({**LIST, name: hostile}))


def test_the_far_ends_of_the_calendar_are_no_days_to_send_on(shop: Shop) -> None:
    for far in ("0001-01-01", "9999-12-31"):
        assert any("expected a day from" in fault for fault in shop.faults({**LIST, "send_on": far}))


def test_a_nest_too_deep_to_be_shown_is_refused_in_words(shop: Shop) -> None:
    nest: Any = []
    for _ in range(900):
        nest = [nest]
    assert any("“name”" in fault for fault in shop.faults({**LIST, "name": nest}))


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["sms", "users.city", "A"]),
)
JUNK = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a value of the document stands."""
    named = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *(place for name, member in named for place in places(member, (*path, name)))]


def put(document: Any, place: tuple[Any, ...], value: Any) -> None:
    for name in place[:-1]:
        document = document[name]
    document[place[-1]] = value


@given(place=st.sampled_from(places(LIST)[1:]), junk=JUNK)
def test_junk_anywhere_in_the_document_is_drawn_or_refused_in_words(
    shop: Shop, place: tuple[Any, ...], junk: Any
) -> None:
    document = copy.deepcopy(LIST)
    put(document, place, junk)
    try:
        shop.draw(shop.read(document).plan)
    except FenqunError as refused:
        told = " ".join(str(fault) for fault in refused.faults)
        assert told
        assert not [word for word in PYTHON_WORDS if word in told.replace(repr(junk)[:20], "")]


@given(document=JUNK)
def test_junk_instead_of_a_plan_or_a_form_is_refused_in_words(shop: Shop, document: Any) -> None:
    for read in (read_form, lambda junk: read_plan(junk, settings=shop.settings)):
        with pytest.raises(ListError):
            read(document)
