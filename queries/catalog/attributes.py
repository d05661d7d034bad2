"""Attributes: every column of the users table, and whatever else the export says about a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from data.contract import table
from data.contract.declare import Table
from data.sentence import Label
from data.store.manifest import Manifest
from queries.catalog.declare import Derived, Field, Measure, ValueType
from queries.catalog.fields import contract_field, extra_field

TOPIC = Label("About the member", "会员属性", "會員屬性")
_EXTRA = Label(
    "A column of the member export that the contract does not know",
    "会员导出数据中合约之外的字段",
    "會員匯出資料中合約之外的欄位",
)
# Nobody in an audience is a test account or deleted, so a condition on it would always say the same.
_NOT_AN_ATTRIBUTE = frozenset({"is_test", "deleted_at"})


_DRAW = Label("Random draw", "随机抽样", "隨機抽樣")
_HOW_DRAWN = Label(
    "10,000 equal parts of all members by chance; one name of a draw always gives the same parts",
    "按随机方式将全体会员分为一万等份，同一抽样名称始终得到相同的划分",
    "以隨機方式將全體會員分為一萬等份，同一抽樣名稱始終得到相同的劃分",
)


def attributes(manifest: Manifest) -> Iterator[Measure]:
    yield _draw()
    yield _saved_segment()
    yield _uploaded_list()
    yield _sql()
    users = table("users")
    for column in users.columns:
        if column.name not in _NOT_AN_ATTRIBUTE:
            missing = () if manifest.delivers("users", column.name) else (f"users.{column.name}",)
            field = contract_field(users, column)
            yield _attribute(field, _described(users, column.label), missing)
            yield from _derived(field, missing)
    for extra in manifest.tables["users"].extras:
        yield _attribute(extra_field("users", extra, manifest), _EXTRA, ())


# What is counted from a column up to the day asked about: key, how, unit, words.
_COUNTED_SINCE: dict[str, tuple[tuple[str, Derived, str, Label, Label], ...]] = {
    "joined_at": (
        (
            "tenure_days",
            Derived.DAYS_SINCE,
            "days",
            Label("Days since joining", "入会天数", "入會天數"),
            Label("0 is the day of joining", "入会当天为 0", "入會當天為 0"),
        ),
        (
            "tenure_months",
            Derived.MONTHS_SINCE,
            "months",
            Label("Months since joining", "入会月数", "入會月數"),
            Label(
                "Whole months; one is over on the same day of the next month, or on the 1st after a month without it",
                "满月数：次月同一日满一个月，次月没有该日则再下月1日满",
                "滿月數：次月同一日滿一個月，次月沒有該日則再下月1日滿",
            ),
        ),
    ),
    "birth_date": (
        (
            "age",
            Derived.YEARS_SINCE,
            "years",
            Label("Age", "年龄", "年齡"),
            Label(
                "Whole years; born on 29 February, a year is over on 28 February where there is no 29th",
                "周岁；2月29日出生者，平年于2月28日满岁",
                "足歲；2月29日出生者，平年於2月28日滿歲",
            ),
        ),
        (
            "age_mar_1",
            Derived.YEARS_SINCE_MAR_1,
            "years",
            Label("Age (29 February on 1 March)", "年龄（2月29日按3月1日）", "年齡（2月29日按3月1日）"),
            Label(
                "Whole years; born on 29 February, a year is over on 1 March where there is no 29th",
                "周岁；2月29日出生者，平年于3月1日满岁",
                "足歲；2月29日出生者，平年於3月1日滿歲",
            ),
        ),
    ),
}


def _derived(field: Field, missing: tuple[str, ...]) -> Iterator[Measure]:
    for key, derived, unit, label, description in _COUNTED_SINCE.get(field.key, ()):
        counted = replace(field, key=key, type=ValueType.NUMBER, label=label, unit=unit, derived=derived)
        yield _attribute(counted, description, missing)


def _draw() -> Measure:
    """Whom chance picks is decided by the member's ID alone, so it is the same on every day and every machine."""
    field = Field("draw", "users", "user_id", ValueType.DRAW, _DRAW, "users", has_history=True)
    return Measure("people.draw", ValueType.DRAW, _DRAW, _HOW_DRAWN, TOPIC, attribute=field)


_SEGMENT = Label("Saved segment", "已保存的分群", "已儲存的分群")
_HOW_HELD = Label(
    "Whether saved segments hold the member, by their newest rule, on the day asked about or days around it",
    "会员是否属于已保存的分群，按其最新规则，以查询日或其前若干天为准",
    "會員是否屬於已儲存的分群，按其最新規則，以查詢日或其前若干天為準",
)


def _saved_segment() -> Measure:
    """Saved rules are asked as of the day, so what has a history in them has it here."""
    field = Field("segment", "users", "user_id", ValueType.SEGMENT, _SEGMENT, "users", has_history=True)
    return Measure("people.segment", ValueType.SEGMENT, _SEGMENT, _HOW_HELD, TOPIC, attribute=field)


_LIST = Label("Uploaded list", "上传的名单", "上傳的名單")
_HOW_LISTED = Label(
    "Whether uploaded lists name the member, by ID, phone, e-mail, openid, unionid or WeCom external ID",
    "上传的名单中是否有该会员，按会员ID、手机号、邮箱、openid、unionid或企微外部联系人ID匹配",
    "上傳的名單中是否有該會員，按會員ID、手機號、電子郵件、openid、unionid或企微外部聯絡人ID比對",
)


def _uploaded_list() -> Measure:
    """A list is what it is on every day; who of it is known, the day decides."""
    field = Field("list", "users", "user_id", ValueType.LIST, _LIST, "users", has_history=True)
    return Measure("people.list", ValueType.LIST, _LIST, _HOW_LISTED, TOPIC, attribute=field)


_SQL = Label("SQL", "SQL", "SQL")
_HOW_ASKED = Label(
    "Whether one SELECT over the store's tables gives the member; for those with the right to it",
    "用一条SELECT语句从数据表中圈选会员，需要相应权限",
    "用一條SELECT陳述式從資料表中圈選會員，需要相應權限",
)


def _sql() -> Measure:
    """The statement sees all rows; what was known on a day, it must say itself by `:as_of`."""
    field = Field("sql", "users", "user_id", ValueType.QUERY, _SQL, "users", has_history=True)
    return Measure("people.sql", ValueType.QUERY, _SQL, _HOW_ASKED, TOPIC, attribute=field)


def _attribute(field: Field, description: Label, missing: tuple[str, ...]) -> Measure:
    return Measure(
        key=f"users.{field.key}",
        type=field.type,
        label=field.label,
        description=description,
        topic=TOPIC,
        attribute=field,
        unit=field.unit,
        choices=field.choices,
        sensitivity=field.sensitivity,
        missing=missing,
    )


def _described(users: Table, label: Label) -> Label:
    return Label(
        f"{label.en}, as the member table of the newest export says it",
        f"{label.zh_CN}（以最新一次{users.label.zh_CN}导出数据为准）",
        f"{label.zh_TW}（以最新一次{users.label.zh_TW}匯出資料為準）",
    )
