"""By what a list names people, and how the same phone or address is recognised in other spellings."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from data.contract import table


class MatchOn(StrEnum):
    """The column of the member table that a list is held against."""

    USER_ID = "user_id"
    PHONE = "phone"
    EMAIL = "email"
    OPENID = "openid"
    UNIONID = "unionid"
    WECOM = "wecom_external_id"


MATCH_LABELS = {match: table("users").column(match.value).label for match in MatchOn}

_SEPARATORS = re.compile(r"[\s().\-‐-―]+")
_MAINLAND = re.compile(r"1[3-9]\d{9}")
_TAIWAN = re.compile(r"09\d{8}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST = 500


def identity(given: str, match: MatchOn) -> str | None:
    """The one spelling under which a name counts once; None when it cannot be one."""
    text = unicodedata.normalize("NFKC", given).strip()
    if not text or len(text) > LONGEST:
        return None
    if match is MatchOn.PHONE:
        return e164(text)
    if match is MatchOn.EMAIL:
        return text.lower() if _EMAIL.fullmatch(text) else None
    return given.strip()


def e164(text: str) -> str | None:
    """A phone as +8613812345678. A number without a country is of the mainland, or by its 09 of Taiwan."""
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if _MAINLAND.fullmatch(digits.removeprefix("86")):
        return f"+86{digits.removeprefix('86')}"
    if _TAIWAN.fullmatch(digits):
        return f"+886{digits[1:]}"
    return digits if _INTERNATIONAL.fullmatch(digits) else None


def spellings(name: str, given: str, match: MatchOn) -> tuple[str, ...]:
    """How the member table may write it: exports keep phones and addresses as the shop has them."""
    if match is MatchOn.PHONE:
        local = [name.removeprefix("+86")] if name.startswith("+86") else []
        local += [f"0{name.removeprefix('+886')}"] if name.startswith("+886") else []
        return tuple(dict.fromkeys((name, name[1:], f"00{name[1:]}", *local, given.strip())))
    return tuple(dict.fromkeys((name, given.strip())))
