"""Who may do what. Pages hide what is refused here; the act itself asks `require`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.errors import Forbidden
from data.sentence import Label, Sentence
from data.settings import Settings


class Action(StrEnum):
    """Everything that needs a right."""

    LOOK = "look"
    SEE_MEMBERS = "see_members"
    SEE_CLEAR = "see_clear"
    DOWNLOAD = "download"
    SAVE = "save"
    DELETE = "delete"
    BUILD = "build"
    WRITE_SQL = "write_sql"
    READ_RECORD = "read_record"
    APPROVE = "approve"
    FORGET = "forget"
    FREEZE = "freeze"


ACTION_LABELS = {
    Action.LOOK: Label("read the pages", "查看页面", "檢視頁面"),
    Action.SEE_MEMBERS: Label("see members", "查看会员明细", "檢視會員明細"),
    Action.SEE_CLEAR: Label("see contact details unmasked", "查看未脱敏的联系方式", "檢視未遮罩的聯絡方式"),
    Action.DOWNLOAD: Label("download lists", "下载名单", "下載名單"),
    Action.SAVE: Label("save and change segments", "保存和修改分群", "儲存和修改分群"),
    Action.DELETE: Label("delete segments for good", "彻底删除分群", "永久刪除分群"),
    Action.WRITE_SQL: Label("ask for people by SQL", "用SQL圈选会员", "用SQL圈選會員"),
    Action.BUILD: Label("build the store", "更新数据版本", "更新資料版本"),
    Action.READ_RECORD: Label("read the record of acts", "查看操作记录", "檢視操作紀錄"),
    Action.APPROVE: Label("approve large lists", "审批大名单", "核准大名單"),
    Action.FORGET: Label("forget a person", "删除个人数据", "刪除個人資料"),
    Action.FREEZE: Label("freeze the cuts of layers", "固定分层标准", "固定分層標準"),
}

GRANTS: dict[str, frozenset[Action]] = {
    "administrator": frozenset(Action),
    "operator": frozenset({Action.LOOK, Action.SEE_MEMBERS, Action.DOWNLOAD, Action.SAVE}),
    "viewer": frozenset({Action.LOOK}),
}


@dataclass(frozen=True)
class Person:
    """The one who acts. `scope` is part of every key under which an answer is kept."""

    name: str
    role: str

    @property
    def scope(self) -> str:
        return self.role

    def may(self, action: Action) -> bool:
        return action in GRANTS[self.role]


def local_person(settings: Settings) -> Person:
    """On one's own machine the person is whom the settings name, by default a local administrator."""
    return Person(settings.person, settings.role)


def require(person: Person, action: Action) -> None:
    """Raise `Forbidden`, saying who can grant it, unless the person may do this."""
    if not person.may(action):
        raise Forbidden(
            Sentence(
                "{person} may not {action}. An administrator can grant it (setting “role”).",
                {"person": person.name, "action": ACTION_LABELS[action]},
            )
        )
