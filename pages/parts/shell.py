"""The page shell: the language of the document, and Streamlit's own English words put into Chinese.

Streamlit has no translations (issue 1353). A short script is added to its index page; it exchanges exact texts only.
A second one saves charts as pictures.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.settings import LANGUAGES
from pages.locale import language_of_browser
from pages.locale.words import catalogue
from pages.parts.plan import PLAN
from pages.parts.session import settings
from pages.parts.streamlit_words import STREAMLIT_WORDS

OTHERS = ("/_stcore/", "/static/", "/media/", "/component/", "/download/", "/health", "/vendor/")
HTML_LANG = {"zh_CN": "zh-CN", "zh_TW": "zh-TW", "en": "en"}
ASIDE = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


class Shell:
    """ASGI middleware that rewrites the index page and lets everything else pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OTHERS):
            await self.app(scope, receive, send)
            return
        # Ask for the page plain and whole: what was compressed or not modified cannot be rewritten.
        headers = [(name, value) for name, value in scope["headers"] if name not in ASIDE]
        rewriter = _Rewriter(send, _first_language(Request(scope)))
        await self.app({**scope, "headers": headers}, receive, rewriter)


class _Rewriter:
    """Holds the answer back until it is whole; only HTML is changed."""

    def __init__(self, send: Send, language: str) -> None:
        self.send, self.language = send, language
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_rewritten(self.start)

    async def _send_rewritten(self, start: Message) -> None:
        body = rewritten(self.body.decode("utf-8"), self.language).encode("utf-8")
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-length"] = str(len(body))
        del headers["etag"], headers["last-modified"]
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def rewritten(page: str, language: str) -> str:
    """The index page with its language and our script."""
    page = re.sub(r'<html lang="[^"]*"', f'<html lang="{HTML_LANG[language]}"', page, count=1)
    return page.replace("</head>", f"<script>{script()}</script></head>", 1)


@cache
def script() -> str:
    source = "".join((Path(__file__).parent / name).read_text("utf-8") for name in ("shell.js", "pictures.js"))
    words = {
        HTML_LANG[language]: {word.text: catalogue(language).gettext(word.text) for word in STREAMLIT_WORDS}
        for language in LANGUAGES
    }
    source = source.replace("[/* pages */]", json.dumps([page.name for page in PLAN]))
    return source.replace("{/* words */}", json.dumps(words, ensure_ascii=False).replace("</", "<\\/"))


def _first_language(request: Request) -> str:
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    wish = request.headers.get("accept-language", "").split(",")[0].split(";")[0]
    return settings().language or language_of_browser(wish)


def _is_html(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
