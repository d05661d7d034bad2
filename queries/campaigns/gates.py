"""What must hold before a campaign's difference may be called its effect, and what a look at it may say today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from data.ledger import CONTROL
from queries.campaigns.behaviour import Behaviour
from queries.campaigns.members import Members
from queries.stats import SampleRatio, srm
from queries.stats.estimate import Significance
from queries.stats.experiments import BEFORE_ALARM, is_contaminated
from queries.stats.rates import rate_test
from queries.stats.sequential import confidence_of_look


class Standing(StrEnum):
    """What may be said, the first that holds in this order."""

    NOBODY = "nobody"  # assigned by the day
    BEFORE_DATA = "before_data"  # everybody was assigned before the data begin
    NO_CONTROL = "no_control"
    NO_RECIPIENTS = "no_recipients"
    BROKEN_SPLIT = "broken_split"
    CONTAMINATED = "contaminated"
    NOT_YET = "not_yet"  # not one whole day has passed since the last assignment
    PROVISIONAL = "provisional"
    ROLLING = "rolling"  # people still enter, or entered over longer than the window: read by the sequence
    FINAL = "final"


NOTHING_SHOWN = frozenset(Standing) - {Standing.PROVISIONAL, Standing.ROLLING, Standing.FINAL}


@dataclass(frozen=True)
class Gates:
    """`in_two_arms` people count in none; `crossed` were kept back by one source and written to by another, and count
    as assigned. `before` tests whether the groups already bought differently just before: below 0.001 is amber.
    `observed_days` of the window are over for everybody who was assigned at once. `early` people were assigned before
    the campaign's own first day. Until `refunds_until` orders of the window may still be refunded; None: not any more.
    """

    standing: Standing
    people: Mapping[str, int]
    in_two_arms: int
    crossed: int
    sample_ratio: SampleRatio
    before: Significance
    before_data: int
    incomplete: int
    window_days: int
    observed_days: int
    last_date: date | None
    start: date | None
    early: int
    refunds_until: date | None

    @property
    def differed_before(self) -> bool:
        return self.before.is_below(BEFORE_ALARM)

    @property
    def is_kept_back_elsewhere(self) -> bool:
        """The campaign has a control group, and nobody of this audience is in it."""
        return self.standing is Standing.NO_CONTROL and bool(self.people.get(CONTROL))

    @property
    def confidence(self) -> float:
        return confidence_of_look(is_final=self.standing is Standing.FINAL)


def observed_days(members: Members, *, window_days: int, as_of: date) -> int:
    """Of the window, for everybody: all of it where people entered over longer than it, as they are read one by one."""
    if members.last_date is None or is_rolling(members, window_days=window_days):
        return window_days
    return min(window_days, (as_of - members.last_date).days)


def is_rolling(members: Members, *, window_days: int) -> bool:
    if members.first_date is None or members.last_date is None:
        return False
    return members.last_date - members.first_date > timedelta(days=window_days)


def gates(
    members: Members,
    behaviour: Behaviour,
    *,
    planned: Mapping[str, float] | None,
    crossed: int,
    window_days: int,
    begins: date,
    as_of: date,
    start: date | None,
    refund_days: int,
) -> Gates:
    """`planned` are the shares of the arms as drawn, “control” among them, or the share of control alone where those of
    the variants are not known; None: not known, so the split is not checked. `behaviour` holds everybody assigned who
    is in the audience."""
    ratio = SampleRatio(None) if planned is None else _sample_ratio(members, planned)
    observed = observed_days(members, window_days=window_days, as_of=as_of)
    before_data = int((behaviour.assigned < behaviour.day(begins)).sum())
    complete = len(behaviour.watched(observed, begins=begins, as_of=as_of)) if observed >= 0 else 0
    return Gates(
        standing=_standing(members, behaviour, ratio, before_data, observed, window_days, crossed),
        people=members.people,
        in_two_arms=members.in_two_arms,
        crossed=crossed,
        sample_ratio=ratio,
        before=_before(behaviour, begins=begins + timedelta(days=window_days)),
        before_data=before_data,
        incomplete=len(behaviour) - before_data - complete,
        window_days=window_days,
        observed_days=observed,
        last_date=members.last_date,
        start=start,
        early=0 if start is None else int((behaviour.assigned < behaviour.day(start)).sum()),
        refunds_until=_refunds_until(members, days=window_days + refund_days, as_of=as_of),
    )


def _refunds_until(members: Members, *, days: int, as_of: date) -> date | None:
    until = None if members.last_date is None else members.last_date + timedelta(days=days)
    return until if until is not None and as_of < until else None


def _standing(
    members: Members,
    behaviour: Behaviour,
    ratio: SampleRatio,
    before_data: int,
    observed: int,
    window_days: int,
    crossed: int,
) -> Standing:
    treated, control = int((behaviour.arm > 0).sum()), int((behaviour.arm == 0).sum())
    assigned = members.table.num_rows + members.in_two_arms
    is_at_once = not is_rolling(members, window_days=window_days)
    rules = (
        (Standing.NOBODY, assigned == 0 or len(behaviour) == 0),
        (Standing.BEFORE_DATA, 0 < len(behaviour) == before_data),
        (Standing.CONTAMINATED, is_contaminated(max(members.in_two_arms, crossed), assigned)),
        (Standing.NO_CONTROL, control == 0),
        (Standing.NO_RECIPIENTS, treated == 0),
        (Standing.BROKEN_SPLIT, ratio.is_broken),
        (Standing.NOT_YET, observed < 1),
        (Standing.PROVISIONAL, is_at_once and observed < window_days),
        (Standing.ROLLING, not is_at_once),
    )
    return next((standing for standing, holds in rules if holds), Standing.FINAL)


def _sample_ratio(members: Members, planned: Mapping[str, float]) -> SampleRatio:
    """Of everybody assigned, whether their window is over or not, in the audience or not."""
    counts = members.people
    if planned.keys() == {CONTROL}:
        kept_back, share = counts.get(CONTROL, 0), planned[CONTROL]
        return srm((kept_back, sum(counts.values()) - kept_back), (share, 1 - share))
    arms = sorted({*counts, *planned} - {CONTROL})
    named = (CONTROL, *arms)
    return srm(tuple(counts.get(arm, 0) for arm in named), tuple(planned.get(arm, 0.0) for arm in named))


def _before(behaviour: Behaviour, *, begins: date) -> Significance:
    """The same outcome in as long a time before, of people whose time before lies within the data."""
    seen = behaviour.where(behaviour.assigned >= behaviour.day(begins))
    treated, control = seen.recipients, seen.in_arm(0)
    bought = (int(one.bought_just_before.sum()) for one in (treated, control))
    return rate_test(next(bought), len(treated), next(bought), len(control))
