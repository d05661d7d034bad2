"""Long jobs: one at a time in each slot, watched and stopped from any session, alive across page switches."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from data.errors import Cancelled, FenqunError
from data.intake import Finding
from data.progress import Progress
from data.sentence import Sentence

log = logging.getLogger("fenqun.jobs")


@dataclass(frozen=True)
class Report:
    """How a check ended, and what it found."""

    sentence: Sentence
    findings: tuple[Finding, ...]


@dataclass
class Job:
    """`done` is the share of the present step. `outcome` is set when the job is over: what it says, or the error."""

    name: str
    step: str = ""
    done: float = 0.0
    sentence: Sentence = field(default_factory=lambda: Sentence("Beginning …"))
    outcome: Sentence | Report | FenqunError | None = None
    _stop: Event = field(default_factory=Event)

    @property
    def is_over(self) -> bool:
        return self.outcome is not None

    def stop(self) -> None:
        self._stop.set()

    def progress(self, step: str, done: float, sentence: Sentence) -> None:
        """What the job calls; the data floor's way to be stopped."""
        if self._stop.is_set():
            raise Cancelled(Sentence("It was stopped. Nothing has changed."))
        self.step, self.done, self.sentence = step, min(max(done, 0.0), 1.0), sentence


Work = Callable[[Progress], Sentence | Report]

HOUSE = "house"  # the slot of checks and builds: one for the whole process
_lock = Lock()
_current: dict[str, Job] = {}


def current_job(slot: str = HOUSE) -> Job | None:
    """The job that runs in this slot, or the last one with its outcome."""
    return _current.get(slot)


def begin_job(name: str, work: Work, slot: str = HOUSE) -> Job:
    """Start it in a thread of its own; while one runs in its slot, that one is returned and nothing is started."""
    with _lock:
        running = current_job(slot)
        if running is not None and not running.is_over:
            return running
        job = _current[slot] = Job(name)
    # Not a daemon: a build that is cut off by the end of the process would leave its scratch files.
    Thread(target=_run, args=(job, work), name=f"job-{name}").start()
    return job


def put_away(job: Job, slot: str = HOUSE) -> None:
    with _lock:
        if current_job(slot) is job and job.is_over:
            del _current[slot]


def stop_all() -> None:
    """At the end of the process: let the running jobs end themselves."""
    for job in tuple(_current.values()):
        if not job.is_over:
            job.stop()


def _run(job: Job, work: Work) -> None:
    try:
        job.outcome = work(job.progress)
    except FenqunError as error:
        job.outcome = error
    except Exception:
        number = secrets.token_hex(4)
        log.exception("error %s in the job %s", number, job.name)
        job.outcome = FenqunError(
            Sentence("It failed for a reason that is not yours. The log has it under {number}.", {"number": number})
        )
