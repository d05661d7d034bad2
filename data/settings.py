"""What can be set, read once at a door from the environment and one TOML file, and printable with its origin."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, available_timezones

from data.errors import SettingsError
from data.sentence import Gap, Sentence

LANGUAGES = ("zh_CN", "zh_TW", "en")
UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
SIZE = re.compile("[0-9]+[KMGT]B")
ROLES = ("administrator", "operator", "viewer")


def _set(
    default: Any,
    help_text: Sentence,
    check: Callable[[Any], bool] = lambda _: True,
    expected: Gap = "",
    *,
    is_secret: bool = False,
) -> Any:
    metadata = {"help": help_text, "check": check, "expected": expected, "is_secret": is_secret}
    return field(default=default, metadata=metadata, repr=not is_secret)


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: low <= value <= high


def _is_postgresql(url: str) -> bool:
    """Raises `ValueError` where the port is no number."""
    parts = urlsplit(url)
    return parts.scheme == "postgresql" and parts.port != 0


@dataclass(frozen=True)
class Settings:
    """Every setting has a default, a line of help and a check. Environment: `FENQUN_` + name in capitals."""

    home: Path = _set(Path("data/home"), Sentence("folder of all that is local: inbox, store, lists, state"))
    timezone: str = _set(
        "Asia/Shanghai",
        Sentence("business time zone (IANA name)"),
        lambda v: v in available_timezones(),
        Sentence("an IANA time zone"),
    )
    currency: str = _set(
        "CNY",
        Sentence("currency of all amounts (ISO 4217)"),
        lambda v: len(v) == 3 and v.isupper(),
        Sentence("three capitals, as CNY"),
    )
    language: str = _set(
        "",
        Sentence("language of pages and terminal; empty: the reader's own"),
        lambda v: v in ("", *LANGUAGES),
        ", ".join(LANGUAGES),
    )
    person: str = _set(
        "local", Sentence("name of the person on this machine, written in the audit log"), bool, Sentence("a name")
    )
    role: str = _set("administrator", Sentence("what this person may do"), lambda v: v in ROLES, ", ".join(ROLES))
    failed_share_limit: float = _set(
        0.05, Sentence("an export is refused whole over this share of failed rows"), _between(0, 1), "0 to 1"
    )
    refund_window_days: int = _set(
        15, Sentence("money of the last so many days is provisional: refunds arrive late"), _between(0, 365), "0 to 365"
    )
    keep_versions: int = _set(5, Sentence("store versions kept"), _between(1, 1000), "1 to 1000")
    memory_limit: str = _set("6GB", Sentence("memory DuckDB may use before it spills to disk"))
    cache_limit: str = _set(
        "2GB",
        Sentence("memory in which what was found of people is kept, so that the next edit of a segment is quick"),
        lambda v: SIZE.fullmatch(v) is not None,
        Sentence("a size, as 500MB or 2GB"),
    )
    threads: int = _set(0, Sentence("threads DuckDB may use; 0: one per core"), _between(0, 256), "0 to 256")
    phone_country: str = _set(
        "86",
        Sentence("calling code of phones that are written without one"),
        lambda v: v.isdigit() and 1 <= len(v) <= 3,
        Sentence("1 to 3 digits, as 86"),
    )
    global_control_share: float = _set(
        0.0, Sentence("share of all members whom no list may touch"), _between(0, 0.2), "0 to 0.2"
    )
    approval_rows: int = _set(
        100_000,
        Sentence("a list of more people needs the approval of a second person"),
        _between(0, 10**9),
        "0 to 1000000000",
    )
    keep_list_files_days: int = _set(
        90,
        Sentence("files of lists are deleted after so many days; their records stay, and can still be proved"),
        _between(1, 3660),
        "1 to 3660",
    )
    host: str = _set("127.0.0.1", Sentence("address the app listens on"))
    port: int = _set(8501, Sentence("port the app listens on"), _between(1, 65535), "1 to 65535")
    library_url: str = _set(
        "",
        Sentence("PostgreSQL database of the saved segments; empty: a SQLite file in the home folder"),
        lambda v: not v or _is_postgresql(v),
        Sentence("a PostgreSQL address, as postgresql://name:password@host/database"),
        is_secret=True,
    )
    link_seconds: int = _set(
        600, Sentence("how long a download link lives"), _between(10, 86400), Sentence("10 to 86400 seconds")
    )
    origins: Mapping[str, str] = field(default_factory=dict, metadata={"help": ""}, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def cache_bytes(self) -> int:
        """Thousands, not 1024s, as DuckDB reads its own sizes."""
        number, unit = self.cache_limit[:-2], self.cache_limit[-2]
        return int(number) * UNITS[unit]

    @property
    def inbox(self) -> Path:
        return self.home / "inbox"

    @property
    def quarantine(self) -> Path:
        return self.home / "quarantine"

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def lists(self) -> Path:
        return self.home / "lists"

    @property
    def state(self) -> Path:
        """Mapping file, secret key, audit log, saved documents."""
        return self.home / "state"


def shown_value(settings: Settings, declared: Field[Any]) -> str:
    """A setting as it may be printed: of an address with a password, only where it leads."""
    value = str(getattr(settings, declared.name))
    return without_secret(value) if declared.metadata["is_secret"] else value


def without_secret(url: str) -> str:
    """Scheme, host, port and database of an address; name, password and options are left out."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")) if url else ""


def declared_settings() -> tuple[Field[Any], ...]:
    return tuple(declared for declared in fields(Settings) if declared.name != "origins")


def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Defaults, then `fenqun.toml` in `folder` (else where we stand), then the environment.

    All faults are reported at once as `SettingsError`.
    """
    environment = os.environ if environment is None else environment
    faults: list[Sentence] = []
    toml_path = (folder or Path()) / "fenqun.toml"
    given: dict[str, tuple[Any, str]] = {}
    for name, value in _toml(toml_path, faults).items():
        given[name] = (value, str(toml_path))
    for name, value in environment.items():
        if name.startswith("FENQUN_"):
            given[name.removeprefix("FENQUN_").lower()] = (value, name)
    values, origins = _accepted(given, faults)
    if faults:
        raise SettingsError(*faults)
    return Settings(**values, origins=origins)


def _toml(path: Path, faults: list[Sentence]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        faults.append(Sentence("{file} is not valid TOML: {reason}.", {"file": str(path), "reason": str(reason)}))
        return {}


def _accepted(given: Mapping[str, tuple[Any, str]], faults: list[Sentence]) -> tuple[dict[str, Any], dict[str, str]]:
    known = {declared.name: declared for declared in declared_settings()}
    values: dict[str, Any] = {}
    origins = dict.fromkeys(known, "default")
    for name, (raw, origin) in given.items():
        if name not in known:
            nearest = get_close_matches(name, known, n=1)
            faults.append(
                Sentence(
                    "{origin}: there is no setting {name}. The nearest is {nearest}.",
                    {"origin": origin, "name": name, "nearest": nearest[0] if nearest else ", ".join(known)},
                )
            )
            continue
        try:
            make: Callable[[Any], Any] = type(known[name].default)
            value = make(raw)
            accepted = known[name].metadata["check"](value)
        except (TypeError, ValueError):
            accepted = False
        if not accepted:
            faults.append(
                Sentence(
                    "{origin}: {name} is {value}; expected {expected}.",
                    {
                        "origin": origin,
                        "name": name,
                        "value": "…" if known[name].metadata["is_secret"] else repr(raw),
                        "expected": known[name].metadata["expected"] or type(known[name].default).__name__,
                    },
                )
            )
            continue
        values[name], origins[name] = value, origin
    return values, origins
