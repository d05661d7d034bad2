"""The browser door: `python app.py` serves the pages. It reads the settings once and holds no rule."""

from __future__ import annotations

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

# Libraries are loaded before the first session: two first sessions importing at once saw half-made modules.
import altair  # noqa: F401
import duckdb  # noqa: F401
import numpy  # noqa: F401
import pandas  # noqa: F401
import polars  # noqa: F401
import pyarrow  # noqa: F401
import streamlit as st

from data.settings import read_settings
from pages.parts.asking import KEPT
from pages.parts.doors import middleware, routes
from pages.parts.jobs import stop_all as stop_jobs
from pages.parts.navigation import import_what_pages_need
from pages.parts.session import open_house
from pages.parts.states import on_script_error

settings = read_settings()
open_house(settings)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
    """What is loaded now lives as long as the process: collections need not look at it again."""
    import_what_pages_need()
    gc.collect()
    gc.freeze()
    yield
    stop_jobs()
    KEPT.stop_all()


app = st.App(
    "pages/parts/house.py",
    routes=routes(settings),
    middleware=middleware(),
    lifespan=lifespan,
    on_script_error=on_script_error,
)

if __name__ == "__main__":
    app.run(config={"server.address": settings.host, "server.port": settings.port})
