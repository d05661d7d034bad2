"""The page shell: its language, and the words of Streamlit it carries."""

from __future__ import annotations

import pytest
from anyio.from_thread import start_blocking_portal

from pages.parts.shell import Shell, rewritten, script

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'


def test_the_document_names_its_language() -> None:
    assert '<html lang="zh-TW"' in rewritten(PAGE, "zh_TW")


def test_the_words_are_in_the_script_of_every_page() -> None:
    assert '"Select all": "全选"' in script()
    assert rewritten(PAGE, "en").count("<script>") == 1


def test_the_script_knows_the_address_of_every_page() -> None:
    assert '["overview", "retention"' in script()


def test_a_script_cannot_be_closed_by_its_own_words() -> None:
    assert "</" not in script()


@pytest.mark.parametrize(("path", "is_touched"), [("/", True), ("/static/index.js", False), ("/_stcore/health", False)])
def test_only_pages_are_rewritten(path: str, is_touched: bool) -> None:
    sent = answered(path)
    assert (b"fenqun-language" in sent[1]["body"]) is is_touched
    if is_touched:
        assert dict(sent[0]["headers"])[b"content-length"] == str(len(sent[1]["body"])).encode()
        assert b"etag" not in dict(sent[0]["headers"])


def answered(path: str) -> list[dict]:  # type: ignore[type-arg]
    """What a browser gets through the middleware from a server that answers PAGE to everything."""
    sent: list[dict] = []  # type: ignore[type-arg]

    async def server(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        headers = [(b"content-type", b"text/html"), (b"etag", b'"1"'), (b"content-length", str(len(PAGE)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE.encode()})

    async def send(message) -> None:  # type: ignore[no-untyped-def]
        sent.append(message)

    async def ask() -> None:
        scope = {"type": "http", "path": path, "headers": [(b"accept-language", b"zh-CN")], "query_string": b""}
        await Shell(server)(scope, None, send)  # type: ignore[arg-type]

    with start_blocking_portal() as portal:  # a thread of its own: a browser's errand before may keep this one's loop
        portal.call(ask)
    return sent
