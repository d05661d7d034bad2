"""What people bring and what machines do: no list is half written, none leaves twice, and the record tells it."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import polars as pl
import pytest

from data.access import Person
from data.audit import read_audit, verify_audit
from data.errors import AlreadyLeft, Cancelled, ListError
from data.ledger import kept_lists
from data.sentence import Sentence
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.columns import unguarded
from queries.lists.form import FileKind, Form, FormColumn, Treatment
from queries.lists.leave import LeftList, leave
from queries.lists.plan import Cap, Control, ListPlan
from queries.segments.tree import Condition, Group, Match, Segment
from tests.queries.lists import drawn
from tests.queries.lists.test_leave import rows_of
from tests.stores import store_from_rows

PERSON = Person("Li", "administrator")
PLAN = ListPlan("周报", "try", "sms", drawn.DAY, drawn.SEND_ON, drawn.SEND_ON, control=Control(0.2), salt="spring")
ONE = Segment(Group(Match.ALL, (Condition("users.user_id", "equals", "M0002"),)))
IDS = Form((FormColumn("users.user_id", Treatment.CLEAR),))
KILLED = """
import sys, time
from pathlib import Path
from data.access import Person
from data.settings import Settings
from data.store import open_version
from queries.engines import DuckDBEngine
from queries.lists.leave import leave
from tests.queries.lists.test_list_survives import IDS, PLAN

def slow(step, done, sentence):
    if step == "write":
        print("writing", flush=True)
        time.sleep(60)

home = Settings(home=Path(sys.argv[1]))
engine = DuckDBEngine(open_version(home), home)
leave(engine.cursor(), PLAN, IDS, person=Person("Li", "administrator"), settings=home, language="en", progress=slow)
"""


class Shop:
    def __init__(self, folder: Path, **columns: Any) -> None:
        self.settings = Settings(home=folder / "home")
        self.members = [{**row, **columns} for row in drawn.people(random.Random(3), 150)]
        version = store_from_rows(folder, data_end=drawn.DAY, orders=[], users=self.members)
        self.engine = DuckDBEngine(version, self.settings)

    def leave(self, plan: ListPlan = PLAN, form: Form = IDS, **more: Any) -> LeftList:
        cursor = self.engine.cursor()
        return leave(cursor, plan, form, person=PERSON, settings=self.settings, language="en", **more)

    def acts(self) -> list[str]:
        assert not verify_audit(self.settings).faults
        return [event.act for event in read_audit(self.settings)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    yield found
    found.engine.close()


def test_two_who_draw_at_once_do_not_write_to_the_same_people_beyond_the_cap(shop: Shop) -> None:
    plans = [replace(PLAN, name=name, caps=(Cap(1, 30),), control=Control(0)) for name in "ab"]

    def listed(plan: ListPlan) -> set[str]:
        try:
            left = shop.leave(plan)
        except ListError:  # the other one took everybody
            return set()
        return {row[0] for row in rows_of(left.folder / left.files[0].name)[1:]}

    with ThreadPoolExecutor(2) as together:
        first, second = together.map(listed, plans)
    assert first | second
    assert not first & second


def test_of_two_schedulers_one_lets_the_weekly_list_leave(shop: Shop) -> None:
    weekly = replace(PLAN, period="2025-W11")

    def has_left(_: int) -> bool:
        try:
            shop.leave(weekly)
        except AlreadyLeft:
            return False
        return True

    with ThreadPoolExecutor(3) as together:
        assert sorted(together.map(has_left, range(3))) == [False, False, True]
    assert len(kept_lists(shop.settings)) == 1


def test_a_killed_process_leaves_nothing_that_looks_like_a_list(shop: Shop) -> None:
    shop.engine.close()
    place = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", KILLED, str(shop.settings.home)]
    with subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.kill()
    assert kept_lists(shop.settings) == ()
    assert shop.acts() == ["list_started"]
    shop.engine = DuckDBEngine(shop.engine.version, shop.settings)
    left = shop.leave()
    assert {path.name for path in shop.settings.lists.iterdir()} == {".lock", left.kept.id}


@pytest.mark.parametrize(
    ("how", "act"),
    [(Cancelled(Sentence("stopped")), "list_cancelled"), (OSError(28, "No space left on device"), "list_failed")],
)
def test_the_record_tells_how_a_list_ended(shop: Shop, how: Exception, act: str) -> None:
    def ends(step: str, done: float, sentence: Sentence) -> None:
        if step == "write":
            raise how

    with pytest.raises((Cancelled, ListError)):
        shop.leave(progress=ends)
    assert shop.acts() == ["list_started", act]
    assert {path.name for path in shop.settings.lists.iterdir()} == {".lock"}


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """What a write meets when the disk has no more room: the system refuses it in the middle of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# Writers that were cut off complain once more when they are collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("is_compressed", [False, True])
@pytest.mark.parametrize("kind", FileKind)
def test_a_disk_that_is_full_in_the_middle_of_a_file_leaves_nothing_and_the_next_list_leaves(
    tmp_path: Path, kind: FileKind, is_compressed: bool
) -> None:
    noise = random.Random(1)
    shop = Shop(tmp_path)
    for row in shop.members:
        row["name"] = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(2_000))
    shop.engine.close()
    shop.engine = DuckDBEngine(
        store_from_rows(tmp_path, data_end=drawn.DAY, orders=[], users=shop.members), shop.settings
    )
    form = Form((FormColumn("users.name", Treatment.CLEAR),), kind, is_compressed=is_compressed)
    waiting = set(Path(gettempdir()).glob("tmp*"))
    with no_file_beyond(60_000), pytest.raises(ListError, match="could not be written"):
        shop.leave(form=form)
    assert not [path for path in set(Path(gettempdir()).glob("tmp*")) - waiting if path.is_file()]
    assert shop.acts() == ["list_started", "list_failed"]
    assert {path.name for path in shop.settings.lists.iterdir()} == {".lock"}
    assert kept_lists(shop.settings) == ()
    assert shop.leave(form=form).files[0].rows > 0
    shop.engine.close()


def test_a_list_that_cannot_be_put_on_record_does_not_leave(shop: Shop) -> None:
    shop.settings.state.mkdir(parents=True, exist_ok=True)
    (shop.settings.state / "ledger").write_text("a file where a folder should be")
    with pytest.raises(ListError):
        shop.leave()
    assert shop.acts() == ["list_started", "list_failed"]
    assert {path.name for path in shop.settings.lists.iterdir()} == {".lock"}


def test_a_control_group_that_takes_everybody_lets_nothing_leave(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    plans = [replace(PLAN, salt=f"s{number}", control=Control(0.5), segment=ONE) for number in range(12)]

    def ends(plan: ListPlan) -> str:
        try:
            return f"left with {shop.leave(plan).files[0].rows}"
        except ListError as refused:
            return str(refused).partition(".")[0]

    ended = {ends(plan) for plan in plans}
    assert ended == {"Nobody is left on the list", "A control group of 50"}
    shop.engine.close()


@pytest.mark.parametrize("kind", FileKind)
def test_hostile_values_leave_as_they_are_and_run_nowhere(tmp_path: Path, kind: FileKind) -> None:
    """A long tag, line breaks within an address and a name, an emoji, a formula."""
    hostile = {"tags": ["x" * 10_000, "😀", "a;b"], "email": "a\nb@example.com", "name": "=HYPERLINK(1)\n😀"}
    shop = Shop(tmp_path, **hostile)
    keys = ("users.user_id", "users.tags", "users.email", "users.name")
    form = Form(tuple(FormColumn(key, Treatment.CLEAR) for key in keys), kind, has_technical_headers=True)
    left = shop.leave(form=form)
    file = left.folder / left.files[0].name
    if kind is FileKind.CSV:
        rows = [[unguarded(cell) for cell in row] for row in rows_of(file)[1:]]
        assert not [row for row in rows_of(file)[1:] if row[3].startswith("=")]
    else:
        read = pl.read_excel(file) if kind is FileKind.XLSX else pl.read_parquet(file)
        rows = [list(row) for row in read.rows()]
    assert len(rows) == left.files[0].rows
    tags = "; ".join(hostile["tags"])
    assert {tuple(row[1:]) for row in rows} == {(tags, hostile["email"], hostile["name"])}
    shop.engine.close()
