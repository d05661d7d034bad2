"""What is written down of a list: enough to draw it again, to prove it, and to measure later what it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from data.access import Person
from data.settings import Settings
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.draw import Draw
from queries.lists.files import WrittenFile
from queries.lists.form import Form
from queries.lists.form_json import form_json
from queries.lists.plan_json import plan_json
from queries.segments import describe

MANIFEST_VERSION = 1
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class About:
    """Who let the list leave, when, and in which language its headers are."""

    list_id: str
    at: datetime
    person: Person
    language: str


def manifest_of(
    engine: DuckDBEngine | DuckDBCursor,
    found: Draw,
    form: Form,
    files: Sequence[WrittenFile],
    *,
    about: About,
    settings: Settings,
) -> dict[str, Any]:
    """No secret is in it and no person: salts by name, people as counts."""
    plan, store = found.plan, engine.version.manifest
    return {
        "version": MANIFEST_VERSION,
        "id": about.list_id,
        "at": about.at.astimezone(UTC).isoformat(timespec="seconds"),
        "by": about.person.name,
        "role": about.person.role,
        "language": about.language,
        "plan": plan_json(plan),
        "rule": None
        if plan.segment is None
        else str(describe(plan.segment, catalog=catalog(engine.version), as_of=plan.as_of)),
        "sql": Audience(plan.as_of, plan.segment).query(engine).sql(engine.dialect, pretty=True),
        "store": {
            "version": engine.version.id,
            "timezone": store.timezone,
            "currency": store.currency,
            "data_end": store.data_end.isoformat(),
            "sources": [
                {"path": source.path, "sha256": source.sha256, "rows": source.rows} for source in store.sources
            ],
        },
        "phone_country": settings.phone_country,
        "global_control_share": settings.global_control_share,
        "counts": _counts(found),
        "form": form_json(form),
        "files": [asdict(file) for file in files],
    }


def manifest_text(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _counts(found: Draw) -> dict[str, Any]:
    return {
        "everyone": found.everyone,
        "set_aside": found.set_aside,
        "selected": found.selected,
        "steps": {count.step.value: count.people for count in found.counts()},
        "listed": found.listed,
        "arms": {name: len(numbers) for name, numbers in found.arms.items()},
    }
