"""What a program leaves when it is killed: the files of its folder, looked at wherever it might be.

A kill changes no file, it only ends what would have followed. So a program is not started anew for each place
where it could be killed: it runs once and is made to stand still at each of them, and the files are copied as
they are then, those too that programs share in memory.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.store.engine.connection import LedgerConnection
from support.children import Child, Forked, run

Files = dict[str, bytes]
"""What the files below a folder hold, by their names in it."""

_MAY_BE_TRACED, _BY_ANY = 0x59616D61, -1
"""What a process says so that another than its parent may trace it (prctl(2))."""

_STOPPED = re.compile(rb"^(\d+) +--- stopped by SIGSTOP ---", re.MULTILINE)


def files_of(folder: Path) -> Files:
    """The files below a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def place(files: Files, folder: Path) -> Path:
    """Put files into a folder that holds nothing else then."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
    return folder


class Looks:
    """Hands what stands in a folder to ``found``, each time that it is another than the last time."""

    def __init__(self, folder: Path, found: Callable[[Files], object]) -> None:
        self.times = 0
        """How often it was looked."""
        self._folder = folder
        self._found = found
        self._last: Files = {}

    def look(self) -> None:
        self.times += 1
        files = files_of(self._folder)
        if files != self._last:
            self._last = files
            self._found(files)


def stopped_at_statements(work: Callable[[], object], looks: Looks) -> None:
    """Do work in a process of its own that is looked at before each statement to a ledger, and at its end."""
    told, tell = os.pipe()
    waited, go_on = os.pipe()

    def stopping_work() -> None:
        os.close(told)
        os.close(go_on)
        real = LedgerConnection.execute

        def stopping(self: LedgerConnection, *arguments: Any) -> Any:
            os.write(tell, b".")
            os.read(waited, 1)
            return real(self, *arguments)

        LedgerConnection.execute = stopping  # type: ignore[method-assign,assignment]
        work()

    with Forked(stopping_work) as fork:
        os.close(tell)
        os.close(waited)
        try:
            while os.read(told, 1):
                looks.look()
                fork.bound.renew()
                os.write(go_on, b".")
        finally:
            os.close(told)
            os.close(go_on)
    looks.look()


def can_stop_at_calls() -> bool:
    """Whether programs can be traced here."""
    found = shutil.which("strace")
    return found is not None and run([found, "-qq", "true"], capture_output=True).returncode == 0


def stopped_at_calls(work: Callable[[], object], calls: str, every: int, looks: Looks) -> None:
    """Do work in a process of its own, looked at after its first and every so manieth of these calls."""
    told, tell = os.pipe()
    tracing = ["strace", "-f", "-o", f"/dev/fd/{tell}", "-e", f"trace={calls}"]
    tracing += ["-e", f"inject={calls}:signal=STOP:when=1+{every}"]
    try:
        with traced_fork(tracing, work, pass_fds=[tell]) as tracer:
            os.close(tell)
            rest = b""
            while said := os.read(told, 1 << 16):
                *lines, rest = (rest + said).split(b"\n")
                for stopped in _STOPPED.finditer(b"\n".join(lines)):
                    looks.look()
                    tracer.bound.renew()
                    os.kill(int(stopped[1]), signal.SIGCONT)
    finally:
        os.close(told)
    looks.look()


def traced_in_a_fork(tracing: Sequence[str], work: Callable[[], str]) -> str:
    """What work says that is done in a process of its own, watched by this ``strace`` from its beginning."""
    said, say = os.pipe()
    with os.fdopen(said, "rb") as words:
        with traced_fork(tracing, lambda: os.write(say, work().encode())):
            os.close(say)
            return words.read().decode()


@contextmanager
def traced_fork(tracing: Sequence[str], work: Callable[[], object], **given: Any) -> Iterator[Child]:
    """Work in a process of its own that this ``strace`` watches from its beginning; given is the tracer."""
    waited, go_on = os.pipe()

    def watched_work() -> None:
        os.close(go_on)
        ctypes.CDLL(None).prctl(_MAY_BE_TRACED, _BY_ANY, 0, 0, 0)
        os.read(waited, 1)
        work()

    with Forked(watched_work) as fork:
        os.close(waited)
        with Child([*tracing, "-p", str(fork.pid)], stderr=subprocess.PIPE, **given) as tracer:
            attached = tracer.stderr.readline()
            os.close(go_on)
            assert b"attached" in attached, attached
            yield tracer


needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
