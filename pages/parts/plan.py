"""Which pages there are: one row each. A page is one script, one folder down, and one row here."""

from __future__ import annotations

from dataclasses import dataclass

from data.access import Action
from data.sentence import Label

GROUPS = {
    "look": Label("Look", "看", "看"),
    "act": Label("Act", "做", "做"),
    "keep": Label("Keep", "管", "管"),
}


@dataclass(frozen=True)
class PlannedPage:
    """`name` is the script `pages/<group>/<name>.py` and the address `/<name>`. `needs` hides it; the act refuses."""

    group: str
    name: str
    title: Label
    question: Label
    icon: str
    needs: Action = Action.LOOK


PLAN = (
    PlannedPage(
        "look",
        "overview",
        Label("Overview", "总览", "總覽"),
        Label(
            "How many people are there, who buys, and what do they bring?",
            "有多少会员、谁在购买、带来多少收入？",
            "有多少會員、誰在購買、帶來多少收入？",
        ),
        ":material/monitoring:",
    ),
    PlannedPage(
        "keep",
        "data",
        Label("Data", "数据", "資料"),
        Label(
            "What was delivered, how fresh is it, and what was wrong with it?",
            "收到了哪些数据、更新到哪一天、有什么问题？",
            "收到了哪些資料、更新到哪一天、有什麼問題？",
        ),
        ":material/database:",
    ),
)


def planned(name: str) -> PlannedPage:
    return next(page for page in PLAN if page.name == name)
