"""Work that ends soon after its browser is gone: nobody would be there to take what it made."""

from __future__ import annotations

import time

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.errors import Cancelled
from data.progress import Progress
from data.sentence import Sentence

GRACE_SECONDS = 15.0  # a connection that breaks for a moment comes back as the same session


def while_present(progress: Progress, session_id: str | None) -> Progress:
    """The same, stopped at the next step once the session's browser was closed or reloaded."""
    last_seen = time.monotonic()

    def told(step: str, done: float, sentence: Sentence) -> None:
        nonlocal last_seen
        if _is_present(session_id):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > GRACE_SECONDS:
            raise Cancelled(Sentence("The browser that asked for it was closed. Nothing of it is kept."))
        progress(step, done, sentence)

    return told


def this_session() -> str | None:
    """To be asked in the script's thread."""
    context = get_script_run_ctx()
    return None if context is None else context.session_id


def _is_present(session_id: str | None) -> bool:
    return session_id is None or not runtime.exists() or runtime.get_instance().is_active_session(session_id)
