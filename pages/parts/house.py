"""The main script: language and navigation, what every page shares, then the page itself."""

from __future__ import annotations

from pages.parts.frame import shared_head
from pages.parts.navigation import chosen_page
from pages.parts.states import failures_in_words

shared_head()
page = chosen_page()
with failures_in_words():
    page.run()
