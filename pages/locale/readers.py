"""Which of our languages a reader wants: from a browser's tag or a terminal's environment."""

from __future__ import annotations

from collections.abc import Mapping


def language_of_browser(tag: str | None) -> str:
    """zh-TW, zh-HK, zh-MO and zh-Hant read traditional; every other zh simplified; all else English."""
    parts = (tag or "").lower().replace("_", "-").split("-")
    if parts[0] != "zh":
        return "en"
    return "zh_TW" if {"tw", "hk", "mo", "hant"} & set(parts[1:]) else "zh_CN"


def language_of_terminal(environment: Mapping[str, str]) -> str:
    """By LC_ALL, LC_MESSAGES, LANG in this order, as gettext reads them."""
    named = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return language_of_browser(named.partition(".")[0])
