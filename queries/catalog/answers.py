"""What people answered in surveys, one row per measure."""

from __future__ import annotations

from data.contract import Choice
from data.sentence import Label
from queries.catalog.declare import Aggregate, ValueType
from queries.catalog.events import SURVEYS
from queries.catalog.row import Row

NUMBER, TAGS, TEXT = ValueType.NUMBER, ValueType.TAGS, ValueType.TEXT
NPS_CLASS = "nps_class"
NPS_CLASSES = (
    Choice("promoter", Label("Promoter", "推荐者", "推薦者")),
    Choice("passive", Label("Passive", "被动者", "被動者")),
    Choice("detractor", Label("Detractor", "贬损者", "貶損者")),
)

ANSWERED: tuple[Row, ...] = (
    Row(
        "last_score",
        SURVEYS,
        Aggregate.LATEST,
        NUMBER,
        Label("Last survey score", "最近一次评分", "最近一次評分"),
        Label(
            "The newest answer that has a score; of several at one moment the highest",
            "最近一次有评分的回答，同一时刻多个取最高",
            "最近一次有評分的回答，同一時刻多個取最高",
        ),
        column="score",
        unit="score",
        needs=("surveys.score",),
    ),
    Row(
        "count",
        SURVEYS,
        Aggregate.COUNT,
        NUMBER,
        Label("Survey answers", "问卷回答数", "問卷回答數"),
        Label("Answers they gave", "回答过的题数", "回答過的題數"),
        unit="times",
    ),
    Row(
        "nps_class",
        SURVEYS,
        Aggregate.LATEST,
        TEXT,
        Label("NPS class", "NPS 分类", "NPS 分類"),
        Label(
            "By the newest score from 0 to 10: 9 and 10 promoter, 7 and 8 passive, 0 to 6 detractor; "
            "of several at one moment the highest",
            "按最近一次0至10分的评分：9–10为推荐者，7–8为被动者，0–6为贬损者；同一时刻多个取最高",
            "按最近一次0至10分的評分：9–10為推薦者，7–8為被動者，0–6為貶損者；同一時刻多個取最高",
        ),
        column=NPS_CLASS,
        needs=("surveys.score",),
    ),
    Row(
        "mean_score",
        SURVEYS,
        Aggregate.MEAN_KNOWN,
        NUMBER,
        Label("Average survey score", "平均评分", "平均評分"),
        Label("Over the answers that have a score", "仅计有评分的回答", "僅計有評分的回答"),
        column="score",
        unit="score",
        needs=("surveys.score",),
    ),
    Row(
        "highest_score",
        SURVEYS,
        Aggregate.GREATEST,
        NUMBER,
        Label("Highest survey score", "最高评分", "最高評分"),
        Label("The highest score that they gave", "给出过的最高评分", "給出過的最高評分"),
        column="score",
        unit="score",
        needs=("surveys.score",),
    ),
    Row(
        "lowest_score",
        SURVEYS,
        Aggregate.LEAST,
        NUMBER,
        Label("Lowest survey score", "最低评分", "最低評分"),
        Label("The lowest score that they gave", "给出过的最低评分", "給出過的最低評分"),
        column="score",
        unit="score",
        needs=("surveys.score",),
    ),
    Row(
        "days_since_last",
        SURVEYS,
        Aggregate.DAYS_SINCE_LAST,
        NUMBER,
        Label("Days since last answer", "距最近一次回答天数", "距最近一次回答天數"),
        Label(
            "0 is an answer on the day itself; nobody without one has a value",
            "当天回答为 0，没有回答的人没有此值",
            "當天回答為 0，沒有回答的人沒有此值",
        ),
        unit="days",
    ),
    Row(
        "surveys",
        SURVEYS,
        Aggregate.SET,
        TAGS,
        Label("Answered survey", "回答过的问卷", "回答過的問卷"),
        Label("Surveys, by their ID, that they answered", "回答过的问卷编号", "回答過的問卷編號"),
        column="survey_id",
        needs=("surveys.survey_id",),
    ),
    Row(
        "questions",
        SURVEYS,
        Aggregate.SET,
        TAGS,
        Label("Answered question", "回答过的问题", "回答過的問題"),
        Label("Questions that they answered", "回答过的问题", "回答過的問題"),
        column="question",
        needs=("surveys.question",),
    ),
)
