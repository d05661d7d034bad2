"""What somebody wrote to have a list drawn: a plan and the form it leaves in, one document, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.errors import ListError
from data.sealed import check_salt_id
from data.sentence import Sentence
from data.settings import Settings
from data.store import Version
from queries.audience import Audience
from queries.catalog import Catalog, catalog
from queries.lists.form import Form, check_form
from queries.lists.form_json import gathered_form
from queries.lists.plan import ListPlan, check_plan
from queries.lists.plan_json import DAYS, MUST_SAY, gathered_plan
from queries.lists.reading import Gathering
from queries.question import check_day
from queries.segments.bind import faults_of

_STANDING_IN = {"name": "–", "why": "–", "channel": "sms"}  # of what could not be read, to judge the rest


@dataclass(frozen=True)
class AskedList:
    """`form` None: the document has none, so its list can be drawn but not leave."""

    plan: ListPlan
    form: Form | None


def read_asked(document: Mapping[str, Any], version: Version, *, settings: Settings, today: date) -> AskedList:
    """Days that the document leaves out: chosen on the data's last day, sent today, over on the day of sending.

    Raises `ListError` with everything that cannot be read, meant or had of this store; `SegmentError` or
    `BadParameter` when only the rule or its day is wrong.
    """
    known, found = catalog(version), Gathering()
    written = {name: value for name, value in document.items() if name != "form"}
    read = gathered_plan(written, settings=settings, needed=MUST_SAY, known=known)
    found.take(read)
    plan = ListPlan(**{**_STANDING_IN, **read.values, **_days(document, read.values, version, today)})
    with found.gathering():
        check_plan(plan)
    with found.gathering():
        check_day(Audience(plan.as_of), version.manifest)
    if "salt" in read.values or "salt" not in document:
        with found.gathering():
            check_salt_id(plan.salt)
    for fault in faults_of(plan.suppressed, known) if plan.suppressed else ():
        with found.gathering():
            raise ListError(Sentence("The plan's “{place}”: {fault}", {"place": "suppressed_by", "fault": fault}))
    form = _form(document["form"], known, found) if "form" in document else None
    found.check()
    return AskedList(plan, form)


def _form(document: Any, known: Catalog, found: Gathering) -> Form | None:
    read = gathered_form(document)
    found.take(read)
    if "columns" not in read.values:
        return None
    form = Form(**read.values)
    with found.gathering():
        check_form(form, known)
    return form


def _days(document: Mapping[str, Any], read: Mapping[str, date], version: Version, today: date) -> dict[str, date]:
    """One that could not be read has its fault already: then how they lie to each other says nothing."""
    last, send_on = version.manifest.data_end, read.get("send_on", today)
    if any(name in document and name not in read for name in DAYS):
        return dict.fromkeys(DAYS, last)
    given = {name: read[name] for name in DAYS if name in read}
    return {"as_of": last, "send_on": send_on, "runs_until": send_on, **given}
