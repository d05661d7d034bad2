"""Exact sums of products, whatever the size."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.exact import dot

AMOUNTS = st.integers(-(2**31), 2**31) | st.integers(-(2**62), 2**62)


@settings(max_examples=80)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=40))
def test_the_sum_of_products_is_exact(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array([pair[place] for pair in pairs], np.int64) for place in (0, 1))
    assert dot(one, other) == sum(left * right for left, right in pairs)
