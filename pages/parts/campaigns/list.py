"""All campaigns, wherever they are known from: the export, lists that left, uploaded records."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.locale import figures
from pages.parts.campaigns.words import channel_of, name_of, window_of
from pages.parts.drawing import Table, table_underneath
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from pages.parts.tables import plain_table
from queries.campaigns import Known
from queries.lists.assignments import EXPORT, MANIFEST, UPLOADED

SOURCES = {
    EXPORT: Label("Export", "导出数据", "匯出資料"),
    MANIFEST: Label("List from here", "本站名单", "本站名單"),
    UPLOADED: Label("Uploaded record", "上传的发送记录", "上傳的發送紀錄"),
}
HEADERS = {
    "campaign_id": Label("Campaign ID", "活动ID", "活動ID"),
    "campaign_name": Label("Campaign", "活动", "活動"),
    "channel": Label("Channel", "渠道", "管道"),
    "start_date": Label("Start", "开始", "開始"),
    "window_days": Label("Window, days", "窗口（天）", "窗口（天）"),
    "recipients": Label("Recipients", "触达人数", "觸達人數"),
    "control": Label("Control group", "对照组", "對照組"),
    "sources": Label("Known from", "来源", "來源"),
}


def show_campaigns(found: Sequence[Known]) -> None:
    """Newest first, with counts as assigned."""
    newest_first = list(reversed(found))
    with st.container(border=True, key="campaigns_all"):
        st.markdown(f"**{say('All campaigns')}**")
        plain_table(
            {
                _header("campaign_name"): [name_of(one) for one in newest_first],
                _header("channel"): [channel_of(one) for one in newest_first],
                _header("start_date"): [_day(one) for one in newest_first],
                _header("recipients"): [figures.whole(one.recipients, language()) for one in newest_first],
                _header("control"): [_control(one) for one in newest_first],
                plain("Window"): [window_of(one) for one in newest_first],
                _header("sources"): [sources_of(one) for one in newest_first],
            }
        )
        st.caption(
            say(
                "People as they were assigned, not as they were reached. Where several sources know a campaign, the "
                "list that left decides, then the export, then uploaded records."
            )
        )
        table_underneath("campaigns_all", _table(newest_first))


def sources_of(known: Known) -> str:
    named = [label.in_language(language()) for source, label in SOURCES.items() if source in known.sources]
    return " + ".join(named) or "–"


def _header(name: str) -> str:
    return HEADERS[name].in_language(language())


def _day(known: Known) -> str:
    return figures.day(known.start_date, language()) if known.start_date else "–"


def _control(known: Known) -> str:
    return figures.whole(known.control, language()) if known.control else plain("none")


def _table(found: Sequence[Known]) -> Table:
    columns = {
        "campaign_id": [one.campaign_id for one in found],
        "campaign_name": pa.array([one.name for one in found], pa.string()),
        "channel": pa.array([one.channel for one in found], pa.string()),
        "start_date": pa.array([one.start_date for one in found], pa.date32()),
        "window_days": [one.window_days for one in found],
        "recipients": [one.recipients for one in found],
        "control": [one.control for one in found],
        "sources": [sources_of(one) for one in found],
    }
    headers = {name: _header(name) for name in columns}
    return Table(pa.table(columns), headers, file_name_of(plain("Campaigns")))
