"""In what form a list leaves: its columns and what is done to them, the kind of file, and how it is divided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.access import Action, Person, require
from data.contract import Sensitivity
from data.errors import ListError
from data.sentence import Label, Sentence
from queries.catalog import Catalog, Measure
from queries.lists.columns import column_faults, listable
from queries.lists.next_category import NEXT_CATEGORY, is_offered


class Treatment(StrEnum):
    """What is done to a value before it leaves."""

    MASKED = "masked"
    CLEAR = "clear"
    SHA256 = "sha256"
    MD5 = "md5"
    HMAC_SHA256 = "hmac_sha256"


TREATMENT_LABELS: Mapping[Treatment, Label] = {
    Treatment.MASKED: Label("masked, 138****1234", "脱敏 138****1234", "遮罩 138****1234"),
    Treatment.CLEAR: Label("as it is", "明文", "明文"),
    Treatment.SHA256: Label("SHA-256, for ad platforms", "SHA-256，用于广告平台", "SHA-256，用於廣告平台"),
    Treatment.MD5: Label("MD5, for ad platforms", "MD5，用于广告平台", "MD5，用於廣告平台"),
    Treatment.HMAC_SHA256: Label("with this house's key, for internal use", "内部密钥加密散列", "內部金鑰加密雜湊"),
}
HASHES = frozenset({Treatment.SHA256, Treatment.MD5, Treatment.HMAC_SHA256})


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class Encoding(StrEnum):
    """Of CSV. The mark in front of UTF-8 is what Excel needs to read Chinese."""

    UTF_8 = "utf-8-sig"
    GB18030 = "gb18030"


class Division(StrEnum):
    """One file for each value; `NONE` puts everyone into one."""

    NONE = "none"
    OWNER = "owner"
    VARIANT = "variant"


OWNER = "users.owner_id"
EXCEL_ROWS = 1_048_575  # and one for the headers


@dataclass(frozen=True)
class FormColumn:
    measure: str
    treatment: Treatment = Treatment.MASKED


@dataclass(frozen=True)
class Form:
    """`rows_per_file` None: as many as the kind of file holds. `with_variant` adds the variant as last column."""

    columns: tuple[FormColumn, ...]
    kind: FileKind = FileKind.CSV
    encoding: Encoding = Encoding.UTF_8
    is_compressed: bool = False
    has_technical_headers: bool = False
    division: Division = Division.NONE
    rows_per_file: int | None = None
    with_variant: bool = False

    def most_rows(self) -> int | None:
        if self.kind is FileKind.XLSX:
            return min(self.rows_per_file or EXCEL_ROWS, EXCEL_ROWS)
        return self.rows_per_file


@dataclass(frozen=True)
class Preset:
    """A form that a channel's own tool reads as it is."""

    key: str
    channel: str
    label: Label
    form: Form


def _clear(*measures: str) -> tuple[FormColumn, ...]:
    return tuple(FormColumn(measure, Treatment.CLEAR) for measure in measures)


PRESETS: tuple[Preset, ...] = (
    Preset(
        "wecom_by_owner",
        "wecom",
        Label(
            "WeCom external IDs, one file for each staff owner",
            "企微外部联系人ID，按负责人分文件",
            "企微外部聯絡人ID，按負責人分檔",
        ),
        Form(_clear("users.wecom_external_id", OWNER), division=Division.OWNER),
    ),
    Preset(
        "sms_phones",
        "sms",
        Label("Phones for an SMS platform", "短信平台手机号", "簡訊平台手機號碼"),
        Form(_clear("users.phone")),
    ),
    Preset(
        "openids",
        "wechat",
        Label("OpenIDs of the official account", "公众号OpenID", "公眾號OpenID"),
        Form(_clear("users.openid")),
    ),
    Preset(
        "e_mail",
        "email",
        Label("E-mail addresses and names", "邮箱与姓名", "電子郵件與姓名"),
        Form(_clear("users.email", "users.name")),
    ),
    Preset(
        "ad_platform",
        "sms",
        Label("Hashed phones for an ad platform", "广告平台散列手机号", "廣告平台雜湊手機號碼"),
        Form((FormColumn("users.phone", Treatment.SHA256),)),
    ),
)


def measures_of(form: Form, catalog: Catalog, person: Person) -> Sequence[Measure]:
    """The form's columns, if all of them can leave like this and the person may have them so.

    Raises `Forbidden`, or `ListError` with every column that cannot.
    """
    check_form(form, catalog)
    offered = form_measures(catalog)
    measures = [offered[column.measure] for column in form.columns]
    if any(is_shown_whole(measure, column) for measure, column in zip(measures, form.columns, strict=True)):
        require(person, Action.SEE_CLEAR)
    return measures


def check_form(form: Form, catalog: Catalog) -> None:
    """Raises `ListError` with everything that keeps this store's members from leaving so."""
    offered = form_measures(catalog)
    faults = column_faults([column.measure for column in form.columns], offered)
    faults += [
        _no_hash(offered[column.measure])
        for column in form.columns
        if column.treatment in HASHES
        and column.measure in offered
        and offered[column.measure].sensitivity not in _IDENTIFYING
    ]
    if form.rows_per_file is not None and form.rows_per_file < 1:
        faults.append(Sentence("A file needs at least one row."))
    if form.division is Division.OWNER and not catalog.measures[OWNER].is_available:
        faults.append(Sentence("The export brings no staff owner of members, so the list cannot be divided by it."))
    if faults:
        raise ListError(*faults)


def form_measures(catalog: Catalog) -> Mapping[str, Measure]:
    """What a list that leaves may have as columns: the measures of the catalogue, and what is recommended."""
    measures = (*listable(catalog), *([NEXT_CATEGORY] if is_offered(catalog) else []))
    return {measure.key: measure for measure in measures}


_IDENTIFYING = frozenset({Sensitivity.CONTACT, Sensitivity.INTERNAL, Sensitivity.PERSONAL})
_MASKED = frozenset({Sensitivity.CONTACT, Sensitivity.PERSONAL})


def is_shown_whole(measure: Measure, column: FormColumn) -> bool:
    """Whether somebody could be reached or recognised by what leaves."""
    return column.treatment is Treatment.CLEAR and measure.sensitivity in _MASKED


def _no_hash(measure: Measure) -> Sentence:
    return Sentence("{measure} says nothing of who somebody is; it leaves as it is.", {"measure": measure.label})
