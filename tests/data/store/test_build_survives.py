"""Whatever happens to a build, the version before stays whole and the next build leaves no debris."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.errors import StoreError
from data.intake.checked import CheckedExport
from data.settings import Settings
from data.store import list_versions, open_version
from tests.data.store import killed_builds
from tests.data.store.killed_builds import PROCESSES, build, start
from tests.stores import export_from_rows


@dataclass(frozen=True)
class Brand:
    """A home in which `before` was built, and the export that comes next."""

    home: Path
    before: str
    following: CheckedExport


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    folder = tmp_path_factory.mktemp("brand")
    folder.chmod(0o755)
    orders = [{"order_id": str(place), "user_id": "bob", "ordered_date": "2025-01-02"} for place in range(3000)]
    first = export_from_rows(folder / "first", {"users": [{"user_id": "ann"}], "orders": orders[:1]})
    following = export_from_rows(folder / "following", {"users": [{"user_id": "bob"}], "orders": orders})
    return Brand(folder / "home", build(folder / "home", first, hour=0), following)


@pytest.fixture
def brand(template: Brand, tmp_path: Path) -> Brand:
    return beside(template, tmp_path / "home")


def beside(template: Brand, home: Path) -> Brand:
    shutil.copytree(template.home, home)
    return Brand(home, template.before, template.following)


def expect_whole(home: Path) -> str:
    """Every version that can be seen is whole; answers the current one's id."""
    for version in list_versions(Settings(home=home)):
        for name, facts in version.manifest.tables.items():
            assert pq.read_table(version.path(name)).num_rows == facts.rows
    return open_version(Settings(home=home)).id


def expect_no_debris(home: Path) -> None:
    versions = {version.id for version in list_versions(Settings(home=home))}
    assert {path.name for path in (home / "store").iterdir()} == versions | {"CURRENT", "LOCK"}


def killed_at(template: Brand, folder: Path, number: int) -> int | None:
    """Kills one build at an act, and proves the store before and after the next build; answers the exit code."""
    brand = beside(template, folder / str(number))
    process = start(killed_builds.die_at_act, brand.home, brand.following, number)
    process.join()
    current = expect_whole(brand.home)
    assert current != brand.before or process.exitcode != 0
    assert build(brand.home, brand.following, hour=2) == expect_whole(brand.home) != brand.before
    expect_no_debris(brand.home)
    shutil.rmtree(brand.home)
    return process.exitcode


def test_a_kill_before_any_act_on_the_disk_leaves_a_whole_store(template: Brand, tmp_path: Path) -> None:
    exit_codes: list[int | None] = []
    while 0 not in exit_codes:
        exit_codes.append(killed_at(template, tmp_path, len(exit_codes)))
    assert exit_codes == [-signal.SIGKILL] * (len(exit_codes) - 1) + [0]
    assert len(exit_codes) > 15


def test_a_kill_at_any_time_leaves_a_whole_store(brand: Brand) -> None:
    moments = random.Random(7)
    for _ in range(10):
        process = start(killed_builds.build, brand.home, brand.following)
        time.sleep(moments.uniform(0.0, 0.2))
        process.kill()
        process.join()
        expect_whole(brand.home)
    build(brand.home, brand.following, hour=2)
    expect_no_debris(brand.home)


@pytest.mark.parametrize(
    ("starve", "words"), [(killed_builds.of_disk, "is full"), (killed_builds.of_rights, "no right")]
)
def test_a_starved_build_says_why_and_changes_nothing(brand: Brand, starve: Callable[[Path], None], words: str) -> None:
    told = PROCESSES.SimpleQueue()
    process = start(killed_builds.build_telling, brand.home, brand.following, starve, told)
    process.join()
    assert not told.empty(), f"it ended with {process.exitcode} and told nothing"
    sentence = told.get()
    assert sentence.startswith("StoreError: ")
    assert words in sentence
    assert "The version before is unchanged." in sentence
    assert expect_whole(brand.home) == brand.before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], check=False).returncode:
        pytest.skip("mounting a file system needs rights that this account lacks; the limited process covers the rest")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("free_pages", [0, 1, 2, 4, 6])
def test_a_disk_that_fills_leaves_the_version_before_and_no_debris(
    template: Brand, small_disk: Path, free_pages: int
) -> None:
    brand = beside(template, small_disk / "home")
    (small_disk / "filler").write_bytes(b"0" * (shutil.disk_usage(small_disk).free - free_pages * 4096))
    with pytest.raises(StoreError, match="is full"):
        build(brand.home, brand.following)
    assert expect_whole(brand.home) == brand.before
    expect_no_debris(brand.home)
