"""Make the demo brand block by block: each block of members is drawn, written and counted by itself."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.contract import CONTRACT
from data.demo.brand import CAMPAIGNS, FIRST_DAY, ORIGINS
from data.demo.catalogue import campaign_columns, product_columns
from data.demo.contact import interaction_columns, survey_columns, touch_columns
from data.demo.effects import assign_campaigns
from data.demo.files import dates, money, write_table
from data.demo.history import snapshot_columns, spend_until, tier_on
from data.demo.moments import all_moments, moments_by_themselves
from data.demo.people import draw_people, referral_columns, user_columns
from data.demo.purchases import draw_purchases
from data.demo.seasons import DAYS, day_number
from data.demo.tally import Tally, block_tally, told
from data.demo.trade import draw_orders, item_columns, order_columns, order_ids
from data.demo.truths import Truths, write_truths
from data.errors import FenqunError
from data.progress import Progress, silent
from data.sentence import Sentence

BLOCK = 100_000
"""Members drawn together. It decides the draws: another size makes another, equally valid brand."""
SEED = 20260901
TRUTHS_FILE = "truths.json"
_MESSAGE_COST_CENTS = {"sms": 5, "wecom": 0, "email": 1, "wechat": 0, "app": 0}
_CAMPAIGN_FIXED_CENTS = 300_000


BLOCKS_AT_ONCE = 2
"""While one block is drawn another is written. Each takes up to 0.8 GB."""


@dataclass(frozen=True)
class _Made:
    rows: Mapping[str, int]
    tally: Tally


@dataclass(frozen=True)
class _Block:
    number: int
    size: int
    seed: int

    @property
    def generator(self) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.number])


def make_demo(folder: Path, *, people: int, seed: int = SEED, progress: Progress = silent) -> Truths:
    """Write an export of every contract table into `folder`, about ten orders a member, and `truths.json` beside it.

    The same seed and number of people write the same bytes. A folder with other files in it is refused.
    """
    _refuse_other_files(folder)
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        truths = _write(making, people=people, seed=seed, progress=progress)
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return truths


def _refuse_other_files(folder: Path) -> None:
    """A former demo may be replaced; nothing else."""
    names = tuple(f"{declared.name}-" for declared in CONTRACT)
    present = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    others = [name for name in present if not name.startswith(names) and name != TRUTHS_FILE]
    if others or (present and TRUTHS_FILE not in present):
        raise FenqunError(
            Sentence(
                "{folder} holds files that are not a demo, {example} among them. Choose an empty folder.",
                {"folder": str(folder), "example": (others or present)[0]},
            )
        )


def _write(folder: Path, *, people: int, seed: int, progress: Progress) -> Truths:
    tallied, rows = Tally.empty(), {declared.name: 0 for declared in CONTRACT}
    written = 0
    blocks = [_Block(number, min(BLOCK, people - start), seed) for number, start in enumerate(range(0, people, BLOCK))]
    pool = ThreadPoolExecutor(max_workers=BLOCKS_AT_ONCE)
    try:
        for block, made in zip(blocks, pool.map(partial(_make_block, folder), blocks), strict=True):
            tallied.add(made.tally)
            for name, count in made.rows.items():
                rows[name] += count
            written += block.size
            progress(
                "demo",
                written / people,
                Sentence("{people} of {total} demo members are written.", {"people": written, "total": people}),
            )
    finally:
        pool.shutdown(cancel_futures=True)
    for name, columns in (
        ("products", product_columns()),
        ("campaigns", campaign_columns()),
        ("costs", _cost_columns(people, tallied.effects[:, :, :, 0].sum(axis=(1, 2)))),
    ):
        rows[name] = write_table(folder, name, 0, columns)
    truths = told(tallied, seed=seed, people=people, rows=rows)
    write_truths(truths, folder / TRUTHS_FILE)
    return truths


def _make_block(folder: Path, block: _Block) -> _Made:
    generator = block.generator
    people = draw_people(generator, size=block.size, first_number=block.number * BLOCK + 1)
    purchases = draw_purchases(generator, joined_day=people.joined_day, origin=people.origin)
    moments = moments_by_themselves(generator, people, purchases)
    assignments = assign_campaigns(generator, people, person=moments.person, ordered_at=moments.ordered_at)
    orders = draw_orders(generator, people, all_moments(generator, moments, assignments))
    ids = order_ids(block.number, orders.lines.size)
    spend = spend_until(people, orders)
    columns: dict[str, Mapping[str, pl.Series]] = {
        "users": user_columns(generator, people, paid_ever_cents=spend[:, -1], tier=tier_on(spend, spend.shape[1] - 1)),
        "orders": order_columns(generator, people, orders, ids),
        "order_items": item_columns(orders, ids),
        "touches": touch_columns(generator, people, assignments),
        "interactions": interaction_columns(generator, people, orders),
        "surveys": survey_columns(generator, people, orders, ids),
        "referrals": referral_columns(generator, people),
        "user_snapshots": snapshot_columns(people, spend),
    }
    rows = {name: write_table(folder, name, block.number, table) for name, table in columns.items()}
    return _Made(rows, block_tally(people, purchases, orders, assignments))


def _cost_columns(people: int, treated: NDArray[np.int64]) -> dict[str, pl.Series]:
    """Monthly acquisition spend per origin, in proportion to the brand's size, and what each campaign cost."""
    firsts = [day for day in range(DAYS) if (np.datetime64(FIRST_DAY) + day).item().day == 1]
    monthly = [
        (day, "获客投放", origin.name, None, origin.daily_cost_yuan * 30) for day in firsts for origin in ORIGINS
    ]
    cents = [yuan * 100 * people // 100_000 for *_, yuan in monthly]
    sent = [(day_number(campaign.start), "活动", campaign.channel, campaign.campaign_id) for campaign in CAMPAIGNS]
    cents += [
        _CAMPAIGN_FIXED_CENTS + int(count) * _MESSAGE_COST_CENTS[campaign.channel]
        for count, campaign in zip(treated, CAMPAIGNS, strict=True)
    ]
    rows = [row[:4] for row in monthly] + sent
    return {
        "cost_date": dates(np.array([row[0] for row in rows])),
        "cost_kind": pl.Series([row[1] for row in rows]),
        "channel": pl.Series([row[2] for row in rows]),
        "campaign_id": pl.Series([row[3] for row in rows], dtype=pl.String),
        "cost_amount": money(np.array(cents, dtype=np.int64)),
    }
