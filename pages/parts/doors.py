"""What the web server answers beside the pages: downloads, health, and the page shell in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from data.access import Action, local_person, require
from data.errors import FenqunError
from data.settings import LANGUAGES, Settings
from pages.locale import language_of_browser, render
from pages.parts.links import ADDRESS, LinkExpired, linked
from pages.parts.shell import Shell

log = logging.getLogger("fenqun.downloads")


def routes(settings: Settings) -> list[Route]:
    return [
        Route(ADDRESS, _download(settings), methods=["GET"]),
        Route("/health", _health, methods=["GET"]),
    ]


def middleware() -> list[Middleware]:
    return [Middleware(Shell)]


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _download(settings: Settings) -> Callable[[Request], Awaitable[Response]]:
    async def download(request: Request) -> Response:
        asks = local_person(settings)
        try:
            require(asks, Action.DOWNLOAD)
            file = linked(request.path_params["token"], asks=asks, settings=settings)
        except FenqunError as refused:
            return _refusal(refused, request, settings)
        log.info("%s downloads %s", asks.name, file.path.name)
        return FileResponse(
            file.path,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=utf-8''{quote(file.file_name, safe='')}",
                "Content-Encoding": "identity",  # the gzip middleware would compress the whole body first
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )

    return download


def _refusal(refused: FenqunError, request: Request, settings: Settings) -> Response:
    language = settings.language or reader_language(request)
    text = "\n".join(render(fault, language, settings.currency) for fault in refused.faults)
    return PlainTextResponse(
        text, 410 if isinstance(refused, LinkExpired) else 403, headers={"Cache-Control": "private, no-store"}
    )


def reader_language(request: Request) -> str:
    """`lang=` in the link, else the browser's first wish."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return language_of_browser(request.headers.get("accept-language", "").split(",")[0].split(";")[0])
