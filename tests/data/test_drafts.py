"""Drafts: what a link names is found again, and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.drafts import KEPT_FOR, forget_old_drafts, keep_draft, kept_draft
from data.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def test_a_kept_draft_is_found_under_its_id(home: Settings) -> None:
    assert kept_draft(home, keep_draft(home, "规则")) == "规则"


def test_the_same_document_has_the_same_id_and_another_another(home: Settings) -> None:
    assert keep_draft(home, "a") == keep_draft(home, "a") != keep_draft(home, "b")


@pytest.mark.parametrize("asked", ["", "0" * 20, "../../link-secret", "0" * 19 + "/", "x" * 20])
def test_no_other_file_can_be_read_by_an_id(home: Settings, asked: str) -> None:
    assert kept_draft(home, asked) is None


def test_old_drafts_are_forgotten_and_used_ones_stay(home: Settings) -> None:
    old, used = keep_draft(home, "old"), keep_draft(home, "used")
    long_ago = (NOW - KEPT_FOR).timestamp() - 1
    os.utime(home.state / "drafts" / f"{old}.json", (long_ago, long_ago))
    forget_old_drafts(home, NOW)
    assert (kept_draft(home, old), kept_draft(home, used)) == (None, "used")
