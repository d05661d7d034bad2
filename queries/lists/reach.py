"""How many people of an audience a message could reach, by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.sentence import Label
from queries.audience import Audience
from queries.question import Ask

CHANNELS: Mapping[str, Label] = {
    "wecom": Label("WeCom", "企微", "企微"),
    "sms": Label("SMS", "短信", "簡訊"),
    "wechat": Label("Official account", "公众号", "公眾號"),
    "email": Label("E-mail", "邮件", "電子郵件"),
}


@dataclass(frozen=True)
class Reach:
    """People by channel: address known and consent given. None: the export brings no consent for it."""

    people: int
    by_channel: Mapping[str, int | None]


def reach(ask: Ask, audience: Audience) -> Reach:
    """Consent and addresses are those of the newest export, whatever the audience's day."""
    row = ask("lists/reachable", audience).rows[0]
    return Reach(row["people"], {channel: row[channel] for channel in CHANNELS})
