"""Settings are read once, explain themselves and say where each value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import SettingsError
from data.settings import declared_settings, read_settings, shown_value


def test_every_setting_has_a_line_of_help() -> None:
    assert all(declared.metadata["help"] for declared in declared_settings())


def test_without_file_and_environment_all_is_default(tmp_path: Path) -> None:
    assert set(read_settings({}, tmp_path).origins.values()) == {"default"}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "fenqun.toml").write_text('port = 9000\ncurrency = "USD"\n', "utf-8")
    read = read_settings({"FENQUN_PORT": "9001", "HOME": "elsewhere"}, tmp_path)
    assert (read.port, read.currency) == (9001, "USD")
    assert read.origins["port"] == "FENQUN_PORT"
    assert read.origins["currency"].endswith("fenqun.toml")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "fenqun.toml").write_text('timezone = "Mars/Olympus"\n', "utf-8")
    with pytest.raises(SettingsError) as raised:
        read_settings({"FENQUN_PRT": "1", "FENQUN_PORT": "none", "FENQUN_ROLE": "king"}, tmp_path)
    assert len(raised.value.faults) == 4


def test_a_misspelt_setting_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="The nearest is timezone"):
        read_settings({"FENQUN_TIMEZON": "UTC"}, tmp_path)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "fenqun.toml").write_bytes(b"port = \xff")
    with pytest.raises(SettingsError, match=r"fenqun\.toml is not valid TOML"):
        read_settings({}, tmp_path)


SECRET_URL = "postgresql://li:geheim@db.example:5432/library?sslpassword=geheim"


def test_the_address_of_the_library_is_shown_without_its_secrets() -> None:
    read = read_settings({"FENQUN_LIBRARY_URL": SECRET_URL}, Path("/nowhere"))
    declared = next(each for each in declared_settings() if each.name == "library_url")
    assert read.library_url == SECRET_URL
    assert shown_value(read, declared) == "postgresql://db.example:5432/library"
    assert "geheim" not in repr(read)


@pytest.mark.parametrize(
    "address", ["mysql://li:geheim@db/library", "postgresql://li:geheim@db:port/library", "geheim"]
)
def test_an_address_that_cannot_be_one_is_refused_without_being_shown(address: str) -> None:
    with pytest.raises(SettingsError, match="library_url is …; expected a PostgreSQL address") as told:
        read_settings({"FENQUN_LIBRARY_URL": address}, Path("/nowhere"))
    assert "geheim" not in str(told.value)
