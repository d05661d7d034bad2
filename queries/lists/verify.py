"""Proof of a list that left: drawn and written again from the store it was drawn from, compared byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import ListError
from data.ledger import KeptList
from data.progress import Progress, silent
from data.sealed import kept_salt
from data.sentence import Sentence
from data.settings import Settings
from data.store.version import told_in
from queries.engines.duck import DuckDBCursor
from queries.lists.draw import Draw, Salts, draw
from queries.lists.form_json import read_form
from queries.lists.leave import GLOBAL_SALT, earlier_than
from queries.lists.plan_json import read_plan
from queries.lists.rows import write_files


@dataclass(frozen=True)
class Verified:
    """`files` by name: whether the bytes are the same."""

    files: Mapping[str, bool]
    counts_are_same: bool

    @property
    def is_proved(self) -> bool:
        return self.counts_are_same and all(self.files.values())


def verify(engine: DuckDBCursor, kept: KeptList, *, settings: Settings, progress: Progress = silent) -> Verified:
    """Raises `ListError` when the engine has another store version open, or a salt is lost, or somebody on
    the list was forgotten since."""
    manifest = kept.manifest
    if engine.version.id != manifest["store"]["version"]:
        raise ListError(
            Sentence(
                "The list was drawn from the store version {then}, and {now} is open. "
                "Only the version itself proves its bytes; compare the people instead.",
                {"then": manifest["store"]["version"], "now": engine.version.id},
            )
        )
    _check_nobody_was_taken_out(kept)
    found = drawn_again(engine, kept, settings=settings, progress=progress)
    with tempfile.TemporaryDirectory(dir=settings.lists, prefix=".verifying-") as folder:
        files = write_files(
            engine,
            found,
            read_form(manifest["form"]),
            Path(folder),
            language=manifest["language"],
            settings=settings,
            progress=progress,
        )
    now = {file.name: file.sha256 for file in files}
    then: dict[str, str] = {file["name"]: file["sha256"] for file in manifest["files"]}
    return Verified(
        {name: now.get(name) == then.get(name) for name in sorted(now.keys() | then.keys())},
        {step.value: len(people) for step, people in found.gone.items()} == _taken(manifest),
    )


def _check_nobody_was_taken_out(kept: KeptList) -> None:
    counts = kept.manifest["counts"]
    missing = counts["listed"] + (counts["steps"]["control"] or 0) - kept.assignments().num_rows
    if missing:
        raise ListError(
            Sentence(
                "{people} person was taken out of this list since, having asked to be forgotten, so its bytes can no "
                "longer be proved. Its record and everyone else stand.",
                {"people": missing},
                "{people} people were taken out of this list since, having asked to be forgotten, so its bytes can no "
                "longer be proved. Its record and everyone else stand.",
                "people",
            )
        )


def drawn_again(engine: DuckDBCursor, kept: KeptList, *, settings: Settings, progress: Progress = silent) -> Draw:
    """The same plan with the same salts and the same lists before it, over whatever store is open."""
    plan = read_plan(kept.manifest["plan"], settings=settings)
    salts = Salts(kept_salt(settings, plan.salt), kept_salt(settings, GLOBAL_SALT))
    with engine.seeing(told_in(engine.version, settings, before=kept.id)):
        return draw(
            engine,
            plan,
            salts=salts,
            earlier=earlier_than(settings, kept.id),
            global_share=kept.manifest["global_control_share"],
            progress=progress,
        )


def _taken(manifest: Mapping[str, Any]) -> dict[str, int]:
    """A step that was switched off took nobody."""
    return {step: people or 0 for step, people in manifest["counts"]["steps"].items()}
