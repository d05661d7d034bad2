"""The record of acts: filtered, page by page, with the state of its chain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

import pyarrow as pa
import streamlit as st

from data.audit import AuditEvent, read_audit, verify_audit
from data.errors import FenqunError
from data.sentence import Label, Sentence
from data.store import list_versions, open_version
from pages.locale import figures, render
from pages.parts.controls import one_listed
from pages.parts.files import download_table, file_name_of
from pages.parts.session import language, plain, say, settings, spoken
from pages.parts.states import show_nothing
from pages.parts.verdict import verdict
from queries.catalog import Catalog, catalog
from queries.segments import LibraryShelf, describe, parse_segment

EVERYTHING = ""
SHOWN = 200
ACTS: dict[str, Label] = {
    "list_started": Label("List begun", "开始生成名单", "開始產生名單"),
    "list_written": Label("List left", "名单已发出", "名單已發出"),
    "list_cancelled": Label("List stopped", "名单已取消", "名單已取消"),
    "list_failed": Label("List failed", "名单生成失败", "名單產生失敗"),
    "list_groups_drawn_anew": Label("Groups drawn anew", "重新抽取对照组", "重新抽取對照組"),
    "members_seen_clear": Label("Contact details seen", "查看明文联系方式", "檢視明文聯絡方式"),
    "approval_asked": Label("Approval asked for", "申请审批", "申請核准"),
    "approved": Label("Approved", "审批通过", "核准通過"),
    "refused": Label("Refused", "审批驳回", "核准駁回"),
    "list_kept": Label("List uploaded", "上传名单", "上傳名單"),
    "list_replaced": Label("Uploaded list replaced", "替换上传的名单", "取代上傳的名單"),
    "list_renamed": Label("Uploaded list renamed", "重命名上传的名单", "重新命名上傳的名單"),
    "list_deleted": Label("Uploaded list deleted", "删除上传的名单", "刪除上傳的名單"),
    "list_files_purged": Label("Old list files deleted", "清理过期名单文件", "清理過期名單檔案"),
    "sent_kept": Label("Messages put on record", "登记已发送记录", "登記已發送紀錄"),
    "sent_withdrawn": Label("Messages withdrawn", "撤回已发送记录", "撤回已發送紀錄"),
    "file_sent": Label("File fetched", "下载文件", "下載檔案"),
    "file_handed_in": Label("Export file handed in", "上传导出数据", "上傳匯出資料"),
    "mapping_saved": Label("Answers about an export saved", "保存导入映射", "儲存匯入對應"),
    "store_built": Label("Data version built", "生成数据版本", "產生資料版本"),
    "layers_frozen": Label("Cuts of layers frozen", "固定分层标准", "固定分層標準"),
    "segment_saved": Label("Segment saved", "保存分群", "儲存分群"),
    "segment_tagged": Label("Segment tagged", "修改分群标签", "修改分群標籤"),
    "segment_described": Label("Segment described", "修改分群说明", "修改分群說明"),
    "segment_renamed": Label("Segment renamed", "重命名分群", "重新命名分群"),
    "segment_restored": Label("Old version brought back", "恢复分群旧版本", "還原分群舊版本"),
    "segment_duplicated": Label("Segment duplicated", "复制分群", "複製分群"),
    "segment_archived": Label("Segment archived", "归档分群", "封存分群"),
    "segment_unarchived": Label("Segment out of the archive", "取消归档分群", "取消封存分群"),
    "segment_deleted": Label("Segment deleted", "删除分群", "刪除分群"),
    "segments_imported": Label("Segments brought in", "导入分群", "匯入分群"),
    "forget_started": Label("Forgetting begun", "开始删除个人数据", "開始刪除個人資料"),
    "forgotten": Label("A person forgotten", "已删除个人数据", "已刪除個人資料"),
}


def show_chain() -> None:
    """Whether any line was changed, removed or put in."""
    check = verify_audit(settings())
    if check.faults:
        st.error(say("The record was tampered with, or is damaged."), icon=":material/gpp_bad:")
        for fault in check.faults:
            st.markdown(spoken(fault))
        return
    verdict(
        say(
            "**{events}** act is on record, and its chain is whole.",
            plural="**{events}** acts are on record, and their chain is whole.",
            count="events",
            events=check.events,
        ),
        [say("Whoever can rewrite the whole file can forge it: keep a copy of the last hash elsewhere.")],
    )


def show_events() -> None:
    events = read_audit(settings())[::-1]
    if not events:
        show_nothing(Sentence("Nothing is on record yet."))
        return
    chosen = _chosen(events)
    st.caption(
        say(
            "{found} of {all} acts; the newest {shown} are shown.",
            found=len(chosen),
            all=len(events),
            shown=min(len(chosen), SHOWN),
        )
    )
    st.dataframe(_readable(chosen[:SHOWN]), hide_index=True, key="audit_rows")
    download_table(
        "audit_csv", pa.Table.from_pylist([asdict(event) for event in chosen]), file_name_of(plain("Record"))
    )


def _chosen(events: Sequence[AuditEvent]) -> list[AuditEvent]:
    people = sorted({event.who for event in events})
    acts = sorted({event.act for event in events})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        who = _choice("audit_who", say("Who"), people)
        act = _choice("audit_act", say("Act"), acts)
        days = st.date_input(say("Days"), value=[], key="audit_days", format="YYYY-MM-DD", width=260)
        words = st.text_input(say("Search"), key="audit_words", width=220)
    return [
        event
        for event in events
        if who in (EVERYTHING, event.who)
        and act in (EVERYTHING, event.act)
        and words.lower() in event.what.lower()
        and _within(event, days)
    ]


def _choice(key: str, label: str, values: Sequence[str]) -> str:
    names = {value: _name(value) for value in (EVERYTHING, *values)}
    return one_listed(key, names, EVERYTHING, label=label, width=220, is_labelled=True)


def _version(version_id: str | None, ends: Mapping[str, date]) -> str | None:
    """By the last day of its data; one that is no longer kept, by its whole ID."""
    if version_id is None or version_id not in ends:
        return version_id
    return plain("Data to {day}", day=figures.day(ends[version_id], language()))


def _what(event: AuditEvent) -> str:
    """What of members was seen is written down by keys and as a rule's document; here in the reader's words."""
    parts = event.what.split(" | ", 3)
    if event.act != "members_seen_clear" or len(parts) < 4:
        return event.what
    place, day, columns, rule = parts
    try:
        known = catalog(open_version(settings()))
        asked = date.fromisoformat(day.removeprefix("as of "))
        who = plain("Everyone") if rule == "everyone" else _described(rule, known, asked)
    except (FenqunError, ValueError):
        return event.what
    names = [
        known.measures[key].label.in_language(language()) if key in known.measures else key
        for key in (column.removesuffix(" (masked)") for column in columns.split(", "))
    ]
    return plain(
        "{who} Columns: {columns}. From person {place}.",
        who=who,
        columns=", ".join(names),
        place=place.removeprefix("from "),
    )


def _described(rule: str, known: Catalog, as_of: date) -> str:
    document = {name: part for name, part in json.loads(rule).items() if name != "beside"}
    segment = parse_segment(document, shelf=LibraryShelf(settings()))
    return render(describe(segment, catalog=known, as_of=as_of), language())


def _name(value: str) -> str:
    if value == EVERYTHING:
        return say("All")
    return ACTS[value].in_language(language()) if value in ACTS else value


def _within(event: AuditEvent, days: Sequence[date]) -> bool:
    """Local days, both inclusive; one day alone is that day."""
    if not days:
        return True
    day = datetime.fromisoformat(event.at).astimezone(settings().zone).date()
    return days[0] <= day <= days[-1]


def _readable(events: Sequence[AuditEvent]) -> pa.Table:
    zone = settings().timezone
    ends = {version.id: version.manifest.data_end for version in list_versions(settings())}
    return pa.table(
        {
            plain("When"): [figures.moment(datetime.fromisoformat(event.at), language(), zone) for event in events],
            plain("Who"): [event.who for event in events],
            plain("Act"): [_name(event.act) for event in events],
            plain("What"): [_what(event) for event in events],
            plain("Rows"): pa.array([event.rows for event in events], pa.int64()),
            plain("Data version"): [_version(event.version, ends) for event in events],
            "SHA-256": pa.array([event.file_sha256 for event in events], pa.string()),
        }
    )
