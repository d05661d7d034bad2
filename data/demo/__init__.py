"""An invented brand of any size, with the truths that were planted in it written beside it."""

from __future__ import annotations

from data.demo.make import make_demo
from data.demo.truths import Truths, read_truths

__all__ = ["Truths", "make_demo", "read_truths"]
