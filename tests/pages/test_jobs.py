"""Long jobs: one at a time, stopped from anywhere, ended in words."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from data.errors import Cancelled, FenqunError
from data.progress import Progress
from data.sentence import Sentence
from pages.parts.jobs import Job, begin_job, current_job, put_away

WAIT = 30.0
DONE = Sentence("Done.")


@pytest.fixture
def slot() -> Iterator[str]:
    yield "test"
    job = current_job("test")
    if job is not None:
        job.stop()
        over(job)
        put_away(job, "test")


def over(job: Job) -> Job:
    """The job, once it has its outcome."""
    tick = Event()
    for _ in range(3000):
        if job.is_over:
            return job
        tick.wait(0.01)
    raise AssertionError("the job never ended")


def until_stopped(progress: Progress) -> Sentence:
    tick = Event()
    while not tick.wait(0.005):
        progress("step", 2.0, Sentence("Working."))
    return DONE


def test_a_job_ends_with_its_sentence(slot: str) -> None:
    assert over(begin_job("quick", lambda progress: DONE, slot)).outcome == DONE


def test_a_stopped_job_says_so(slot: str) -> None:
    job = begin_job("long", until_stopped, slot)
    job.stop()
    assert isinstance(over(job).outcome, Cancelled)


def test_while_one_runs_no_other_begins(slot: str) -> None:
    first = begin_job("long", until_stopped, slot)
    assert begin_job("other", lambda progress: DONE, slot) is first


def test_progress_never_passes_its_end(slot: str) -> None:
    job = begin_job("long", until_stopped, slot)
    tick = Event()
    while job.step != "step":
        tick.wait(0.005)
    assert job.done == 1.0


def test_an_unexpected_end_is_a_number_in_the_log(slot: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken(progress: Progress) -> Sentence:
        raise RuntimeError("the cause")

    outcome = over(begin_job("broken", broken, slot)).outcome
    assert isinstance(outcome, FenqunError)
    assert "the cause" not in str(outcome)
    assert "the cause" in caplog.text
