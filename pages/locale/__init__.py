"""Words, numbers and dates in zh_CN, zh_TW and en."""

from pages.locale.words import render

__all__ = ["render"]
