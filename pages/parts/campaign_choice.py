"""Which campaign: the choice in the link, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.contract import table as contract_table
from data.sentence import Label
from pages.locale import figures
from pages.parts.controls import one_listed
from pages.parts.drawing import Table, table_underneath
from pages.parts.files import file_name_of
from pages.parts.session import currency, language, plain, say
from pages.parts.tables import plain_table
from queries.campaigns import Arm, CampaignResult

CAMPAIGN_KEY = "camp"
CHANNELS = {choice.value: choice.label for choice in contract_table("campaigns").column("channel").choices}
HEADERS = {
    "campaign_id": Label("Campaign ID", "活动ID", "活動ID"),
    "campaign_name": Label("Campaign", "活动", "活動"),
    "channel": Label("Channel", "渠道", "管道"),
    "start_date": Label("Start", "开始", "開始"),
    "window_days": Label("Window, days", "窗口（天）", "窗口（天）"),
    "recipients": Label("Recipients", "触达人数", "觸達人數"),
    "control": Label("Control group", "对照组", "對照組"),
    "delivered": Label("Delivered", "送达人数", "送達人數"),
    "converted": Label("Recipients bought", "购买人数", "購買人數"),
    "net": Label("Net revenue", "净收入", "淨收入"),
    "still_open": Label("Window still open, people", "窗口未结束人数", "窗口未結束人數"),
}


def chosen_campaign(found: Sequence[CampaignResult]) -> CampaignResult:
    """The one that the link names, else the newest whose window is over for everyone."""
    newest_first = list(reversed(found))
    closed = next((campaign for campaign in newest_first if not is_open(campaign)), newest_first[0])
    by_id = {campaign.campaign_id: campaign for campaign in newest_first}
    names = {key: name_of(campaign) for key, campaign in by_id.items()}
    chosen = one_listed(CAMPAIGN_KEY, names, closed.campaign_id, label=say("Campaign"), width=320, names_default=True)
    return by_id[chosen]


def name_of(campaign: CampaignResult) -> str:
    return campaign.campaign_name or campaign.campaign_id


def has_outcome(campaign: CampaignResult) -> bool:
    """Somebody could be watched for the whole window. Before that, nobody bought is not known to be true."""
    return campaign.recipients.complete > 0


def is_open(campaign: CampaignResult) -> bool:
    """Somebody of either group is still within the window."""
    return still_open(campaign) > 0


def still_open(campaign: CampaignResult) -> int:
    return sum(arm.incomplete for arm in (campaign.recipients, campaign.control) if arm)


def show_campaigns(found: Sequence[CampaignResult]) -> None:
    """All campaigns, newest first, with counts as assigned. What is missing from the export is a dash."""
    newest_first = list(reversed(found))
    with st.container(border=True, key="campaigns_all"):
        st.markdown(f"**{say('All campaigns')}**")
        plain_table(
            {
                _header("campaign_name"): [name_of(campaign) for campaign in newest_first],
                _header("channel"): [channel_of(campaign) for campaign in newest_first],
                _header("start_date"): [_day(campaign) for campaign in newest_first],
                _header("recipients"): [_whole(campaign.recipients.people) for campaign in newest_first],
                _header("control"): [_control(campaign.control) for campaign in newest_first],
                _header("delivered"): [_whole(campaign.recipients.delivered) for campaign in newest_first],
                _header("converted"): [_whole(_converted(campaign)) for campaign in newest_first],
                _header("net"): [_money(_net_cents(campaign)) for campaign in newest_first],
                plain("Window"): [_window(campaign) for campaign in newest_first],
            }
        )
        st.caption(
            say("Bought and net revenue count people whose window has ended; they need not have bought because of it.")
        )
        table_underneath("campaigns_all", _table(newest_first))


def channel_of(campaign: CampaignResult) -> str:
    label = CHANNELS.get(campaign.channel or "")
    return label.in_language(language()) if label else campaign.channel or "–"


def _header(name: str) -> str:
    return HEADERS[name].in_language(language())


def _day(campaign: CampaignResult) -> str:
    return figures.day(campaign.start_date, language()) if campaign.start_date else "–"


def _whole(people: int | None) -> str:
    return "–" if people is None else figures.whole(people, language())


def _control(control: Arm | None) -> str:
    return _whole(control.people) if control else plain("none")


def _converted(campaign: CampaignResult) -> int | None:
    return campaign.recipients.converted if has_outcome(campaign) else None


def _net_cents(campaign: CampaignResult) -> int | None:
    return campaign.recipients.net.total if has_outcome(campaign) else None


def _money(cents: int | None) -> str:
    return "–" if cents is None else figures.short_money(cents, currency(), language())


def _window(campaign: CampaignResult) -> str:
    if campaign.is_before_data:
        return plain("before the data begin")
    if is_open(campaign):
        return plain(
            "{days} day, open for {people}",
            plural="{days} days, open for {people}",
            count="days",
            days=campaign.window_days,
            people=still_open(campaign),
        )
    return plain("{days} day, ended", plural="{days} days, ended", count="days", days=campaign.window_days)


def _table(found: Sequence[CampaignResult]) -> Table:
    columns = {
        "campaign_id": [campaign.campaign_id for campaign in found],
        "campaign_name": pa.array([campaign.campaign_name for campaign in found], pa.string()),
        "channel": pa.array([campaign.channel for campaign in found], pa.string()),
        "start_date": pa.array([campaign.start_date for campaign in found], pa.date32()),
        "window_days": [campaign.window_days for campaign in found],
        "recipients": [campaign.recipients.people for campaign in found],
        "control": [campaign.control.people if campaign.control else 0 for campaign in found],
        "delivered": pa.array([campaign.recipients.delivered for campaign in found], pa.int64()),
        "converted": pa.array([_converted(campaign) for campaign in found], pa.int64()),
        "net": pa.array(
            [None if (cents := _net_cents(campaign)) is None else cents / 100 for campaign in found], pa.float64()
        ),
        "still_open": [still_open(campaign) for campaign in found],
    }
    headers = {name: _header(name) for name in columns}
    return Table(pa.table(columns), headers, file_name_of(plain("Campaigns")))
