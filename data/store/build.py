"""A checked export becomes a store version: a tuple of named steps that one loop runs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from data.contract import CONTRACT, CONTRACT_VERSION
from data.errors import StoreError
from data.intake.checked import CheckedExport
from data.progress import Progress, silent
from data.sentence import Sentence
from data.settings import Settings
from data.store.faults import in_words
from data.store.manifest import MANIFEST_NAME, STORE_FORMAT, Manifest, SourceFact, Unattributed
from data.store.place import clear_debris, only_builder, prune, put_in_place
from data.store.shape import TABLES, query_of, read_parquet, relations_filled
from data.store.tables import Building, Report, number_people, write_table
from data.store.version import Version, list_versions, open_version, point_to
from data.store.watched import building_connection


@dataclass(frozen=True)
class Step:
    """One named part of a build, told to the person by `sentence` while it runs."""

    name: str
    sentence: Sentence
    run: Callable[[Building, Report], None]


def _writes(name: str) -> Step:
    table = TABLES[name]
    sentence = Sentence("Sorting and storing: {table}.", {"table": table.label})
    return Step(name, sentence, lambda building, report: write_table(building, table, report))


# Orders before users, who are known from their first order on; before order items, which take their order's person.
STEPS: tuple[Step, ...] = (
    Step("people", Sentence("Numbering the people."), number_people),
    *(_writes(name) for name in ("orders", "users", "order_items")),
    *(_writes(table.name) for table in CONTRACT if table.name not in ("orders", "users", "order_items")),
)


def build_store(export: CheckedExport, *, settings: Settings, progress: Progress = silent, now: datetime) -> Version:
    """The current version after the build; the one before stays current if anything fails or `progress` raises.

    An export that was built before is not built again. `StoreBusy` when another build runs.
    """
    try:
        with only_builder(settings, now=now):
            clear_debris(settings.store)
            version = _built_before(export, settings, progress) or _build(export, settings, progress, now)
            with suppress(OSError):  # the new version stands; what cannot be removed now, the next build removes
                prune(settings.store, settings.keep_versions)
            return version
    except (OSError, duckdb.Error) as reason:
        raise in_words(reason, settings.store) from reason


def _built_before(export: CheckedExport, settings: Settings, progress: Progress) -> Version | None:
    """A whole version of the same export, made current again if it was not."""
    for version in list_versions(settings):
        if _is_of(version.manifest, export) and version.is_whole:
            point_to(settings.store, version.id)
            progress(
                "unchanged",
                1.0,
                Sentence("Nothing has changed since version {version}; it is used as it is.", {"version": version.id}),
            )
            return version
    return None


def _is_of(manifest: Manifest, export: CheckedExport) -> bool:
    stored = (manifest.fingerprint, manifest.timezone, manifest.currency, manifest.data_start, manifest.data_end)
    return stored == (export.fingerprint, export.timezone, export.currency, export.data_start, export.data_end)


def _build(export: CheckedExport, settings: Settings, progress: Progress, now: datetime) -> Version:
    version_id = _new_id(settings.store, export, now)
    with _folder_aside(settings.store / f"building-{version_id}") as folder:
        with _connection(settings, folder / "spill") as connection:
            building = Building(folder, export, settings, connection, now, _current(settings))
            for step in STEPS:
                step.run(building, partial(_tell, progress, step))
                progress(step.name, 1.0, _outcome(building, step))
            manifest = _manifest(building, version_id)
        shutil.rmtree(folder / "spill", ignore_errors=True)
        (folder / MANIFEST_NAME).write_text(manifest.to_json(), "utf-8")
        put_in_place(folder, settings.store / version_id)
    point_to(settings.store, version_id)
    return open_version(settings, version_id)


def _outcome(building: Building, step: Step) -> Sentence:
    if step.name not in building.taken_over or building.earlier is None:
        return step.sentence
    return Sentence(
        "Unchanged, taken over from version {version}: {table}.",
        {"version": building.earlier.id, "table": TABLES[step.name].label},
    )


def _current(settings: Settings) -> Version | None:
    try:
        return open_version(settings)
    except StoreError:
        return None


def _tell(progress: Progress, step: Step, done: float) -> None:
    progress(step.name, done, step.sentence)


@contextmanager
def _folder_aside(folder: Path) -> Iterator[Path]:
    """A new folder that is gone afterwards unless it was renamed."""
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _connection(settings: Settings, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = building_connection(settings, spill)
    try:
        yield connection
    finally:
        connection.close()


def _new_id(store: Path, export: CheckedExport, now: datetime) -> str:
    """Sorts by time. The export's fingerprint may be any text; eight hexadecimal digits of it are kept."""
    first = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{_short(export.fingerprint)}"
    taken = {path.name for path in store.iterdir()}
    return next(name for name in (first, *(f"{first}-{count}" for count in range(2, 1000))) if name not in taken)


def _short(fingerprint: str) -> str:
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:8]


def _manifest(building: Building, version_id: str) -> Manifest:
    export = building.export
    sources = tuple(
        SourceFact(str(source.path), source.sha256, source.size_bytes, source.rows, name)
        for name, checked in export.tables.items()
        for source in checked.sources
    )
    return Manifest(
        id=version_id,
        built_at=building.now,
        contract_version=CONTRACT_VERSION,
        store_format=STORE_FORMAT,
        timezone=export.timezone,
        currency=export.currency,
        data_start=export.data_start,
        data_end=export.data_end,
        people=building.facts["users"].rows,
        fingerprint=export.fingerprint,
        sources=sources,
        tables={table.name: building.facts[table.name] for table in CONTRACT},
        findings=export.findings,
        unattributed=_unattributed(building),
    )


def _unattributed(building: Building) -> Unattributed:
    query = relations_filled(query_of("unattributed").copy(), {"orders": read_parquet(building.path("orders"))})
    (orders, net_cents), *_ = building.connection.sql(query.sql("duckdb")).fetchall()
    return Unattributed(orders=orders, net_cents=net_cents)
