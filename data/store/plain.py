"""Values of a manifest as JSON and back, exactly: what JSON has no word for carries the name of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from data.sentence import Label, Money, Sentence, Share

_TYPE = "$type"
_SENTENCE_PARTS: dict[str, type] = {part.__name__: part for part in (Share, Money, Label, Sentence)}
_WRITTEN_AS_TEXT: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "float": float,
}


def to_plain(value: Any) -> Any:
    """Lists, objects, texts, numbers and nothing else; a frozen dataclass becomes an object of its fields."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case float() if value == value and abs(value) != float("inf"):
            return value
        case float() | Decimal() | datetime() | date():
            text = value.isoformat() if isinstance(value, date) else str(value)
            return {_TYPE: _type_name(value), "text": text}
        case Mapping():
            return {str(name): to_plain(part) for name, part in value.items()}
        case list() | tuple():
            return [to_plain(part) for part in value]
    tag = {_TYPE: type(value).__name__} if type(value).__name__ in _SENTENCE_PARTS else {}
    return tag | {declared.name: to_plain(getattr(value, declared.name)) for declared in fields(value)}


def from_plain(value: Any) -> Any:
    """The values that `to_plain` was given, except that plain dataclasses stay objects and tuples lists."""
    if isinstance(value, list):
        return [from_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    name = value.get(_TYPE)
    if name in _WRITTEN_AS_TEXT:
        return _WRITTEN_AS_TEXT[name](value["text"])
    parts = {key: from_plain(part) for key, part in value.items() if key != _TYPE}
    return _SENTENCE_PARTS[name](**parts) if name else parts


def _type_name(value: float | Decimal | date) -> str:
    return next(kind.__name__ for kind in (datetime, date, Decimal, float) if isinstance(value, kind))
