"""Bad input through the real door: a process of its own, an exit code, a sentence, and nothing changed on disk."""

from __future__ import annotations

import gzip
import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

STARVED_DOOR = Path(__file__).with_name("starved_door.py")
USERS = "user_id,joined_at\n" + "".join(f"u{n},2024-01-01\n" for n in range(50))
ORDERS = "order_id,user_id,ordered_at,paid_amount\n" + "".join(f"A{n},u{n % 50},2024-05-01,10\n" for n in range(200))
MOST_MB = 500  # the program itself holds some 200


@dataclass(frozen=True)
class Left:
    """How the process ended: exit code, what it said, the most memory it held."""

    code: int
    said: str
    peak_mb: float


@dataclass(frozen=True)
class Shop:
    """A home with a built store, and what lay in it then."""

    home: Path
    before: dict[str, bytes]

    def door(self, *words: str | Path, way: str = "as_usual", **environment: str) -> subprocess.Popen[bytes]:
        given = {**os.environ, "FENQUN_HOME": str(self.home), "LC_ALL": "C", "COLUMNS": "200", **environment}
        command = [sys.executable, str(STARVED_DOOR), way, *map(str, words)]
        return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def build(self, *paths: Path, way: str = "as_usual", **environment: str) -> Left:
        return left(self.door("build", *paths, way=way, **environment))

    def is_as_before(self) -> bool:
        staged = self.home / "staging"
        parts = [path for path in (self.home / "quarantine").rglob("*") if ".part" in path.name]
        return stored(self.home) == self.before and not parts and not (staged.exists() and any(staged.iterdir()))


def left(process: subprocess.Popen[bytes]) -> Left:
    output, errors = process.communicate()
    said, peak = (output + errors).decode().rsplit("peak ", 1)
    return Left(process.returncode, said + peak, int(peak.split()[0]) / 1024)


def stored(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (home / "store").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in {"users": USERS, "orders": ORDERS}.items():
        (folder / f"{name}.csv").write_text(text)
    built = Shop(folder / "home", {}).build(folder / "users.csv", folder / "orders.csv")
    assert built.code == 0, built.said
    return Shop(folder / "home", stored(folder / "home"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A good export that the tests then spoil."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "users.csv").write_text(USERS)
    (folder / "orders.csv").write_text(ORDERS)
    return folder


def workbook(**cells: list[tuple[int, int, str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, placed in cells.items():
            sheet = book.add_worksheet(name)
            for row, column, text in placed:
                sheet.write_string(row, column, text)
    return buffer.getvalue()


def bomb(zeros: int, *, declared: int | None = None) -> bytes:
    """A workbook whose shared strings inflate to many zeros; `declared` is what its directory says instead."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(orders=[(0, 0, "order_id")]))) as honest,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in honest.namelist():
            content = honest.read(name)
            if name.endswith("sharedStrings.xml"):
                content = content.replace(b"</sst>", b"<si><t>" + b"0" * zeros + b"</t></si></sst>")
                size = struct.pack("<L", len(content))
            archive.writestr(name, content)
    return buffer.getvalue() if declared is None else buffer.getvalue().replace(size, struct.pack("<L", declared))


ORDER = "order_id,user_id,ordered_at,paid_amount\n"
LONG_LINE = gzip.compress(ORDER.encode()) + gzip.compress(b"x" * (64 << 20)) * 80  # members of a gzip add up: 5 GB
BAD: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("orders.csv", b"", "orders.csv is empty. Export it again."),
    "a header without rows": ("orders.csv", ORDER.encode(), "there is nothing to build from"),
    "the wrong table": ("orders.csv", b"sku,colour\n1,red\n", "its headers are those of products"),
    "members named as orders": ("orders.csv", USERS.encode(), "orders.csv is named like orders, but"),
    "wrong types": ("orders.csv", (ORDER + "A1,u1,soon,cheap\n" * 9).encode(), "there is nothing to build from"),
    "10,000 columns": ("orders.csv", ",".join(f"c{n}" for n in range(10_000)).encode(), "at most 1,000 can be read"),
    "a line of 5 GB": ("orders.csv.gz", LONG_LINE, "line 2 is longer than 16 MiB"),
    "NUL bytes": ("orders.csv", (ORDER + "A1,u1,\0,1\n").encode(), "line 2: there are NUL bytes"),
    "mixed encodings": (
        "orders.csv",
        f"{ORDER}天猫官方旗舰店的会员,u1,2024-05-01,1\n".encode() + "京东自营,u1,2024-05-01,1\n".encode("gb18030"),
        "it is UTF-8 until line 3",
    ),
    "a zip bomb": ("orders.xlsx", bomb(150 << 20), "it looks like a zip bomb"),
    "a zip bomb that lies about its size": ("orders.xlsx", bomb(150 << 20, declared=1000), "looks like a zip bomb"),
    "a cell in the last corner": (
        "orders.xlsx",
        workbook(orders=[(0, 0, "order_id"), (1_048_575, 16_383, "x")]),
        "A forgotten cell far outside the table",
    ),
}


@pytest.mark.parametrize(("name", "content", "says"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_in_words_and_changes_nothing(
    name: str, content: bytes, says: str, inbox: Path, shop: Shop
) -> None:
    (inbox / "orders.csv").unlink()
    (inbox / name).write_bytes(content)
    refused = shop.build(inbox)
    assert (refused.code, says in " ".join(refused.said.split())) == (3, True), refused.said
    assert "Traceback" not in refused.said
    assert refused.peak_mb < MOST_MB
    assert shop.is_as_before()


def test_five_gigabytes_of_nothing_are_refused_at_their_first_piece(inbox: Path, shop: Shop) -> None:
    with (inbox / "orders.csv").open("r+b") as sparse:
        sparse.truncate(5 << 30)
    refused = shop.build(inbox)
    assert (refused.code, "line 202: there are NUL bytes" in refused.said) == (3, True), refused.said
    assert refused.peak_mb < MOST_MB


@pytest.fixture(params=["file", "folder"])
def locked(inbox: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = inbox / "orders.csv" if request.param == "file" else inbox
    mode = path.stat().st_mode
    path.chmod(0)
    yield path
    path.chmod(mode)


def test_a_path_without_rights_is_named(locked: Path, inbox: Path, shop: Shop) -> None:
    refused = shop.build(inbox, way="without_rights")
    assert refused.code == 3, refused.said
    assert f"{locked} cannot be opened: Permission denied. Give this account the right to read it." in refused.said
    assert shop.is_as_before()


def test_a_home_without_rights_is_named(inbox: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    sealed.mkdir(mode=0o500)
    refused = Shop(sealed, {}).build(inbox, way="without_rights")
    assert (refused.code, "Traceback" in refused.said) == (3, False), refused.said
    assert "the right to write" in refused.said


@pytest.mark.parametrize("limit", [0, 1 << 10, 4 << 10, 16 << 10])
def test_a_disk_that_fills_during_the_check_is_named_and_nothing_stays(limit: int, inbox: Path, shop: Shop) -> None:
    rows = "".join(f"B{n},u{n % 50},2024-05-01,{'-' if n % 50 == 0 else ''}{n}\n" for n in range(20_000))
    (inbox / "orders.csv").write_text(ORDERS + rows)
    refused = shop.build(inbox, way="with_small_disk", FILE_LIMIT=str(limit))
    assert (refused.code, "Traceback" in refused.said) == (3, False), refused.said
    assert "space" in refused.said
    assert "damaged" not in refused.said
    assert shop.is_as_before()


def test_two_checks_at_once_do_not_disturb_each_other(inbox: Path, shop: Shop) -> None:
    both = [left(process) for process in [shop.door("check", inbox, "--json") for _ in range(2)]]
    assert [each.code for each in both] == [0, 0], [each.said for each in both]
    assert shop.is_as_before()
