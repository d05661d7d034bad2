"""A plan as the JSON document that a manifest keeps, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from data.errors import ListError
from data.sentence import Sentence
from queries.lists.plan import Cap, Control, ListPlan, Step, Variant
from queries.segments.read import parse_segment

PLAN_VERSION = 1
_DAYS = ("as_of", "send_on", "runs_until")


def plan_json(plan: ListPlan) -> dict[str, Any]:
    """Everything that `read_plan` needs to give an equal plan."""
    written = {name: value for name, value in vars(plan).items() if name not in ("segment", "skipped")}
    return {
        "version": PLAN_VERSION,
        **written,
        **{name: written[name].isoformat() for name in _DAYS},
        "segment": None if plan.segment is None else plan.segment.to_json(),
        "skipped": {step.value: reason for step, reason in plan.skipped.items()},
        "caps": [asdict(cap) for cap in plan.caps],
        "suppressed_by": list(plan.suppressed_by),
        "control": {"share": plan.control.share, "strata": list(plan.control.strata)},
        "variants": [asdict(variant) for variant in plan.variants],
    }


def read_plan(document: Mapping[str, Any]) -> ListPlan:
    """What a document leaves out is as `ListPlan` has it.

    Raises `ListError` for another version or shape, `SegmentError` for its rule."""
    if document.get("version") != PLAN_VERSION:
        raise ListError(
            Sentence(
                "The plan says version {found}; this program reads version {expected}.",
                {"found": repr(document.get("version"))[:40], "expected": PLAN_VERSION},
            )
        )
    given = {name: value for name, value in document.items() if name != "version"}
    try:
        return ListPlan(**{name: _READERS.get(name, _as_it_is)(value) for name, value in given.items()})
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        raise ListError(
            Sentence("The plan cannot be read: {reason}.", {"reason": f"{type(reason).__name__} {reason}"[:200]})
        ) from reason


def _as_it_is(value: Any) -> Any:
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_DAYS, date.fromisoformat),
    "segment": lambda rule: None if rule is None else parse_segment(rule),
    "skipped": lambda steps: {Step(step): reason for step, reason in steps.items()},
    "caps": lambda caps: tuple(Cap(**cap) for cap in caps),
    "suppressed_by": tuple,
    "control": lambda control: Control(control["share"], tuple(control.get("strata", ()))),
    "variants": lambda variants: tuple(Variant(**variant) for variant in variants),
}
