"""A plan as the JSON document that a manifest keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from data.errors import ListError
from data.sentence import Sentence
from data.settings import Settings
from data.uploaded import UploadedList, every_upload
from queries.catalog import Catalog
from queries.lists.plan import Cap, Control, ListPlan, Step, Variant, on_lists
from queries.lists.reading import (
    Gathering,
    Reader,
    a_list,
    an_object,
    by_name,
    day,
    gathered,
    number,
    one_of,
    or_nothing,
    text,
    whole,
    wrong,
)
from queries.segments.read import parse_segment
from queries.segments.shelf import FrozenShelf, LibraryShelf
from queries.segments.tree import Saved, Segment

PLAN_VERSION = 1
DAYS = ("as_of", "send_on", "runs_until")


def plan_json(plan: ListPlan) -> dict[str, Any]:
    """Everything that `read_plan` needs to give an equal plan."""
    written = {name: value for name, value in vars(plan).items() if name not in ("segment", "suppressed", "skipped")}
    return {
        "version": PLAN_VERSION,
        **written,
        **{name: written[name].isoformat() for name in DAYS},
        "segment": None if plan.segment is None else plan.segment.to_json(),
        "skipped": {step.value: reason for step, reason in plan.skipped.items()},
        "caps": [asdict(cap) for cap in plan.caps],
        "suppressed_by": [] if plan.suppressed is None else [kept.name for kept in plan.suppressed.beside.lists],
        "lists": _lists_json(plan),
        "named": [] if plan.segment is None else [_saved_json(saved) for saved in plan.segment.beside.segments],
        "control": {"share": plan.control.share, "strata": list(plan.control.strata)},
        "variants": [asdict(variant) for variant in plan.variants],
    }


def _lists_json(plan: ListPlan) -> dict[str, str]:
    """Which file each name of an uploaded list stood for: another one may have replaced it since."""
    rules = (rule for rule in (plan.segment, plan.suppressed) if rule is not None)
    return {kept.name: kept.id for rule in rules for kept in rule.beside.lists}


def _saved_json(saved: Saved) -> dict[str, Any]:
    """The rule that a name stood for on that day: verifying must not meet a newer one."""
    return {"name": saved.name, "version": saved.version, "document": Segment(saved.root).to_json()}


@dataclass(frozen=True)
class _Named:
    name: str
    version: int
    document: Mapping[str, Any]


def _version(given: Any, place: str) -> int:
    if given != PLAN_VERSION or isinstance(given, bool):
        raise wrong(place, given, str(PLAN_VERSION))
    return PLAN_VERSION


def _document(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise wrong(place, given, Sentence("the document of a segment"))
    return given


_CAP = an_object(Cap, {"messages": whole, "days": or_nothing(whole), "channel": or_nothing(text)}, ("messages", "days"))
_CONTROL = an_object(Control, {"share": number, "strata": a_list(text, '["users.city"]')}, ("share",))
_VARIANT = an_object(Variant, {"name": text, "share": number}, ("name", "share"))
_NAMED = an_object(_Named, {"name": text, "version": whole, "document": _document}, ("name", "version", "document"))
# Of what a rule names: `named` and `lists` say what the names stood for on another day.
_BESIDE: Mapping[str, Reader[Any]] = {
    "version": _version,
    "segment": or_nothing(_document),
    "suppressed_by": a_list(text, '["quiet"]'),
    "lists": by_name(text, text, '{"quiet": "20260131-…"}'),
    "named": a_list(_NAMED, '[{"name": …, "version": 1, "document": {…}}]'),
}
PLAN_READERS: Mapping[str, Reader[Any]] = {
    **_BESIDE,
    **dict.fromkeys(("name", "why", "channel", "segment_name", "salt", "period", "campaign", "expected"), text),
    **dict.fromkeys(DAYS, day),
    "priority": whole,
    "caps": a_list(_CAP, '[{"messages": 3, "days": 30}]'),
    "skipped": by_name(one_of(Step), text, '{"no_consent": "service message"}'),
    "control": _CONTROL,
    "variants": a_list(_VARIANT, '[{"name": "A", "share": 1}]'),
    "cost_cents": or_nothing(whole),
}
MUST_SAY = ("version", "name", "why", "channel")


def read_plan(document: Any, *, settings: Settings) -> ListPlan:
    """What a document leaves out is as `ListPlan` has it; what its rule names is as the document says, else as the
    library says now.

    Raises `ListError` with everything that keeps it from being a plan, `SegmentError` when that is its rule alone."""
    found = gathered_plan(document, settings=settings, needed=(*MUST_SAY, *DAYS))
    found.check()
    return ListPlan(**found.values)


def gathered_plan(
    document: Any, *, settings: Settings, needed: Sequence[str], known: Catalog | None = None
) -> Gathering:
    """With a catalogue the rule's measures and values are looked at too."""
    found = gathered(document, "document", PLAN_READERS, needed)
    beside = {name: found.values.pop(name, None) for name in _BESIDE}
    shelf: LibraryShelf | FrozenShelf = LibraryShelf(settings)
    if beside["named"] is not None:
        with found.gathering():
            shelf = FrozenShelf(
                {each.name: each for each in beside["named"]},
                _lists_then(beside["lists"] or {}, settings),
                shelf.may_ask_sql,
            )
    if beside["segment"] is not None:
        with found.gathering():
            found.values["segment"] = parse_segment(beside["segment"], known, shelf=shelf)
    found.values["suppressed"] = on_lists(beside["suppressed_by"] or (), shelf)
    return found


def _lists_then(ids: Mapping[str, str], settings: Settings) -> Mapping[str, UploadedList]:
    """Under the names they had when the list left. Raises `ListError` for those whose names were deleted since."""
    known = every_upload(settings)
    found = {name: known[list_id] for name, list_id in ids.items() if list_id in known}
    faults = [
        Sentence("The uploaded list {name} was deleted since, so who was on it is not known any more.", {"name": name})
        for name in ids
        if name not in found or not found[name].path.exists()
    ]
    if faults:
        raise ListError(*faults)
    return {name: replace(kept, name=name) for name, kept in found.items()}
