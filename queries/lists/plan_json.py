"""A plan as the JSON document that a manifest keeps, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from data.errors import ListError
from data.sentence import Sentence
from data.settings import Settings
from data.uploaded import UploadedList, every_upload
from queries.lists.plan import Cap, Control, ListPlan, Step, Variant, on_lists
from queries.segments.read import Shelf, parse_segment
from queries.segments.shelf import FrozenShelf, LibraryShelf
from queries.segments.tree import Saved, Segment

PLAN_VERSION = 1
_DAYS = ("as_of", "send_on", "runs_until")


def plan_json(plan: ListPlan) -> dict[str, Any]:
    """Everything that `read_plan` needs to give an equal plan."""
    written = {name: value for name, value in vars(plan).items() if name not in ("segment", "suppressed", "skipped")}
    return {
        "version": PLAN_VERSION,
        **written,
        **{name: written[name].isoformat() for name in _DAYS},
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
    version: int
    document: Mapping[str, Any]


def read_plan(document: Mapping[str, Any], *, settings: Settings) -> ListPlan:
    """What a document leaves out is as `ListPlan` has it; what its rule names is as the document says, else as the
    library says now.

    Raises `ListError` for another version or shape, `SegmentError` for its rule."""
    if document.get("version") != PLAN_VERSION:
        raise ListError(
            Sentence(
                "The plan says version {found}; this program reads version {expected}.",
                {"found": repr(document.get("version"))[:40], "expected": PLAN_VERSION},
            )
        )
    beside = ("version", "named", "lists", "segment", "suppressed_by")
    given = {name: value for name, value in document.items() if name not in beside}
    try:
        shelf = _shelf(document, settings)
        rule = document.get("segment")
        return ListPlan(
            **{name: _READERS.get(name, _as_it_is)(value) for name, value in given.items()},
            segment=None if rule is None else parse_segment(rule, shelf=shelf),
            suppressed=on_lists(tuple(document.get("suppressed_by", ())), shelf),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        raise ListError(
            Sentence("The plan cannot be read: {reason}.", {"reason": f"{type(reason).__name__} {reason}"[:200]})
        ) from reason


def _shelf(document: Mapping[str, Any], settings: Settings) -> Shelf:
    now = LibraryShelf(settings)
    if "named" not in document:
        return now
    named = {each["name"]: _Named(each["version"], each["document"]) for each in document["named"]}
    return FrozenShelf(named, _lists_then(document.get("lists", {}), settings), now.may_ask_sql)


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


def _as_it_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_DAYS, date.fromisoformat),
    "skipped": lambda steps: {Step(step): reason for step, reason in steps.items()},
    "caps": lambda caps: tuple(Cap(**cap) for cap in caps),
    "control": lambda control: Control(control["share"], tuple(control.get("strata", ()))),
    "variants": lambda variants: tuple(Variant(**variant) for variant in variants),
}
