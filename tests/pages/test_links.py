"""Download links: short-lived, bound to their owner, and never outside the lists folder."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from data.access import Person
from data.errors import Forbidden, LinkExpired
from data.settings import Settings
from pages.parts.links import SECRET_NAME, link_to, linked

AMY, BEN = Person("amy", "operator"), Person("ben", "operator")


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    home = Settings(home=tmp_path / "home")
    home.lists.mkdir(parents=True)
    (home.lists / "list.csv").write_text("user_id\n1\n", "utf-8")
    return home


def token(house: Settings, file: str = "list.csv", owner: Person = AMY) -> str:
    return link_to(house.lists / file, "名单.csv", owner=owner, settings=house).rpartition("/")[2]


def test_a_link_names_its_file(house: Settings) -> None:
    file = linked(token(house), asks=AMY, settings=house)
    assert (file.path.name, file.file_name) == ("list.csv", "名单.csv")


def test_a_link_of_somebody_else_is_refused(house: Settings) -> None:
    with pytest.raises(Forbidden, match="somebody else"):
        linked(token(house), asks=BEN, settings=house)


def test_a_changed_link_is_refused(house: Settings) -> None:
    good = token(house)
    with pytest.raises(Forbidden):
        linked(good[:-2] + ("aa" if good[-2:] != "aa" else "bb"), asks=AMY, settings=house)


def test_an_old_link_has_expired(house: Settings) -> None:
    with pytest.raises(LinkExpired):
        linked(token(house), asks=AMY, settings=replace(house, link_seconds=-1))


def test_a_link_to_a_file_that_is_gone_has_expired(house: Settings) -> None:
    good = token(house)
    (house.lists / "list.csv").unlink()
    with pytest.raises(LinkExpired):
        linked(good, asks=AMY, settings=house)


def test_no_link_can_be_made_to_a_file_elsewhere(house: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    with pytest.raises(ValueError, match="secret"):
        link_to(tmp_path / "secret.txt", "x", owner=AMY, settings=house)


@pytest.mark.parametrize("path", ["../state/link-secret", "/etc/passwd", "a/../../state/link-secret"])
def test_even_a_signed_path_stays_inside(house: Settings, path: str) -> None:
    token(house)
    key = (house.state / SECRET_NAME).read_text("ascii")
    forged = URLSafeTimedSerializer(key, salt="download").dumps({"file": path, "name": "x", "owner": "amy"})
    with pytest.raises(Forbidden):
        linked(forged, asks=AMY, settings=house)


def test_a_symbolic_link_does_not_lead_outside(house: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    good = token(house)
    (house.lists / "list.csv").unlink()
    (house.lists / "list.csv").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Forbidden):
        linked(good, asks=AMY, settings=house)


def test_the_key_is_readable_by_its_owner_alone(house: Settings) -> None:
    token(house)
    assert stat.S_IMODE((house.state / SECRET_NAME).stat().st_mode) == 0o600
