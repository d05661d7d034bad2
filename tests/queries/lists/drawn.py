"""A shop with lists that left before, and the draw said again in plain Python, person by person."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from data.ledger import CONTROL, KeptList, keep_list
from data.settings import Settings
from queries.lists.chance import WHOLE
from queries.lists.plan import Cap, ListPlan, Step

DAY = date(2025, 3, 10)
SEND_ON = date(2025, 3, 12)
KEY = "k" * 64
Row = dict[str, Any]


def people(rng: random.Random, number: int) -> list[Row]:
    """Members with shared phones, unions and addresses, blanks, unknown consent, test accounts."""
    return [
        {
            "user_id": f"M{place:04}",
            "joined_at": datetime(2024, 1, 1) + timedelta(days=rng.randrange(500)),
            "city": rng.choice(["上海", "北京", None]),
            "phone": rng.choice([None, f"138{rng.randrange(number):08}", f"139{place:08}"]),
            "unionid": rng.choice([None, f"U{rng.randrange(number)}"]),
            "email": rng.choice(
                [None, f"a{rng.randrange(number)}@example.com", f"A{rng.randrange(number)}@example.com "]
            ),
            "consent_sms": rng.choice([True, True, True, False, None]),
            "is_test": rng.random() < 0.05,
        }
        for place in range(number)
    ]


def touches(rng: random.Random, members: Sequence[Row]) -> list[Row]:
    return [
        {
            "user_id": rng.choice(members)["user_id"],
            "campaign_id": rng.choice(["spring", "told"]),
            "assigned_at": datetime(2025, 2, 1) + timedelta(hours=rng.randrange(24 * 45)),
            "channel": rng.choice(["sms", "wecom"]),
            "is_control": rng.choice([True, False, None]),
        }
        for _ in range(len(members) * 2)
    ]


@dataclass(frozen=True)
class Left:
    """An earlier list, and its people by ID."""

    kept: KeptList
    arms: Mapping[str, str]


def hashed(salt: str, user_id: str) -> tuple[int, int]:
    digest = hashlib.sha256(f"{salt}:{user_id}".encode()).hexdigest()
    return int(digest[:15], 16), int(digest[15:30], 16)


def earlier_list(settings: Settings, rng: random.Random, members: Sequence[Row], number: int) -> Left:
    send_on = SEND_ON - timedelta(days=rng.randrange(20))
    plan = {
        "send_on": send_on.isoformat(),
        "runs_until": (send_on + timedelta(days=rng.randrange(15))).isoformat(),
        "priority": rng.randrange(1, 10),
        "channel": rng.choice(["sms", "wecom"]),
        "campaign": rng.choice(["told", "untold", ""]),
    }
    arms = {row["user_id"]: rng.choice([CONTROL, "A"]) for row in members if rng.random() < 0.3}
    arms["NOBODY"] = "A"  # left the store since
    table = pa.table(
        {
            "person": pa.array([hashed(KEY, user_id)[0] for user_id in arms], pa.uint64()),
            "arm": pa.array(list(arms.values())).dictionary_encode(),
        }
    )
    return Left(keep_list(settings, f"20250301-00000{number}-abcdef", {"plan": plan}, table), arms)


def expected_draw(
    members: Sequence[Row],
    sent: Sequence[Row],
    earlier: Sequence[Left],
    plan: ListPlan,
    *,
    own: str,
    everywhere: str,
    global_share: float,
) -> tuple[dict[Step, set[str]], dict[str, set[str]]]:
    """Who goes at which step and who is in which arm, by ID. Strata are not drawn here."""
    left = [row for row in members if not row["is_test"] and row["joined_at"].date() <= plan.as_of]
    persons = same_persons(members)
    tests: dict[Step, Callable[[Row], bool]] = {
        Step.NO_CONSENT: lambda row: row["consent_sms"] is not True,
        Step.NO_ADDRESS: lambda row: row["phone"] is None,
        Step.OVER_CAP: lambda row: any(is_over(row["user_id"], cap, plan, sent, earlier) for cap in plan.caps),
        Step.HIGHER_PRIORITY: lambda row: any(comes_before(found, plan, row["user_id"]) for found in earlier),
        Step.GLOBAL_CONTROL: lambda row: hashed(everywhere, row["user_id"])[0] < round(global_share * WHOLE),
        Step.CONTROL: lambda row: hashed(own, row["user_id"])[0] < round(plan.control.share * WHOLE),
    }
    gone: dict[Step, set[str]] = {}
    for step in Step:
        leaving: set[str] = set()
        if step is Step.DUPLICATE:
            seen: set[int] = set()
            for row in left:
                person = persons[row["user_id"]]
                leaving |= {row["user_id"]} if person in seen else set()
                seen.add(person)
        elif step in tests:
            leaving = {row["user_id"] for row in left if tests[step](row)}
        gone[step] = set() if step in plan.skipped else leaving
        left = [row for row in left if row["user_id"] not in gone[step]]
    return gone, {
        variant.name: {row["user_id"] for row in left if arm_of(row["user_id"], plan, own) == variant.name}
        for variant in plan.variants
    }


def arm_of(user_id: str, plan: ListPlan, own: str) -> str:
    chance, reached = hashed(own, user_id)[1], 0.0
    for variant in plan.variants:
        reached += variant.share
        if chance < round(reached * WHOLE):
            return variant.name
    return plan.variants[-1].name


def same_persons(members: Sequence[Row]) -> dict[str, int]:
    person = {row["user_id"]: place for place, row in enumerate(members)}
    for _ in members:
        for name in ("phone", "unionid", "email"):
            lowest: dict[str, int] = {}
            for row in members:
                if row[name]:
                    identity = row[name].strip().lower()
                    lowest[identity] = min(lowest.get(identity, len(members)), person[row["user_id"]])
            for row in members:
                if row[name]:
                    person[row["user_id"]] = min(person[row["user_id"]], lowest[row[name].strip().lower()])
    return person


def is_over(user_id: str, cap: Cap, plan: ListPlan, sent: Sequence[Row], earlier: Sequence[Left]) -> bool:
    if cap.channel not in (None, plan.channel):
        return False
    first = plan.send_on.replace(day=1) if cap.days is None else plan.send_on - timedelta(days=cap.days - 1)
    told = Counter(
        row["user_id"]
        for row in sent
        if not row["is_control"]
        and first <= (row["assigned_at"] + timedelta(hours=8)).date() <= plan.send_on
        and cap.channel in (None, row["channel"])
    )[user_id]
    campaigns = {row["campaign_id"] for row in sent}
    listed = 0
    for found in earlier:
        decided = found.kept.manifest["plan"]
        in_time = first <= date.fromisoformat(decided["send_on"]) <= plan.send_on
        if in_time and cap.channel in (None, decided["channel"]) and decided["campaign"] not in campaigns:
            listed += found.arms.get(user_id, CONTROL) != CONTROL
    return told + listed >= cap.messages


def comes_before(found: Left, plan: ListPlan, user_id: str) -> bool:
    decided = found.kept.manifest["plan"]
    runs = date.fromisoformat(decided["send_on"]) <= plan.send_on <= date.fromisoformat(decided["runs_until"])
    return decided["priority"] < plan.priority and runs and user_id in found.arms
