"""Messages, interactions and survey answers of one block as export columns."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, INTERACTION_KINDS, SALES_CHANNELS
from data.demo.catalogue import PRODUCT_IDS, favourites, picked_products
from data.demo.effects import Assignment
from data.demo.files import NEVER, only, times, words
from data.demo.moments import END, Why
from data.demo.people import People
from data.demo.seasons import DAY_SECONDS, DAYS, seconds_of_day
from data.demo.trade import Orders

INTERACTIONS_PER_ORDER = 0.4
INTERACTIONS_PER_MEMBER = 2.0
ANSWERS_PER_ORDER = 0.02
DELIVERED, OPENED, CLICKED = 0.96, 0.35, 0.22
MACHINE_OPENED = 0.12
_KIND_CHANCES = (0.42, 0.10, 0.14, 0.14, 0.08, 0.06, 0.03, 0.03)
_WITH_PRODUCT = np.array([True, True, True, False, False, False, True, True])
_SCORE_CHANCES = (0.02, 0.01, 0.01, 0.02, 0.02, 0.04, 0.06, 0.14, 0.22, 0.22, 0.24)


def touch_columns(
    generator: np.random.Generator, people: People, assignments: list[Assignment]
) -> dict[str, pl.Series]:
    """A control row is assigned and not sent. Only the wanted order of events is promised: delivered, opened, …"""
    person = np.concatenate([assignment.person for assignment in assignments])
    campaign = np.repeat(np.arange(len(assignments)), [assignment.person.size for assignment in assignments])
    assigned_at = np.concatenate([assignment.assigned_at for assignment in assignments])
    is_control = np.concatenate([assignment.is_control for assignment in assignments])
    left = np.concatenate([assignment.is_unsubscribed for assignment in assignments])
    variant = np.concatenate([assignment.variant for assignment in assignments])
    size = person.size
    is_delivered = ~is_control & ((generator.random(size) < DELIVERED) | left)
    is_opened = is_delivered & ((generator.random(size) < OPENED) | left)
    is_clicked = is_opened & (generator.random(size) < CLICKED)
    is_email = np.array([kind.channel == "email" for kind in CAMPAIGNS])[campaign]
    by_machine = is_email & is_delivered & ~is_clicked & ~left & (generator.random(size) < MACHINE_OPENED)
    delivered_at = assigned_at + generator.integers(1, 300, size)
    opened_at = delivered_at + (generator.exponential(3 * 3600, size)).astype(np.int64)
    clicked_at = opened_at + generator.integers(3, 600, size)
    return {
        "user_id": people.ids.gather(person),
        "campaign_id": words(tuple(kind.campaign_id for kind in CAMPAIGNS), campaign),
        "assigned_at": times(assigned_at),
        "channel": words(tuple(kind.channel for kind in CAMPAIGNS), campaign),
        "variant": words(("A", "B"), variant),
        "is_control": pl.Series(is_control),
        "delivered_at": _happened(delivered_at, is_delivered),
        "opened_at": _happened(opened_at, is_opened | by_machine),
        "is_machine_open": only(pl.Series(by_machine & ~is_opened), is_opened | by_machine),
        "clicked_at": _happened(clicked_at, is_clicked),
        "replied_at": _happened(clicked_at + 900, is_clicked & (generator.random(size) < 0.05)),
        "bounced_at": _happened(delivered_at, ~is_control & ~is_delivered),
        "unsubscribed_at": _happened(opened_at + 60, left),
        "complained_at": _happened(opened_at + 90, left & (generator.random(size) < 0.08)),
    }


def _happened(at: NDArray[np.int64], did: NDArray[np.bool_]) -> pl.Series:
    return times(np.where(did & (at < END), at, NEVER))


def interaction_columns(generator: np.random.Generator, people: People, orders: Orders) -> dict[str, pl.Series]:
    """Some lead to an order, others happen on any day after joining."""
    is_led = (orders.moments.person >= 0) & (generator.random(orders.lines.size) < INTERACTIONS_PER_ORDER)
    buyer, ordered_at = orders.moments.person[is_led], orders.moments.ordered_at[is_led]
    since_joining = (ordered_at - people.joined_at[buyer]) * generator.random(buyer.size)
    before_order = np.minimum(generator.exponential(DAY_SECONDS, buyer.size), since_joining).astype(np.int64)
    idle = np.repeat(np.arange(len(people)), generator.poisson(INTERACTIONS_PER_MEMBER, len(people)))
    idle = idle[people.joined_day[idle] < DAYS - 1]
    days_left = DAYS - 1 - people.joined_day[idle]
    idle_day = people.joined_day[idle] + 1 + (days_left * generator.random(idle.size)).astype(np.int64)
    person = np.concatenate([buyer, idle])
    idle_at = idle_day * DAY_SECONDS + seconds_of_day(generator, idle.size)
    occurred_at = np.concatenate([ordered_at - before_order, idle_at])
    kind = generator.choice(len(INTERACTION_KINDS), person.size, p=_KIND_CHANCES)
    by_time = np.argsort(occurred_at, kind="stable")
    product = picked_products(generator, favourites(generator, len(people))[person])
    return {
        "user_id": people.ids.gather(person[by_time]),
        "occurred_at": times(occurred_at[by_time]),
        "interaction_kind": words(INTERACTION_KINDS, kind[by_time]),
        "channel": words(SALES_CHANNELS, generator.integers(0, len(SALES_CHANNELS), person.size)),
        "product_id": only(PRODUCT_IDS.gather(product), _WITH_PRODUCT[kind[by_time]]),
    }


def survey_columns(
    generator: np.random.Generator, people: People, orders: Orders, order_ids: pl.Series
) -> dict[str, pl.Series]:
    is_asked = orders.is_counted & (orders.moments.why != Why.WITHOUT_MEMBER)
    asked = np.flatnonzero(is_asked & (generator.random(orders.lines.size) < ANSWERS_PER_ORDER))
    answered_at = orders.moments.ordered_at[asked] + generator.integers(2 * DAY_SECONDS, 9 * DAY_SECONDS, asked.size)
    asked, answered_at = asked[answered_at < END], answered_at[answered_at < END]
    score = generator.choice(11, asked.size, p=_SCORE_CHANCES)
    answers = ("不太满意", "还可以", "很满意，会再来")
    band = np.where(score >= 9, 2, np.where(score >= 7, 1, 0))
    return {
        "user_id": people.ids.gather(orders.moments.person[asked]),
        "answered_at": times(answered_at),
        "survey_id": words(("NPS-购后",), np.zeros(asked.size, dtype=np.int64)),
        "question": words(("您有多大可能把我们推荐给朋友？",), np.zeros(asked.size, dtype=np.int64)),
        "score": pl.Series(score),
        "answer": only(words(answers, band), generator.random(asked.size) < 0.4),
        "order_id": order_ids.gather(asked),
    }
