"""The words in which a table is declared: columns, types, keys, references, labels, aliases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.sentence import Label


class Kind(StrEnum):
    """What a column holds. The store's type follows from it (see `stored`)."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # in exports: currency units; in the store: whole minor units
    SHARE = "share"  # 0 to 1
    DATE = "date"
    TIMESTAMP = "timestamp"  # in the store: UTC, with a local business date beside it
    BOOLEAN = "boolean"
    TAGS = "tags"  # a list of texts


KIND_LABELS = {
    Kind.TEXT: Label("text", "文本", "文字"),
    Kind.INTEGER: Label("a whole number", "整数", "整數"),
    Kind.NUMBER: Label("a number", "数字", "數字"),
    Kind.MONEY: Label("an amount", "金额", "金額"),
    Kind.SHARE: Label("a share from 0 to 1", "0 到 1 的比例", "0 到 1 的比例"),
    Kind.DATE: Label("a day", "日期", "日期"),
    Kind.TIMESTAMP: Label("a time", "时间", "時間"),
    Kind.BOOLEAN: Label("yes or no", "是或否", "是或否"),
    Kind.TAGS: Label("a list of tags", "标签列表", "標籤清單"),
}


class Sensitivity(StrEnum):
    """How carefully a value is shown: open to all, internal, personal (masked), contact (masked, may leave hashed)."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"
    CONTACT = "contact"


STORED_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.MONEY: "BIGINT",
    Kind.SHARE: "DOUBLE",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.TAGS: "VARCHAR[]",
}


@dataclass(frozen=True)
class Choice:
    """One allowed value, and the foreign words that mean it."""

    value: str
    label: Label
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of the contract, under the name that our own exports use.

    `has_history` says whether the value as of a past day can be known; a profile column of today cannot.
    """

    name: str
    kind: Kind
    label: Label
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    references: str | None = None  # "users.user_id"
    sensitivity: Sensitivity = Sensitivity.OPEN
    has_history: bool = False
    note: str = ""

    @property
    def stored_name(self) -> str:
        """Money carries its unit in the store: `paid_amount` becomes `paid_cents`."""
        return self.name.removesuffix("_amount") + "_cents" if self.kind is Kind.MONEY else self.name

    @property
    def stored_type(self) -> str:
        return STORED_TYPES[self.kind]

    @property
    def date_name(self) -> str | None:
        """The local business date stored beside a UTC time: `ordered_at` has `ordered_date`."""
        return self.name.removesuffix("_at") + "_date" if self.kind is Kind.TIMESTAMP else None


@dataclass(frozen=True)
class Table:
    """One table of the contract. `grain` is what one row means; `key` names what makes a row unique."""

    name: str
    label: Label
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    person_column: str | None = None  # holds a user_id; replaced by user_no in the store
    time_column: str | None = None  # when the event happened; the store sorts by (user_no, time)
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group at least one column must be delivered

    def column(self, name: str) -> Column:
        return self._by_name()[name]

    def has(self, name: str) -> bool:
        return name in self._by_name()

    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def required_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_required)
