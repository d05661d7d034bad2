"""Which campaign, and by what its people are told apart: choices that stand in the link."""

from __future__ import annotations

from collections.abc import Sequence

from pages.parts.campaigns.words import name_of
from pages.parts.compare_choice import ATTRIBUTES
from pages.parts.controls import one_listed
from pages.parts.segments.session import measures
from pages.parts.session import say
from queries.campaigns import Known

CAMPAIGN_KEY, BY_KEY = "camp", "camp_by"


def chosen_campaign(found: Sequence[Known], as_of_ordinal: int) -> Known:
    """The one that the link names, else the newest whose window is over for everyone."""
    newest_first = list(reversed(found))
    closed = next((one for one in newest_first if _last_day(one) + one.window_days <= as_of_ordinal), newest_first[0])
    by_id = {one.campaign_id: one for one in newest_first}
    names = {key: name_of(one) for key, one in by_id.items()}
    chosen = one_listed(CAMPAIGN_KEY, names, closed.campaign_id, label=say("Campaign"), width=320, names_default=True)
    return by_id[chosen]


def _last_day(known: Known) -> int:
    """Of an assignment; a campaign that nobody was assigned to is never the one that opens."""
    return max((arm.last_date.toordinal() for arm in known.arms), default=10**9)


def asked_part() -> str:
    """The key of a measure, or empty: by what effects are told apart."""
    known = measures().measures
    offered = {"": say("Everyone together")}
    for key in ATTRIBUTES:
        if key in known and known[key].is_available:
            offered[key] = say("by {attribute}", attribute=known[key].label)
    return one_listed(BY_KEY, offered, "", label=say("Tell apart"), width=230)
