"""What is kept never grows beyond its limit, and goes in the order in which it was last used."""

from __future__ import annotations

import numpy as np
import pytest

from queries.segments.kept import Kept


def find(kept: Kept, key: str, size: int = 10, limit: int = 30) -> bool:
    """Whether it had to be found."""
    new = np.zeros(size, np.uint8)
    return kept.get(key, lambda: new, limit=limit) is new


def test_the_longest_unused_goes_first() -> None:
    kept = Kept()
    assert [find(kept, key) for key in "abcad"] == [True, True, True, False, True]
    assert [find(kept, key) for key in "acd"] == [False, False, False]
    assert find(kept, "b")
    assert kept.nbytes == 30


def test_what_is_larger_than_all_there_is_room_for_is_not_kept() -> None:
    kept = Kept()
    find(kept, "a")
    assert find(kept, "large", size=31)
    assert find(kept, "large", size=31)
    assert not find(kept, "a")


def test_a_lower_limit_holds_from_the_next_thing_kept() -> None:
    kept = Kept()
    for key in "abc":
        find(kept, key)
    find(kept, "d", limit=10)
    assert kept.nbytes == 10


def test_what_could_not_be_found_is_looked_for_again() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: np.zeros(1 // 0), limit=30)
    assert find(kept, "a")
