"""Children of ``store.apart`` forked from a process that has imported what they need, not started anew.

An interpreter and the libraries of a parser take longer to start than most tests take. What a child is
given, its bounds, its answer and its end are the same; only its start is not the real one, so ``test_apart``
and one test of each child (fixture ``children_started_anew``) start real ones. POSIX only.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO

from huaian_tui.store import apart
from support.children import BOUND

MODULES = {
    "huaian_tui.documents.docx.template_child": ["huaian_tui.documents.docx.template_filling"],
    "huaian_tui.exchange.folder.folder_child": [],
    "huaian_tui.exchange.packs.sealing_child": ["pyrage"],
    "huaian_tui.importing.plan_files.plan_child": [
        "huaian_tui.importing.plan_files.word_reader",
        "huaian_tui.importing.plan_files.excel_reader",
        "huaian_tui.importing.plan_files.text_reader",
    ],
    "huaian_tui.importing.calendar_child": ["icalendar"],
    "huaian_tui.importing.workbook_child": ["python_calamine"],
}
"""The children that are forked, and what each imports when it is at work."""

_ROOT = Path(__file__).resolve().parents[2]
_A_REQUEST = 1 << 16

started_anew = apart.started
"""The real start."""

_SERVER = """
import importlib, json, os, runpy, signal, socket, sys

requests = socket.socket(fileno=int(sys.argv[1]))
for name in sys.argv[2:]:
    importlib.import_module(name)


def work(module, words, environment):
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *words]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        return 1
    return 0


def watched(asked, given, answer, status):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        for place, descriptor in enumerate((given, answer, os.open(os.devnull, os.O_WRONLY))):
            os.dup2(descriptor, place)
        os.closerange(3, 256)
        os._exit(work(*asked))
    os.close(given)
    os.close(answer)
    os.write(status, b"%d\\n" % child)
    _, how = os.waitpid(child, 0)
    os.write(status, b"%d\\n" % os.waitstatus_to_exitcode(how))


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    asked, descriptors, _, _ = socket.recv_fds(requests, 1 << 16, 3)
    if not asked:
        break
    if os.fork() == 0:
        requests.close()
        watched(json.loads(asked), *descriptors)
        os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)
"""


class _Forked:
    """What ``apart`` asks of a child that it has started."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], status: int) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.returncode: int | None = None
        self._status, self._pid = status, 0
        self._pid = int(self._line(None) or 0)

    def _line(self, seconds: float | None) -> bytes | None:
        """What is said next of the child; None when that takes longer."""
        if not select.select([self._status], [], [], BOUND if seconds is None else seconds)[0]:
            if seconds is not None:
                return None
            self.kill()
            raise AssertionError(f"a forked child was not done within {BOUND:g} seconds and was ended")
        said = b""
        while not said.endswith(b"\n"):
            part = os.read(self._status, 1)
            assert part, "the process that forks children has ended"
            said += part
        return said

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            said = self._line(None if timeout is None else max(0.0, timeout))
            if said is None:
                raise subprocess.TimeoutExpired("a forked child", timeout or 0)
            self.returncode = int(said)
        return self.returncode

    def kill(self) -> None:
        if self.returncode is None and self._pid:
            try:
                os.kill(self._pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def __enter__(self) -> _Forked:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        try:
            self.stdin.close()
        except OSError:
            pass
        self.wait()
        os.close(self._status)


class Forge:
    """The process that forks them, started with the first child."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None

    def started(self, module: str, words: tuple[str, ...], *, beside: bool = False) -> object:
        """In the place of ``apart.started``."""
        if beside or module not in MODULES:
            return started_anew(module, words, beside=beside)
        stdin, to_child = os.pipe()
        from_child, stdout = os.pipe()
        status, tell = os.pipe()
        asked = json.dumps([module, words, apart._environment()]).encode()
        assert len(asked) < _A_REQUEST
        socket.send_fds(self._open(), [asked], [stdin, stdout, tell])
        for descriptor in (stdin, stdout, tell):
            os.close(descriptor)
        return _Forked(os.fdopen(to_child, "wb", 0), os.fdopen(from_child, "rb"), status)

    def _open(self) -> socket.socket:
        if self._requests is None:
            self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            names = [name for module, more in MODULES.items() for name in (module, *more)]
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-c", _SERVER, str(theirs.fileno()), *names],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": str(_ROOT)},
            )
            theirs.close()
        return self._requests

    def close(self) -> None:
        """End the process."""
        if self._requests is not None and self._server is not None:
            self._requests.close()
            self._server.wait(30)
