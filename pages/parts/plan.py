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
        "look",
        "retention",
        Label("Retention", "留存", "留存"),
        Label(
            "Who comes back, by what, and how soon?",
            "谁会回来、因何回来、多久之后？",
            "誰會回來、因何回來、多久之後？",
        ),
        ":material/event_repeat:",
    ),
    PlannedPage(
        "look",
        "repurchase",
        Label("Repurchase", "复购", "複購"),
        Label(
            "How many buy again, how soon, and how often?",
            "多少人复购、间隔多久、复购几次？",
            "多少人複購、間隔多久、複購幾次？",
        ),
        ":material/repeat:",
    ),
    PlannedPage(
        "look",
        "value",
        Label("Lifecycle and value", "生命周期与价值", "生命週期與價值"),
        Label(
            "Who comes and who goes, and what do buyers bring over time?",
            "谁来了、谁走了、购买者长期带来多少价值？",
            "誰來了、誰走了、購買者長期帶來多少價值？",
        ),
        ":material/finance_mode:",
    ),
    PlannedPage(
        "look",
        "layers",
        Label("Layers", "分层", "分層"),
        Label(
            "How valuable and how active are members, and who moves?",
            "会员价值与活跃度如何、谁在变化？",
            "會員價值與活躍度如何、誰在變化？",
        ),
        ":material/stacked_bar_chart:",
    ),
    PlannedPage(
        "act",
        "segments",
        Label("Segments", "分群", "分群"),
        Label(
            "Which people do I mean, and how many are they?",
            "要找哪些人、共有多少人？",
            "要找哪些人、共有多少人？",
        ),
        ":material/filter_alt:",
    ),
    PlannedPage(
        "act",
        "library",
        Label("Saved segments", "分群库", "分群庫"),
        Label(
            "Which segments are kept, by whom, and how many people are in each?",
            "保存了哪些分群、由谁维护、各有多少人？",
            "儲存了哪些分群、由誰維護、各有多少人？",
        ),
        ":material/folder_open:",
    ),
    PlannedPage(
        "act",
        "lists",
        Label("Lists", "名单", "名單"),
        Label(
            "Whom may we write to, whom do we keep back, and what left before?",
            "可以触达谁、留出谁作对照、以往发出过哪些名单？",
            "可以觸達誰、保留誰作對照、以往發出過哪些名單？",
        ),
        ":material/contact_mail:",
        needs=Action.SEE_MEMBERS,
    ),
    PlannedPage(
        "act",
        "campaigns",
        Label("Campaigns", "活动", "活動"),
        Label(
            "What did a campaign change, against the people it kept back?",
            "与留出的对照组相比，活动带来了什么变化？",
            "與保留的對照組相比，活動帶來了什麼變化？",
        ),
        ":material/campaign:",
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
    PlannedPage(
        "keep",
        "audit",
        Label("Record", "操作记录", "操作紀錄"),
        Label("Who did what, and when?", "谁在什么时候做了什么？", "誰在什麼時候做了什麼？"),
        ":material/history:",
        needs=Action.READ_RECORD,
    ),
    PlannedPage(
        "keep",
        "definitions",
        Label("Definitions", "口径", "口徑"),
        Label("How is each number counted?", "每个数字是怎么统计的？", "每個數字是怎麼統計的？"),
        ":material/menu_book:",
    ),
)


def planned(name: str) -> PlannedPage:
    return next(page for page in PLAN if page.name == name)
