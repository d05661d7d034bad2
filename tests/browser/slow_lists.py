"""The door, through which lists leave a few people at a time for as long as a file called “slow” lies in the house."""

from __future__ import annotations

import runpy
import time
from pathlib import Path

from data.sentence import Sentence
from data.settings import read_settings
from pages.parts import asking, jobs, presence
from queries.lists import rows

SLOW = "slow"
_told = jobs.Job.progress


def slowly(job: jobs.Job, step: str, done: float, sentence: Sentence) -> None:
    _told(job, step, done, sentence)
    if step == "write" and Path(read_settings().home / SLOW).exists():
        time.sleep(1.0)


if __name__ == "__main__":
    asking.SOON_SECONDS, presence.GRACE_SECONDS, rows.PEOPLE_AT_ONCE = 120, 3.0, 1
    jobs.Job.progress = slowly  # type: ignore[method-assign, assignment]
    runpy.run_path("app.py", run_name="__main__")
