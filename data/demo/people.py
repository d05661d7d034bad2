"""Members of one block: who invited whom, when they joined, where they live, how to reach them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import INVITED, ORIGINS, PLACES, TAGS, TIERS
from data.demo.files import NEVER, dates, numbered, only, times, words
from data.demo.seasons import DAY_SECONDS, DAYS, joining_chances, seconds_of_day

INVITATIONS_ACCEPTED = 0.18
"""K: members whom a member brings on average within 30 days of joining."""
INVITATIONS_PER_MEMBER = 0.60
TEST_SHARE = 0.001
DELETED_SHARE = 0.01
CONSENTS = {"wecom": 0.62, "sms": 0.78, "email": 0.35, "wechat": 0.55, "app": 0.50}
"""Share who may be contacted so. The contract has no column for app consent; it is the phone's own switch."""
MEMBERS_PER_STAFF = 1500


@dataclass(frozen=True)
class People:
    """One block of members in order of joining. `consents` holds one flag per member and channel, and is updated."""

    first_number: int
    joined_at: NDArray[np.int64]
    origin: NDArray[np.int64]
    inviter: NDArray[np.int64]  # position in this block, −1 for those who came by themselves
    is_test: NDArray[np.bool_]
    deleted_at: NDArray[np.int64]
    place: NDArray[np.int64]
    city: NDArray[np.int64]
    consents: dict[str, NDArray[np.bool_]]
    ids: pl.Series

    def __len__(self) -> int:
        return len(self.joined_at)

    @property
    def joined_day(self) -> NDArray[np.int64]:
        return self.joined_at // DAY_SECONDS

    @property
    def is_member(self) -> NDArray[np.bool_]:
        return np.asarray(~self.is_test & (self.deleted_at == NEVER))


def draw_people(generator: np.random.Generator, *, size: int, first_number: int) -> People:
    families = _families(generator, size)
    joined_at, inviter = families.joined_at, families.inviter
    origin = generator.choice(len(ORIGINS), size, p=[kind.weight for kind in ORIGINS])
    origin[inviter >= 0] = [kind.name for kind in ORIGINS].index(INVITED)
    place = generator.choice(len(PLACES), size, p=np.array([p[1] for p in PLACES]) / sum(p[1] for p in PLACES))
    cities_before = np.cumsum([0, *(len(p[2]) for p in PLACES)])
    city = cities_before[place] + generator.integers(0, np.diff(cities_before)[place])
    closed = joined_at + generator.integers(1, 400, size) * DAY_SECONDS
    is_deleted = (generator.random(size) < DELETED_SHARE) & (closed < DAYS * DAY_SECONDS)
    return People(
        first_number=first_number,
        joined_at=joined_at,
        origin=origin,
        inviter=inviter,
        is_test=generator.random(size) < TEST_SHARE,
        deleted_at=np.where(is_deleted, closed, NEVER),
        place=place,
        city=city,
        consents={channel: generator.random(size) < share for channel, share in CONSENTS.items()},
        ids=numbered("M", first_number + np.arange(size), 9),
    )


@dataclass(frozen=True)
class _Families:
    joined_at: NDArray[np.int64]
    inviter: NDArray[np.int64]


def _families(generator: np.random.Generator, size: int) -> _Families:
    """Joining times and inviters: each member brings Poisson(K) members 1 to 29 days after joining themselves.

    Whole families are kept until `size` is reached; the last one loses its youngest.
    """
    day = generator.choice(DAYS, size, p=joining_chances()).astype(np.int64)
    generations = [(day, np.full(size, -1), np.arange(size))]
    born, newest = size, np.arange(size)
    while newest.size:
        day, _, family = generations[-1]
        children = generator.poisson(INVITATIONS_ACCEPTED, newest.size)
        parent = np.repeat(np.arange(newest.size), children)
        child_day = day[parent] + generator.integers(1, 30, parent.size)
        parent, child_day = parent[child_day < DAYS], child_day[child_day < DAYS]
        generations.append((child_day, newest[parent], family[parent]))
        newest = born + np.arange(parent.size)
        born += parent.size
    days, parents, families = (np.concatenate(column) for column in zip(*generations, strict=True))
    kept = np.argsort(families, kind="stable")[:size]
    joined_at = days[kept] * DAY_SECONDS + np.minimum(seconds_of_day(generator, size), DAY_SECONDS - 1800)
    kept = kept[np.argsort(joined_at, kind="stable")]
    position = np.full(born, -1)
    position[kept] = np.arange(size)
    inviter = np.where(parents[kept] >= 0, position[parents[kept]], -1)
    return _Families(np.sort(joined_at), inviter)


def user_columns(
    generator: np.random.Generator, people: People, *, paid_ever_cents: NDArray[np.int64], tier: NDArray[np.int64]
) -> dict[str, pl.Series]:
    size, number = len(people), people.first_number + np.arange(len(people))
    has_wecom = people.consents["wecom"] | (generator.random(size) < 0.1)
    has_account = people.consents["wechat"] | (generator.random(size) < 0.1)
    points = paid_ever_cents // 100 - generator.integers(0, 1 + paid_ever_cents // 120)
    birth = generator.integers(-22_000, -6_500, size)  # 18 to 60 years old
    cities = tuple(city for place in PLACES for city in place[2])
    return {
        "user_id": people.ids,
        "joined_at": times(people.joined_at),
        "name": numbered("演示会员", number, 9),
        "acquisition_channel": words(tuple(kind.name for kind in ORIGINS), people.origin),
        "gender": words(("female", "male", "unknown"), generator.choice(3, size, p=[0.64, 0.24, 0.12])),
        "birth_date": dates(np.where(generator.random(size) < 0.7, birth, NEVER)),
        "province": words(tuple(place[0] for place in PLACES), people.place),
        "city": words(cities, people.city),
        "tier": words(tuple(name for name, _ in TIERS), tier),
        "points": pl.Series(points),
        "points_expiry_date": dates(np.where(points > 0, DAYS + generator.integers(0, 365, size), NEVER)),
        # No Chinese mobile number begins with 10: nobody can be called.
        "phone": only(numbered("100", number, 8), generator.random(size) < 0.93),
        "email": only(
            pl.select(numbered("demo", number, 9) + pl.lit("@example.com")).to_series(), generator.random(size) < 0.5
        ),
        "wecom_external_id": only(numbered("wmDEMO", number, 26), has_wecom),
        "openid": only(numbered("oDEMO", number, 23), has_account),
        "unionid": only(numbered("uDEMO", number, 23), has_account | has_wecom),
        **{f"consent_{name}": pl.Series(people.consents[name]) for name in ("sms", "email", "wecom", "wechat")},
        "referrer_id": only(people.ids.gather(np.maximum(people.inviter, 0)), people.inviter >= 0),
        "owner_id": only(numbered("导购", 1 + generator.integers(0, staff_of(people), size), 4), has_wecom),
        "tags": _tags(generator, size),
        "is_test": pl.Series(people.is_test),
        "deleted_at": times(people.deleted_at),
    }


def staff_of(people: People) -> int:
    return 1 + (people.first_number + len(people)) // MEMBERS_PER_STAFF


def _tags(generator: np.random.Generator, size: int) -> pl.Series:
    """None to three tags each, in a fixed order."""
    sets = [[TAGS[i] for i in range(len(TAGS)) if mask >> i & 1] for mask in range(1 << len(TAGS))]
    picked = generator.integers(0, len(TAGS), (size, 3))
    given = generator.random((size, 3)) < 0.35
    masks = np.bitwise_or.reduce(np.where(given, 1 << picked, 0), axis=1)
    return pl.Series(sets, dtype=pl.List(pl.String)).gather(masks)


def tiers_of(spend_cents: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted([floor for _, floor in TIERS], spend_cents, side="right") - 1


def referral_columns(generator: np.random.Generator, people: People) -> dict[str, pl.Series]:
    """Accepted invitations, and invitations to people who joined later by themselves (each of them invited once)."""
    invited = np.flatnonzero(people.inviter >= 0)
    inviter = people.inviter[invited]
    start, end = people.joined_at[inviter], people.joined_at[invited]
    invited_at = start + ((end - start) * generator.random(invited.size)).astype(np.int64)
    alone = np.flatnonzero(people.inviter < 0)[1:]  # the very first member had nobody before
    in_vain = (INVITATIONS_PER_MEMBER - INVITATIONS_ACCEPTED) * len(people)
    target = generator.permutation(alone)[: int(min(in_vain, alone.size * 0.9))]
    asker = (target * generator.random(target.size)).astype(np.int64)  # somebody who joined earlier
    earliest = people.joined_at[asker]
    asked_at = earliest + ((people.joined_at[target] - earliest) * generator.random(target.size)).astype(np.int64)
    order = np.argsort(np.concatenate([invited_at, asked_at]), kind="stable")
    return {
        "inviter_id": people.ids.gather(np.concatenate([inviter, asker])[order]),
        "invitee_id": people.ids.gather(np.concatenate([invited, target])[order]),
        "invited_at": times(np.concatenate([invited_at, asked_at])[order]),
        "activated_at": times(np.concatenate([end, np.full(target.size, NEVER)])[order]),
    }
