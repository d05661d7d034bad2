"""Kept answers: under text, bounded, computed once for all who wait, stopped when nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

import pyarrow as pa
import pytest

from pages.parts.kept import BYTES_BESIDE_TABLE, KeptAnswers

WAIT = 30.0


@dataclass(frozen=True)
class Found:
    table: pa.Table


def found(rows: int = 1) -> Found:
    return Found(pa.table({"n": pa.array(range(rows), pa.int64())}))


def never() -> None:
    raise AssertionError("nothing to stop")


def asked(kept: KeptAnswers, key: str, rows: int = 1) -> Found:
    running = kept.begin(key, lambda: found(rows), never)
    answer: Found = running.future.result(WAIT)
    kept.leave(running)
    return answer


def test_an_answer_is_kept_under_its_text() -> None:
    kept = KeptAnswers()
    answer = asked(kept, "a")
    assert kept.get("a") is answer
    assert kept.get("b") is None


def test_the_oldest_used_leaves_first() -> None:
    kept = KeptAnswers(limit_bytes=2 * (BYTES_BESIDE_TABLE + 80))
    asked(kept, "a", 10)
    asked(kept, "b", 10)
    kept.get("a")
    asked(kept, "c", 10)
    assert [kept.get(key) is not None for key in ("a", "b", "c")] == [True, False, True]
    assert kept.held_bytes <= kept.limit_bytes


def test_what_two_sessions_ask_runs_once() -> None:
    kept, gate, runs = KeptAnswers(), Event(), []

    def work() -> Found:
        runs.append(1)
        gate.wait(WAIT)
        return found()

    first, second = kept.begin("a", work, never), kept.begin("a", work, never)
    gate.set()
    assert first.future.result(WAIT) is second.future.result(WAIT)
    assert runs == [1]


def test_work_goes_on_while_somebody_waits_and_stops_with_the_last() -> None:
    kept, gate, stopped, begun = KeptAnswers(), Event(), Event(), Event()

    def work() -> Found:
        begun.set()
        gate.wait(WAIT)
        return found()

    running = kept.begin("a", work, stopped.set)
    kept.begin("a", work, stopped.set)
    begun.wait(WAIT)
    kept.leave(running)
    assert not stopped.is_set()
    kept.leave(running)
    assert stopped.is_set()
    gate.set()


def test_a_failure_is_not_kept() -> None:
    kept = KeptAnswers()

    def broken() -> Found:
        raise ValueError("no")

    running = kept.begin("a", broken, never)
    with pytest.raises(ValueError, match="no"):
        running.future.result(WAIT)
    assert kept.get("a") is None
    assert asked(kept, "a").table.num_rows == 1


def test_the_end_of_the_process_stops_what_runs() -> None:
    kept, stopped = KeptAnswers(), Event()

    def work() -> Found:
        stopped.wait(WAIT)
        return found()

    running = kept.begin("a", work, stopped.set)
    kept.stop_all()
    running.future.result(WAIT)
    assert stopped.is_set()
