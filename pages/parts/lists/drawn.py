"""The draw of the plan in hand: kept until the plan, the data or the lists before it change."""

from __future__ import annotations

import json

from data.ledger import kept_lists
from pages.parts.asking import computed
from pages.parts.session import settings
from queries.audience import Audience
from queries.engines.duck import DuckDBCursor
from queries.lists.balance import Balance, balance
from queries.lists.draw import Draw, draw
from queries.lists.leave import earlier_than, salts_of
from queries.lists.outlook import Outlook, outlook
from queries.lists.plan import ListPlan
from queries.lists.plan_json import plan_json


def drawn_list(plan: ListPlan) -> Draw:
    home = settings()

    def work(cursor: DuckDBCursor) -> Draw:
        return draw(
            cursor,
            plan,
            salts=salts_of(plan, home),
            earlier=earlier_than(home),
            global_share=home.global_control_share,
        )

    return computed("list_draw", work, Audience(plan.as_of, plan.segment), **_all_it_depends_on(plan))


def balance_of(found: Draw) -> tuple[Balance, ...]:
    about = Audience(found.plan.as_of, found.plan.segment)
    return computed("list_balance", lambda cursor: balance(cursor, found), about, **_all_it_depends_on(found.plan))


def outlook_of(found: Draw) -> Outlook:
    about = Audience(found.plan.as_of, found.plan.segment)
    return computed("list_outlook", lambda cursor: outlook(cursor, found), about, **_all_it_depends_on(found.plan))


def _all_it_depends_on(plan: ListPlan) -> dict[str, object]:
    before = [kept.id for kept in kept_lists(settings())]
    return {"plan": json.dumps(plan_json(plan), sort_keys=True), "before": before}
