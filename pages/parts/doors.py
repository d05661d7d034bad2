"""What the web server answers beside the pages: downloads, health, and the page shell in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from data.access import Action, local_person, require
from data.audit import record, utc_now
from data.errors import FenqunError, Forbidden, LinkExpired
from data.settings import LANGUAGES, Settings
from pages.locale import language_of_browser, render
from pages.parts.links import ADDRESS, linked
from pages.parts.plan import PLAN
from pages.parts.shell import Shell


def routes(settings: Settings) -> list[Route]:
    return [
        Route(ADDRESS, _download(settings), methods=["GET"]),
        Route("/health", _health, methods=["GET"]),
        Route(f"/{PLAN[0].name}", _first_page, methods=["GET"]),
    ]


def middleware() -> list[Middleware]:
    return [Middleware(Shell)]


async def _first_page(request: Request) -> Response:
    """The first page has no address of its own in Streamlit; whoever types its name is not lost."""
    return RedirectResponse(str(request.url.replace(scheme="", netloc="", path="/")))


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _download(settings: Settings) -> Callable[[Request], Response]:
    """Not async: it reads the key and writes the record, so it runs in a thread and keeps nobody waiting."""

    def download(request: Request) -> Response:
        asks = local_person(settings)
        try:
            require(asks, Action.DOWNLOAD)
            file = linked(request.path_params["token"], asks=asks, settings=settings)
            record(settings, at=utc_now(), person=asks, act="file_sent", what=f"{file.file_name} ({file.path.name})")
        except FenqunError as refused:
            return _refusal(refused, request, settings)
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
    status = 410 if isinstance(refused, LinkExpired) else 403 if isinstance(refused, Forbidden) else 500
    return PlainTextResponse(text, status, headers={"Cache-Control": "private, no-store"})


def reader_language(request: Request) -> str:
    """`lang=` in the link, else the browser's first wish."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return language_of_browser(request.headers.get("accept-language", "").split(",")[0].split(";")[0])
