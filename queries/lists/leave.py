"""A drawn list leaves: files whole or not at all, everyone in them and everyone kept back in the ledger, on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from data.access import Action, Person, require
from data.approvals import require_approval
from data.audit import utc_now
from data.errors import AlreadyLeft, ListError
from data.forgotten import forgotten
from data.ledger import KeptList, keep_list, kept_lists, ledger_key, new_list_id, one_at_a_time
from data.progress import Progress, silent
from data.purge import purge_list_files
from data.sealed import make_salt
from data.sent import counted_records
from data.sentence import Sentence, Share
from data.settings import Settings
from data.store.version import told_in
from data.whole import whole_folder
from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor
from queries.lists.assigned import Earlier, person_keys
from queries.lists.draw import Draw, Salts, draw
from queries.lists.files import WrittenFile
from queries.lists.form import Form, measures_of
from queries.lists.form_json import form_json
from queries.lists.manifest import MANIFEST_NAME, About, manifest_of, manifest_text
from queries.lists.noted import notes, written_or_noted
from queries.lists.plan import ListPlan, Step
from queries.lists.plan_json import plan_json
from queries.lists.rows import write_files

GLOBAL_SALT = "everywhere"


@dataclass(frozen=True)
class LeftList:
    """`folder` has the files and the manifest; `kept` is its entry in the ledger."""

    kept: KeptList
    folder: Path
    files: tuple[WrittenFile, ...]


def salts_of(plan: ListPlan, settings: Settings) -> Salts:
    return Salts(make_salt(settings, plan.salt), make_salt(settings, GLOBAL_SALT))


def earlier_than(settings: Settings, list_id: str | None = None) -> Earlier:
    """Every list on record, or those that left before the one named."""
    found = [kept for kept in kept_lists(settings) if list_id is None or kept.id < list_id]
    return Earlier(found, ledger_key(settings), counted_records(settings, list_id), forgotten(settings))


def leave(
    engine: DuckDBCursor,
    plan: ListPlan,
    form: Form,
    *,
    person: Person,
    settings: Settings,
    language: str,
    seen: Mapping[Step, int] | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime] = utc_now,
) -> LeftList:
    """Draw once more, write the files and put the list on record; only then may it be sent.

    `seen` are the counts that the person looked at: if somebody else's list left since, or messages were put on record,
    and they changed, nothing is written. Two lists never leave at once.
    Raises `Forbidden`, `Cancelled`, `AuditError`, `ListError`, `SegmentError`.
    """
    require(person, Action.DOWNLOAD)
    measures_of(form, catalog(engine.version), person)
    with one_at_a_time(settings), engine.seeing(told_in(engine.version, settings)):
        purge_list_files(settings, person=person, at=clock())
        list_id = new_list_id(clock())
        _check_period(plan, settings)
        found = draw(
            engine,
            plan,
            salts=salts_of(plan, settings),
            earlier=earlier_than(settings),
            global_share=settings.global_control_share,
            progress=progress,
        )
        _check(found, seen)
        if found.listed > settings.approval_rows:
            _require_approval(found, form, person, settings, clock())
        note = notes(settings, person, f"list {list_id} “{plan.name}”", engine.version.id, clock)
        note("list_started", found.listed)
        place = settings.lists / list_id
        with written_or_noted(note, found.listed, place), whole_folder(place) as folder:
            files = write_files(engine, found, form, folder, language=language, settings=settings, progress=progress)
            about = About(list_id, clock(), person, language)
            manifest = manifest_of(engine, found, form, files, about=about, settings=settings)
            (folder / MANIFEST_NAME).write_text(manifest_text(manifest), "utf-8")
            kept = keep_list(settings, list_id, manifest, _assignments(engine, found, ledger_key(settings)))
        for written in files:
            note("list_written", written.rows, written.sha256)
    return LeftList(kept, settings.lists / list_id, files)


def _require_approval(found: Draw, form: Form, person: Person, settings: Settings, at: datetime) -> None:
    plan = found.plan
    asked = {"plan": plan_json(plan), "form": form_json(form), "people": found.listed}
    require_approval(settings, asked, name=plan.name, why=plan.why, people=found.listed, person=person, at=at)


def _check_period(plan: ListPlan, settings: Settings) -> None:
    for kept in kept_lists(settings) if plan.period else ():
        decided = kept.manifest["plan"]
        if (decided["name"], decided["period"]) == (plan.name, plan.period):
            raise AlreadyLeft(
                Sentence(
                    "The list {name} of {period} left before, as {list}. It is not drawn twice.",
                    {"name": plan.name, "period": plan.period, "list": kept.id},
                )
            )


def _check(found: Draw, seen: Mapping[Step, int] | None) -> None:
    if seen is not None and {step: len(people) for step, people in found.gone.items()} != dict(seen):
        raise ListError(
            Sentence(
                "Another list left, or the plan changed, since these people were counted. Look at the steps again."
            )
        )
    if not found.listed:
        raise ListError(Sentence("Nobody is left on the list. Look at the steps: they show where people went."))
    share = found.plan.control.share
    if share and not len(found.control):
        raise ListError(
            Sentence(
                "A control group of {share} of these {people} people is nobody. Raise the share, or set it to 0.",
                {"share": Share(share), "people": found.listed},
            )
        )


def _assignments(engine: DuckDBCursor, found: Draw, key: str) -> pa.Table:
    """In the order of the hashes: the order of the members would tell who is who."""
    assigned = found.assigned()
    hashed = person_keys(engine, key)[assigned["user_no"].to_numpy()]
    return pa.table({"person": pa.array(hashed), "arm": assigned["arm"]}).sort_by("person")
