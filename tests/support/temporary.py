"""Where tests keep their files: in memory where the system offers that, on the disk where a test asks for it.

Every save waits until the disk has it, some milliseconds each, thousands of times; what is asked for is seen
in the calls all the same. Set TMPDIR to have all of it elsewhere.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux offers it to every program
_NEEDED = 4 << 30
_DISK = "HUAIAN_TESTS_ON_DISK"


def keep_in_memory() -> None:
    """From now on temporary files of this process and those it starts are in memory, if there is room."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _NEEDED:
        os.environ[_DISK] = tempfile.gettempdir()
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # it is looked for anew


def on_disk() -> Path:
    """The folder for temporary files on the disk."""
    return Path(os.environ.get(_DISK) or tempfile.gettempdir())
