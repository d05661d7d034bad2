"""Sums that stay exact: products of money overflow 64 bits and cancel as floats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_LOW_BITS = 20


def dot(one: Numbers, other: Numbers) -> int:
    """Σ one·other as a whole number of Python. Each product must fit 63 bits, or the slow way is taken."""
    if len(one) == 0:
        return 0
    if int(np.abs(one).max()) * int(np.abs(other).max()) >= 2**62:
        return sum(left * right for left, right in zip(one.tolist(), other.tolist(), strict=True))
    products = one * other
    high = products >> _LOW_BITS
    return (int(high.sum()) << _LOW_BITS) + int((products - (high << _LOW_BITS)).sum())
