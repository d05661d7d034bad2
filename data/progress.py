"""How a long job says where it is, and how it is stopped."""

from __future__ import annotations

from typing import Protocol

from data.sentence import Sentence


class Progress(Protocol):
    """Called often by a long job: `done` is the share of this step, 0 to 1. Raise `Cancelled` in it to stop the job."""

    def __call__(self, step: str, done: float, sentence: Sentence) -> None: ...


def silent(step: str, done: float, sentence: Sentence) -> None:
    """Progress for those who do not watch."""
