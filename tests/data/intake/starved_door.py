"""`cli.py` in a process that was first given less: no rights beyond those of files, little memory, a small disk."""

from __future__ import annotations

import ctypes
import os
import resource
import runpy
import sys
from pathlib import Path

CLI = Path(__file__).parents[3] / "cli.py"
CAPABILITY_VERSION = 0x20080522


def without_rights() -> None:
    """Even root then obeys the rights of files: linux/capability.h, capset with nothing in it."""
    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
        nothing = (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
            raise OSError(ctypes.get_errno(), "capset")


def with_small_disk() -> None:
    """No file may grow beyond a limit, as on a full disk; Python ignores the signal that goes with it."""
    size = int(os.environ["FILE_LIMIT"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def as_usual() -> None: ...


if __name__ == "__main__":
    {each.__name__: each for each in (without_rights, with_small_disk, as_usual)}[sys.argv.pop(1)]()
    sys.path.insert(0, str(CLI.parent))
    sys.argv[0] = str(CLI)
    try:
        runpy.run_path(str(CLI), run_name="__main__")
    finally:
        # Not getrusage: its peak starts with that of the parent, before this program was loaded.
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        print(f"peak {peak.split()[1]}", file=sys.stderr)
