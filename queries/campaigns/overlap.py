"""Campaigns that share people in the same days: what one of them shows then holds for people who got the other too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from data.sentence import Gap, Sentence, Share
from queries.audience import Audience
from queries.campaigns.assignments import asked_of_ledger
from queries.campaigns.funnel import EVERYTHING, Scope
from queries.engines.duck import DuckDBCursor, DuckDBEngine

WORTH_TELLING = 0.05  # of the people of either campaign (METRICS §6.12)


@dataclass(frozen=True)
class Overlap:
    """`in_common` people were assigned to both within the days of the window, of `people` and `other_people`."""

    campaign_id: str
    other_id: str
    in_common: int
    people: int
    other_people: int
    is_each_randomised: bool

    @property
    def share(self) -> float:
        """Of the people of the smaller campaign."""
        return self.in_common / min(self.people, self.other_people)

    @property
    def remark(self) -> Sentence:
        named: Mapping[str, Gap] = {"one": self.campaign_id, "other": self.other_id, "share": Share(self.share)}
        if self.is_each_randomised:
            return Sentence(
                "{one} and {other} share {share} of the smaller one's people. Both kept a control group by chance, so "
                "each result holds, for people of whom some got the other one too.",
                named,
            )
        return Sentence(
            "{one} and {other} share {share} of the smaller one's people, and not both kept a control group: what one "
            "of them did cannot be told from what the other did.",
            named,
        )


def overlaps(
    engine: DuckDBEngine | DuckDBCursor, audience: Audience, listed: pa.Table, *, scope: Scope = EVERYTHING
) -> tuple[Overlap, ...]:
    """Pairs of campaigns with more than 5 % of the people of either in common, the most people first; of the campaign
    of the scope with any other, or of all. Asks in the calling thread; raises what the engine raises."""
    given = {**vars(scope), "campaign": ""}
    rows = asked_of_ledger("overlap", engine, audience, {"listed": listed}, **given).to_pylist()
    found = (Overlap(**row) for row in rows if scope.campaign in ("", row["campaign_id"], row["other_id"]))
    return tuple(overlap for overlap in found if overlap.share > WORTH_TELLING)
