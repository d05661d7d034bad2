"""What is decided before a list is drawn: whom, through which channel, who is left out, who is held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.contract.contact import CHANNELS as CONTACT_CHANNELS
from data.errors import ListError
from data.sentence import Label, Sentence
from queries.segments.read import Shelf
from queries.segments.shelf import look_up
from queries.segments.tree import Condition, Group, Match, Segment

MOST_HELD_BACK = 0.5
DEFAULT_HELD_BACK = 0.1
MOST_VARIANTS = 10
LOWEST_PRIORITY = 9


class Step(StrEnum):
    """Why somebody whom the segment selects is not on the list. Each person goes at the first that applies."""

    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    OVER_CAP = "over_cap"
    HIGHER_PRIORITY = "higher_priority"
    DUPLICATE = "duplicate"
    GLOBAL_CONTROL = "global_control"
    CONTROL = "control"


STEP_LABELS: Mapping[Step, Label] = {
    Step.NO_CONSENT: Label("No consent for this channel", "未授权该渠道", "未授權該管道"),
    Step.NO_ADDRESS: Label("No address in this channel", "该渠道无联系方式", "該管道無聯絡方式"),
    Step.SUPPRESSED: Label("On a suppression list", "在免打扰名单中", "在勿擾名單中"),
    Step.OVER_CAP: Label("Contacted often enough already", "已达触达频次上限", "已達觸達頻次上限"),
    Step.HIGHER_PRIORITY: Label("In a plan of higher priority", "已在更高优先级的计划中", "已在更高優先級的計畫中"),
    Step.DUPLICATE: Label("Same person under another ID", "与其他会员ID为同一人", "與其他會員ID為同一人"),
    Step.GLOBAL_CONTROL: Label("Global control group", "全局对照组", "全域對照組"),
    Step.CONTROL: Label("Control group of this list", "本名单对照组", "本名單對照組"),
}


@dataclass(frozen=True)
class Cap:
    """At most so many messages to one person within `days` up to the day of sending; `days` None: in its month.

    `channel` None counts the messages of every channel.
    """

    messages: int
    days: int | None
    channel: str | None = None


NAMELESS = Sentence("A list needs a name and a purpose: whoever asks later should find both.")
# What WeCom itself lets one customer receive from one company in a calendar month.
WECOM_MONTHLY = Cap(4, None, "wecom")


@dataclass(frozen=True)
class Variant:
    """One version of the message, and its share of those who get one."""

    name: str
    share: float


@dataclass(frozen=True)
class Control:
    """`share` of the people who could be written to is kept back; within every combination of `strata` equally."""

    share: float = DEFAULT_HELD_BACK
    strata: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListPlan:
    """`priority` 1 goes before 9. Until `runs_until` (inclusive) lists of lower priority leave these people alone.

    Nobody in `suppressed` is written to (see `on_lists`). `skipped` steps do not apply, each for a stated reason.
    `salt` names the salt that decides by chance: one salt puts one person into the same group every time. A list with
    a `period` leaves once for it, however often it is asked to.
    """

    name: str
    why: str
    channel: str
    as_of: date
    send_on: date
    runs_until: date
    segment: Segment | None = None
    segment_name: str = ""
    priority: int = 5
    caps: tuple[Cap, ...] = ()
    suppressed: Segment | None = None
    skipped: Mapping[Step, str] = field(default_factory=dict, hash=False)
    control: Control = Control()
    variants: tuple[Variant, ...] = (Variant("A", 1.0),)
    salt: str = ""
    period: str = ""
    campaign: str = ""
    cost_cents: int | None = None
    expected: str = ""


def on_lists(names: Sequence[str], shelf: Shelf) -> Segment | None:
    """The people of these uploaded lists; None for no list. Raises `SegmentError` for one that is not there."""
    if not names:
        return None
    return look_up(Segment(Group(Match.ALL, (Condition("people.list", "on_list", tuple(names)),))), shelf)


@dataclass(frozen=True)
class Channel:
    """A way to reach people: the column of the address and the one of the consent to it."""

    key: str
    label: Label
    address: str
    consent: str


_ADDRESSES = {"wecom": "wecom_external_id", "sms": "phone", "email": "email", "wechat": "openid"}

CHANNELS: Mapping[str, Channel] = {
    choice.value: Channel(
        choice.value, choice.label, f"users.{_ADDRESSES[choice.value]}", f"users.consent_{choice.value}"
    )
    for choice in CONTACT_CHANNELS
    if choice.value in _ADDRESSES
}


def check_plan(plan: ListPlan) -> None:
    """Raises `ListError` with everything that cannot be meant, at once."""
    faults = [*_naming_faults(plan), *_day_faults(plan), *_share_faults(plan), *_cap_faults(plan)]
    if faults:
        raise ListError(*faults)


def _naming_faults(plan: ListPlan) -> list[Sentence]:
    faults = []
    if Step.SUPPRESSED in plan.skipped:
        faults.append(Sentence("Suppression cannot be switched off: people on it asked not to be written to."))
    if not plan.name.strip() or not plan.why.strip():
        faults.append(NAMELESS)
    if plan.channel not in CHANNELS:
        faults.append(
            Sentence(
                "There is no channel {channel}; there are {known}.",
                {"channel": plan.channel[:60], "known": ", ".join(CHANNELS)},
            )
        )
    if Step.CONTROL in plan.skipped:
        faults.append(Sentence("To keep no control group, set its share to 0."))
    for step, reason in plan.skipped.items():
        if not reason.strip():
            faults.append(
                Sentence("The step “{step}” is switched off without a reason. State one.", {"step": STEP_LABELS[step]})
            )
    return faults


def _day_faults(plan: ListPlan) -> list[Sentence]:
    faults = []
    if plan.send_on < plan.as_of:
        faults.append(
            Sentence(
                "The list is to be sent on {send_on}, before the day its people are chosen, {as_of}.",
                {"send_on": plan.send_on, "as_of": plan.as_of},
            )
        )
    if plan.runs_until < plan.send_on:
        faults.append(
            Sentence(
                "The plan ends on {until}, before it is sent on {send_on}.",
                {"until": plan.runs_until, "send_on": plan.send_on},
            )
        )
    if not 1 <= plan.priority <= LOWEST_PRIORITY:
        faults.append(
            Sentence(
                "The priority is {found}; it goes from 1, the highest, to {lowest}.",
                {"found": plan.priority, "lowest": LOWEST_PRIORITY},
            )
        )
    return faults


def _share_faults(plan: ListPlan) -> list[Sentence]:
    faults = []
    if not 0 <= plan.control.share <= MOST_HELD_BACK:
        faults.append(
            Sentence(
                "The control group has a share of {found}; it may be from 0 to {most}.",
                {"found": plan.control.share, "most": MOST_HELD_BACK},
            )
        )
    names = [variant.name for variant in plan.variants]
    if not 1 <= len(names) <= MOST_VARIANTS or len(set(names)) < len(names) or not all(names) or "control" in names:
        faults.append(
            Sentence(
                "A list has 1 to {most} variants, each with a name of its own that is not “control”.",
                {"most": MOST_VARIANTS},
            )
        )
    shares = [variant.share for variant in plan.variants]
    if any(share <= 0 for share in shares) or abs(sum(shares) - 1) > 1e-9:
        faults.append(
            Sentence(
                "The shares of the variants must be above 0 and sum to 1; they sum to {sum}.", {"sum": sum(shares)}
            )
        )
    return faults


def _cap_faults(plan: ListPlan) -> list[Sentence]:
    known = {choice.value for choice in CONTACT_CHANNELS}
    return [
        Sentence(
            "A cap of {messages} messages in {days} days makes no sense: at least 1 message, "
            "1 to 366 days or one month, and a known channel.",
            {"messages": cap.messages, "days": cap.days},
        )
        for cap in plan.caps
        if cap.messages < 1
        or (cap.days is not None and not 1 <= cap.days <= 366)
        or (cap.channel is not None and cap.channel not in known)
    ]
