"""Door from a count into its people, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.access import Action, Person, require
from queries.audience import Audience
from queries.question import Ask

BEFORE_ALL = -1


@dataclass(frozen=True)
class MemberFacts:
    """One person and their purchases up to the audience's day."""

    user_no: int
    user_id: str
    orders: int
    net_cents: int
    first_order_date: date | None
    last_order_date: date | None


def member_facts(
    ask: Ask, audience: Audience, *, person: Person, after: int = BEFORE_ALL, people: int = 100
) -> tuple[MemberFacts, ...]:
    """The next `people` of the audience after that user_no. Raises `Forbidden` unless the asker may see members."""
    require(person, Action.SEE_MEMBERS)
    return tuple(MemberFacts(**row) for row in ask("overview/members", audience, after=after, people=people).rows)
