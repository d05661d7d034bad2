"""A real PostgreSQL for the tests of the library: a cluster in a temporary folder, reached through its socket alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

import psycopg

DEBIAN_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
FOLDERS = os.pathsep.join([os.environ.get("PATH", ""), *map(str, reversed(DEBIAN_FOLDERS))])
INITDB, POSTGRES = shutil.which("initdb", path=FOLDERS), shutil.which("postgres", path=FOLDERS)
OWNER = "fenqun"
FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=16MB")


@contextmanager
def running_postgresql() -> Iterator[Path]:
    """The folder of its socket. The server is this process's child and ends with the block."""
    assert INITDB
    assert POSTGRES
    folder = Path(tempfile.mkdtemp(prefix="fenqun-postgresql-"))
    try:
        as_somebody = _unprivileged(folder)
        cluster = str(folder / "cluster")
        made = [INITDB, "-D", cluster, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*as_somebody, *made], check=True, capture_output=True, cwd=folder)
        socket = ("-k", str(folder), "-c", "listen_addresses=")
        with (folder / "log").open("wb") as log:
            command = [*as_somebody, POSTGRES, "-D", cluster, *socket, *FAST]
            with subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server:
                try:
                    _wait_until_it_answers(folder, server)
                    yield folder
                finally:
                    server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
                    server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_schema(socket_folder: Path, name: str) -> str:
    """The address of an empty schema, as a person would write it into the settings."""
    with psycopg.connect(f"postgresql://{OWNER}@/postgres?host={socket_folder}", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("create schema {}").format(psycopg.sql.Identifier(name)))
    return f"postgresql://{OWNER}@/postgres?host={socket_folder}&options=-csearch_path%3D{name}"


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    somebody = getpwnam("nobody")
    os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    return ["setpriv", f"--reuid={somebody.pw_uid}", f"--regid={somebody.pw_gid}", "--clear-groups"]


def _wait_until_it_answers(folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            psycopg.connect(f"postgresql://{OWNER}@/postgres?host={folder}").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                raise RuntimeError((folder / "log").read_text("utf-8", "replace")) from None
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not answer")
