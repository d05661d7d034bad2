"""The draw: from the people a segment selects, step by step, to those written to and those kept back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from data.errors import ListError
from data.ledger import CONTROL
from data.progress import Progress, silent
from data.sentence import Sentence
from queries.catalog import Catalog, catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.assigned import Earlier, in_higher_priority, over_cap, person_keys
from queries.lists.chance import Numbers, chances, divided, held_back, held_back_within, start_of
from queries.lists.duplicates import duplicates_among
from queries.lists.plan import CHANNELS, STEP_LABELS, ListPlan, Step, check_plan
from queries.segments.compile import Measuring
from queries.segments.leaves import Leaves, evaluate
from queries.segments.people import count
from queries.segments.rows import column
from queries.segments.tree import Condition, Group, Match, Segment

Flags = NDArray[np.bool_]  # by user_no


@dataclass(frozen=True)
class Salts:
    """The secrets by which chance decides: this list's own, and that of the group no list may touch."""

    own: str
    everywhere: str


@dataclass(frozen=True)
class StepCount:
    """`people` went at this step; None where it was switched off, and `reason` says why."""

    step: Step
    people: int | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Draw:
    """`set_aside` test and deleted accounts of the store are in no segment. `gone` has everyone whom a step took, at
    the first that applied; `arms` has those who are written to, by variant. Together they are all of `selected`."""

    plan: ListPlan
    everyone: int
    set_aside: int
    selected: int
    gone: Mapping[Step, Numbers]
    arms: Mapping[str, Numbers]

    @property
    def listed(self) -> int:
        return sum(len(numbers) for numbers in self.arms.values())

    @property
    def control(self) -> Numbers:
        return self.gone[Step.CONTROL]

    def counts(self) -> tuple[StepCount, ...]:
        return tuple(
            StepCount(step, None, self.plan.skipped[step])
            if step in self.plan.skipped
            else StepCount(step, len(self.gone[step]))
            for step in Step
        )

    def assigned(self) -> pa.Table:
        """`user_no` and `arm` of everyone who is written to or kept back by this list, ascending."""
        arms = {**self.arms, CONTROL: self.control}
        numbers = np.concatenate(list(arms.values()))
        names = np.repeat(np.arange(len(arms), dtype=np.int16), [len(found) for found in arms.values()])
        order = np.argsort(numbers)
        arm = pa.DictionaryArray.from_arrays(pa.array(names[order]), pa.array(list(arms)))
        return pa.table({"user_no": pa.array(numbers[order]), "arm": arm})


@dataclass
class _Drawing:
    """What a step may look at. `left` are the people whom no earlier step took."""

    engine: DuckDBEngine | DuckDBCursor
    catalog: Catalog
    plan: ListPlan
    earlier: Earlier
    salts: Salts
    global_share: float
    left: Flags

    def holding(self, condition: Condition) -> Flags:
        return self.selected(Segment(Group(Match.ALL, (condition,))))

    def selected(self, rule: Segment) -> Flags:
        found = evaluate(self.engine, rule, as_of=self.plan.as_of)
        return np.unpackbits(found.bits, count=found.of).view(np.bool_)


def draw(
    engine: DuckDBEngine | DuckDBCursor,
    plan: ListPlan,
    *,
    salts: Salts,
    earlier: Earlier,
    global_share: float = 0.0,
    progress: Progress = silent,
) -> Draw:
    """Nothing leaves yet and nothing is recorded. Raises `ListError`, `SegmentError`, or `Cancelled`."""
    check_plan(plan)
    leaves = Leaves(engine, plan.as_of)
    bits = leaves.everyone if plan.segment is None else evaluate(engine, plan.segment, as_of=plan.as_of).bits
    left = np.unpackbits(bits, count=leaves.of).view(np.bool_)
    selected = int(left.sum())
    drawing = _Drawing(engine, catalog(engine.version), plan, earlier, salts, global_share, left)
    gone: dict[Step, Numbers] = {}
    for number, (step, finder) in enumerate(FINDERS.items()):
        progress("draw", number / len(Step), Sentence("{step} …", {"step": STEP_LABELS[step]}))
        leaving = np.zeros_like(left) if step in plan.skipped else left & finder(drawing)
        gone[step] = np.flatnonzero(leaving)
        left &= ~leaving
    gone[Step.CONTROL], arms = _by_chance(drawing)
    return Draw(plan, count(leaves.everyone), _set_aside(engine), selected, gone, arms)


def _by_chance(drawing: _Drawing) -> tuple[Numbers, Mapping[str, Numbers]]:
    """Who is kept back, and the others by variant: two independent numbers of one hash decide."""
    control, numbers = drawing.plan.control, np.flatnonzero(drawing.left)
    chance = chances(drawing.engine, numbers, drawing.salts.own)
    if control.strata and control.share:
        start = start_of(drawing.salts.own)
        held = held_back_within(_strata(drawing, numbers), chance.first, control.share, start=start)
    else:
        held = held_back(chance.first, control.share)
    shares = [(variant.name, variant.share) for variant in drawing.plan.variants]
    return numbers[held], divided(numbers[~held], chance.second[~held], shares)


def _set_aside(engine: DuckDBEngine | DuckDBCursor) -> int:
    outside = exp.select(exp.Count(this=exp.Star()).as_("people")).from_("users")
    outside = outside.where(exp.not_(column("is_member", "users")))
    return int(engine.query(outside.sql(engine.dialect))["people"][0].as_py())


def _no_consent(drawing: _Drawing) -> Flags:
    """Unknown is no consent."""
    consent = CHANNELS[drawing.plan.channel].consent
    if not drawing.catalog.measures[consent].is_available:
        raise ListError(
            Sentence(
                "The export does not say who consented to {channel} ({column}). Bring it, or switch the step off "
                "and state why these people may be written to.",
                {"channel": CHANNELS[drawing.plan.channel].label, "column": consent},
            )
        )
    return ~drawing.holding(Condition(consent, "is_true"))


def _no_address(drawing: _Drawing) -> Flags:
    address = CHANNELS[drawing.plan.channel].address
    if not drawing.catalog.measures[address].is_available:
        raise ListError(
            Sentence(
                "The export brings no address for {channel} ({column}), so nobody can be written to there.",
                {"channel": CHANNELS[drawing.plan.channel].label, "column": address},
            )
        )
    return ~drawing.holding(Condition(address, "is_set"))


def _suppressed(drawing: _Drawing) -> Flags:
    """Those who asked to be forgotten too, whatever the plan says."""
    found = np.zeros_like(drawing.left)
    if len(drawing.earlier.forgotten):
        found = np.isin(person_keys(drawing.engine, drawing.earlier.key), drawing.earlier.forgotten)
    if drawing.plan.suppressed is not None:
        found = found | drawing.selected(drawing.plan.suppressed)
    return found


def _over_cap(drawing: _Drawing) -> Flags:
    found = np.zeros_like(drawing.left)
    for cap in drawing.plan.caps:
        if cap.channel in (None, drawing.plan.channel):
            found |= over_cap(drawing.engine, cap, drawing.plan.send_on, drawing.earlier)
    return found


def _higher_priority(drawing: _Drawing) -> Flags:
    return in_higher_priority(drawing.engine, drawing.plan, drawing.earlier)


def _duplicate(drawing: _Drawing) -> Flags:
    return duplicates_among(drawing.engine, drawing.left)


def _global_control(drawing: _Drawing) -> Flags:
    if not drawing.global_share:
        return np.zeros_like(drawing.left)
    numbers = np.flatnonzero(drawing.left)
    chance = chances(drawing.engine, numbers, drawing.salts.everywhere).first
    held = np.zeros_like(drawing.left)
    held[numbers[held_back(chance, drawing.global_share)]] = True
    return held


def _strata(drawing: _Drawing, numbers: Numbers) -> NDArray[np.int64]:
    """One number per combination of values; unknown is a value of its own."""
    measuring = Measuring(drawing.plan.as_of)
    unknown = [key for key in drawing.plan.control.strata if key not in drawing.catalog.measures]
    if unknown:
        raise ListError(
            Sentence("There is no measure {measure} to divide the control group by.", {"measure": ", ".join(unknown)})
        )
    measures = [drawing.catalog.measures[key] for key in drawing.plan.control.strata]
    values = [measuring.plain_value(found).as_(f"value_{place}") for place, found in enumerate(measures)]
    query = measuring.people(column("user_no", "users").as_("user_no"), *values)
    table = drawing.engine.query(query.sql(drawing.engine.dialect))
    codes = np.zeros(len(drawing.left), np.int64)
    combined = np.zeros(table.num_rows, np.int64)
    for place in range(len(measures)):
        found = table[f"value_{place}"].combine_chunks().dictionary_encode("encode")
        combined = combined * len(found.dictionary) + found.indices.to_numpy()
        combined = np.unique(combined, return_inverse=True)[1]  # or many strata would leave the 64 bits
    codes[table["user_no"].to_numpy()] = combined
    return codes[numbers]


FINDERS: Mapping[Step, Callable[[_Drawing], Flags]] = {
    Step.NO_CONSENT: _no_consent,
    Step.NO_ADDRESS: _no_address,
    Step.SUPPRESSED: _suppressed,
    Step.OVER_CAP: _over_cap,
    Step.HIGHER_PRIORITY: _higher_priority,
    Step.DUPLICATE: _duplicate,
    Step.GLOBAL_CONTROL: _global_control,
}
