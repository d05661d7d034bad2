"""Schemes are read with every fault at once, frozen under a version, and never changed afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.access import Person
from data.audit import audit_path
from data.errors import Forbidden, LibraryError, SavedMeanwhile
from data.schemes import (
    PRESETS,
    LifecycleScheme,
    RfmScheme,
    Schemes,
    freeze_schemes,
    frozen_schemes,
    newest_frozen,
    schemes_from_json,
    schemes_json,
)
from data.settings import Settings

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
LI = Person("李雷", "administrator")
OTHERS = replace(PRESETS, rfm=RfmScheme(180, (7, 30, 60), (1, 3), (50_50, 500_00), (2.35, 1.8, 2.0)))


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def freeze(home: Settings, schemes: Schemes, opened: int = 0, person: Person = LI) -> Schemes:
    return freeze_schemes(home, schemes, person=person, now=NOW, opened_version=opened, note="双11前")


def test_the_presets_hold_until_others_are_frozen(home: Settings) -> None:
    assert (newest_frozen(home), frozen_schemes(home)) == (0, PRESETS)
    assert str(PRESETS.words) == "preset cuts"


def test_what_is_frozen_is_in_force_under_the_next_version(home: Settings) -> None:
    first = freeze(home, OTHERS)
    second = freeze(home, PRESETS, opened=1)
    assert (first.version, second.version, newest_frozen(home)) == (1, 2, 2)
    assert frozen_schemes(home) == second
    assert (
        frozen_schemes(home, 1) == first == replace(OTHERS, version=1, frozen_at=NOW, frozen_by="李雷", note="双11前")
    )
    assert "layers version 2" in audit_path(home).read_text("utf-8")


def test_nobody_freezes_over_what_another_froze_meanwhile(home: Settings) -> None:
    freeze(home, OTHERS)
    with pytest.raises(SavedMeanwhile, match="李雷 froze version 1"):
        freeze(home, PRESETS)
    assert newest_frozen(home) == 1


def test_only_who_may_freeze_does(home: Settings) -> None:
    with pytest.raises(Forbidden, match="freeze the cuts of layers"):
        freeze(home, OTHERS, person=Person("韩梅梅", "operator"))
    assert newest_frozen(home) == 0


def test_a_document_is_read_as_it_was_written() -> None:
    written = replace(OTHERS, version=4, frozen_at=NOW, frozen_by="李雷", note="x")
    assert schemes_from_json(schemes_json(written)) == written


def test_what_a_document_leaves_out_stays_as_it_is() -> None:
    assert schemes_from_json('{"lifecycle": {"lost_days": 200}}', OTHERS) == replace(
        OTHERS, lifecycle=LifecycleScheme(lost_days=200)
    )


@pytest.mark.parametrize(
    ("section", "entry", "value", "words"),
    [
        ("rfm", "recency_days", [90, 30], "“rfm.recency_days” is [90, 30]; expected 1 to 9 whole numbers"),
        ("rfm", "recency_days", [], "“rfm.recency_days” is []"),
        ("rfm", "recency_days", [1.5], "“rfm.recency_days” is [1.5]"),
        ("rfm", "spend", [1.005], "“rfm.spend” is [1.005]"),
        ("rfm", "spend", ["many"], '“rfm.spend” is ["many"]'),
        ("rfm", "baseline", [2, 2], "“rfm.baseline” is [2, 2]; expected three numbers"),
        ("rfm", "baseline", [1, 2, 2], "the baseline of “rfm.recency_days” is 1"),
        ("rfm", "lookback", 90, "there is no “rfm.lookback”"),
        ("quintiles", "grid", [["loyal"]], "“quintiles.grid” is"),
        ("lifecycle", "dormant_days", True, "“lifecycle.dormant_days” is true"),
        ("lifecycle", "lost_days", 30, "Lost has to come later"),
        ("lifecycle", "returned_days", 91, "Give at most as many"),
        ("aipl", "loyal_purchases", 1, "“aipl.loyal_purchases” is 1"),
        ("aipl", "interest_kinds", ["收藏", 1], "“aipl.interest_kinds” is"),
    ],
)
def test_a_bad_entry_is_named_with_what_was_expected(section: str, entry: str, value: Any, words: str) -> None:
    with pytest.raises(LibraryError) as found:
        schemes_from_json(json.dumps({section: {entry: value}}))
    assert words in str(found.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"rfm": 3}', '{"version": -1}', '{"frozen_at": "soon"}', '{"x": 1}'])
def test_what_is_no_document_is_refused_in_words(text: str) -> None:
    with pytest.raises(LibraryError, match="The cuts"):
        schemes_from_json(text)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(LibraryError) as found:
        schemes_from_json('{"rfm": {"lookback_days": 0, "spend": 1}, "aipl": {"contact_days": "x"}, "y": 1}')
    assert len(found.value.faults) == 4


def test_a_damaged_file_is_named_with_what_to_do(home: Settings) -> None:
    freeze(home, OTHERS)
    path = home.state / "layers" / "00001.json"
    path.write_text("{", "utf-8")
    with pytest.raises(LibraryError, match=r"00001\.json cannot be read: The cuts are not valid JSON"):
        frozen_schemes(home)


def test_a_baseline_that_divides_nobody_is_not_frozen(home: Settings) -> None:
    with pytest.raises(LibraryError, match="everybody or nobody"):
        freeze(home, replace(PRESETS, rfm=RfmScheme(baseline=(4.0, 2.0, 2.0))))
