"""Words, numbers and dates in zh_CN, zh_TW and en."""

from pages.locale.readers import language_of_browser, language_of_terminal
from pages.locale.words import render

__all__ = ["language_of_browser", "language_of_terminal", "render"]
