"""The library's database: a SQLite file unless the settings name a PostgreSQL; read together, written one at a time.

Both are spoken to through SQLAlchemy, and both let one person write at a time, so that they behave alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, insert, inspect, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data.errors import LibraryError
from data.library.tables import LAYOUT, METADATA, SEGMENTS, SEGMENTS_OF_LAYOUT_1, TAGS, VERSIONS
from data.sentence import Sentence
from data.settings import Settings, without_secret

CURRENT_LAYOUT = 2
PATIENCE_SECONDS = 10
ONE_WRITER = 0x66656E71756E  # the key of the lock that writers to one PostgreSQL database share


@contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """A transaction that reads. Raises `LibraryError` when the database cannot be used."""
    with _begun(settings, writes=False) as connection:
        is_laid_out = _layout(connection) == CURRENT_LAYOUT
        if is_laid_out:
            yield connection
    if not is_laid_out:
        with writing(settings) as connection:
            yield connection


@contextmanager
def writing(settings: Settings) -> Iterator[Connection]:
    """A transaction in which nobody else can save; what raises inside leaves no trace. Raises `LibraryError`."""
    with _begun(settings, writes=True) as connection:
        _bring_up_to_date(connection)
        yield connection


def library_engine(settings: Settings) -> Engine:
    """The same for as long as the process lives; whoever ends the database first calls its `dispose`."""
    return _postgresql(settings.library_url) if settings.library_url else _sqlite(settings.state / "library.sqlite")


@contextmanager
def _begun(settings: Settings, *, writes: bool) -> Iterator[Connection]:
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        with library_engine(settings).connect() as connection:
            connection.execution_options(writes=writes)
            with connection.begin():
                if writes and connection.dialect.name == "postgresql":
                    connection.execute(select(func.set_config("lock_timeout", f"{PATIENCE_SECONDS}s", True)))
                    connection.execute(select(func.pg_advisory_xact_lock(ONE_WRITER)))
                yield connection
    except (SQLAlchemyError, OSError) as reason:
        raise _unusable(settings, _in_short(reason)) from reason


def _unusable(settings: Settings, reason: str) -> LibraryError:
    place = without_secret(settings.library_url) or str(settings.state / "library.sqlite")
    gaps = {"path": place, "reason": reason}
    return LibraryError(Sentence("The saved segments in {path} cannot be used: {reason}.", gaps))


def _in_short(reason: Exception) -> str:
    """The database's own words without the statement."""
    said = str(reason.orig) if isinstance(reason, DBAPIError) else str(reason)
    return said.strip().partition("\n")[0].rstrip(".")


# ── which database


@lru_cache(maxsize=32)
def _sqlite(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    made = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE_SECONDS})
    event.listen(made, "connect", _leave_beginning_to_us)
    event.listen(made, "begin", _begin_in_sqlite)
    return made


@cache
def _postgresql(address: str) -> Engine:
    url = make_url(address).set(drivername="postgresql+psycopg")
    return create_engine(
        url.update_query_dict({"connect_timeout": url.query.get("connect_timeout", str(PATIENCE_SECONDS))}),
        isolation_level="READ COMMITTED",  # after the lock is ours, the next statement sees what its last owner wrote
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _leave_beginning_to_us(connection: Any, _record: object) -> None:
    """Python's own module begins a transaction at the first write, which is after we looked what is there."""
    connection.isolation_level = None


def _begin_in_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


# ── its layout


def _layout(connection: Connection) -> int:
    """0: nothing is there yet. Raises `LibraryError` for the layout of a newer program."""
    if connection.dialect.name == "sqlite":
        layout = int(connection.exec_driver_sql("pragma user_version").scalar_one())
    elif inspect(connection).has_table(LAYOUT.name):
        layout = int(connection.execute(select(LAYOUT.c.layout)).scalar_one())
    else:
        layout = 0
    if layout > CURRENT_LAYOUT:
        raise LibraryError(
            Sentence(
                "The saved segments were written by a newer program (layout {found}, this one reads {known}). "
                "Use that program.",
                {"found": layout, "known": CURRENT_LAYOUT},
            )
        )
    return layout


def _bring_up_to_date(connection: Connection) -> None:
    layout = _layout(connection)
    if layout == CURRENT_LAYOUT:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    METADATA.create_all(connection, tables=[SEGMENTS, VERSIONS, TAGS] if is_sqlite else None)
    if layout == 1:
        _take_over_layout_1(connection)
    if is_sqlite:
        connection.exec_driver_sql(f"pragma user_version = {CURRENT_LAYOUT}")
    else:
        connection.execute(insert(LAYOUT).values(layout=CURRENT_LAYOUT))


def _take_over_layout_1(connection: Connection) -> None:
    """Every version anyone saved, under the name it had."""
    numbers: dict[str, int] = {}
    old = SEGMENTS_OF_LAYOUT_1
    for row in connection.execute(select(old).order_by(old.c.name, old.c.version)).mappings().all():
        if row["name"] not in numbers:
            made = insert(SEGMENTS).values(name=row["name"], description="").returning(SEGMENTS.c.segment_id)
            numbers[row["name"]] = connection.execute(made).scalar_one()
        version = {name: row[name] for name in ("version", "document", "saved_at", "saved_by", "note")}
        connection.execute(
            insert(VERSIONS).values(segment_id=numbers[row["name"]], came_by="saved", origin="", **version)
        )
    old.drop(connection)
