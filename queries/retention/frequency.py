"""In how many periods after the start people were active: one bar per number of periods."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.errors import BadParameter
from data.sentence import Sentence
from queries.audience import Audience
from queries.engines import Engine
from queries.retention.counted import counts, rows_of_part
from queries.retention.retention import asked_of
from queries.retention.study import Cohorting, Measure, RelativeTo, Study
from queries.retention.windows import windows_of
from queries.stats import Estimate, rate


@dataclass(frozen=True)
class ActivePeriods:
    """`share` of all people who were watched for all `periods` returned in exactly `active` of them."""

    active: int
    periods: int
    share: Estimate


def active_periods(engine: Engine, study: Study, audience: Audience, *, periods: int) -> tuple[ActivePeriods, ...]:
    """From 0 to all of the periods after the start, over cohorts that are complete at the last; the shares add up to 1.

    Empty where no cohort is. Raises what `retention` does, and `BadParameter` where a person has many starts.
    """
    if study.cohort is Cohorting.RECURRING:
        raise BadParameter(
            Sentence("How many periods were active counts each person from one start, not from every one.")
        )
    is_counted = study.measure is Measure.AT_LEAST
    steps = replace(
        study,
        measure=Measure.AT_LEAST if is_counted else Measure.ON,
        relative_to=RelativeTo.INITIAL,
        periods=periods,
    )
    asked = asked_of(engine, steps, audience)
    windows = windows_of(asked, engine.version.manifest.timezone)
    through = windows.through - windows.reach(periods)
    sizes = counts(engine, asked, windows).sizes
    people = sum(size for cohort, size in sizes.items() if cohort <= through)
    if not people:
        return ()
    rows = rows_of_part(engine, asked, "active_periods", last=windows.step * periods, through=through)
    found = {row["periods"]: row["people"] for row in rows}
    found[0] = people - sum(found.values())
    return tuple(ActivePeriods(active, periods, rate(found.get(active, 0), people)) for active in range(periods + 1))
