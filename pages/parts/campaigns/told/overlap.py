"""Whether a campaign worked differently on people who were sent another one, in words."""

from __future__ import annotations

from data.sentence import Sentence
from queries.stats import Status
from queries.stats.interaction import ENOUGH_BUYERS, Interaction

INSIDE_AND_OUTSIDE = Sentence(
    "Recipients less control group, once of people who were sent the other campaign in the same days and once of all "
    "others. It supposes that both were drawn by chance, independently of each other. People may also differ in more "
    "than the other campaign."
)


def interaction_told(found: Interaction, other: str) -> Sentence:
    if found.difference.status is Status.TOO_SMALL:
        return Sentence(
            "{other}: too few bought to tell; {needed} buyers are needed in each of the four groups.",
            {"other": other, "needed": ENOUGH_BUYERS},
        )
    if found.difference.value is None:
        return Sentence("{other}: nobody differs, so there is nothing to compare.", {"other": other})
    if not found.significance.is_below(0.05):
        return Sentence(
            "{other}: no difference was found between people who were sent it too and the others.", {"other": other}
        )
    if found.difference.value > 0:
        return Sentence("{other}: on people who were sent it too, this campaign worked better.", {"other": other})
    return Sentence("{other}: on people who were sent it too, this campaign worked less.", {"other": other})
