"""Measure a terminal program from outside, in a pseudo-terminal, as a person in front of it would.

What the program writes is stamped when it arrives and given to the emulator (pyte) only while
the program is quiet, so that emulating does not compete with it for the processor. POSIX only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

ROWS, COLUMNS = 40, 120
QUIET_SECONDS = 0.5
"""A screen on which nothing moves for so long has settled."""

KEY_QUIET_SECONDS = 0.1
"""Silence that ends the repaint after a cursor key; a search may take longer to begin another."""

_LONGEST_SECONDS = 60.0
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
_SYNCHRONISED = b"2026"
# pyte prints what it does not know: strings, and sequences with private marks, are left out.
_UNKNOWN = re.compile(
    rb"\x1b[PX^_\]].*?(?:\x1b\\|\x07)|\x1b\[[<>=][0-9;:]*[@-~]"
    rb"|\x1b\[[0-9;:?]*[ -/]+[@-~]|\x1b\[\?[0-9;]*[^hl0-9;]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Start:
    """A start: ms to the first full screen and to a settled one; CPU time and memory half a second later."""

    shown_ms: float
    settled_ms: float
    cpu_ms: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Press:
    """A key: milliseconds to the first change on the screen, and to the last output that followed."""

    first_ms: float
    last_ms: float


class Program:
    """A program in a pseudo-terminal; use it as a context manager, which ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._chunks: list[tuple[float, bytes]] = []
        self._parsed = 0
        self._ended = False
        values = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        values |= environment
        for name in ("LINES", "COLUMNS", "TMUX", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
            values.pop(name, None)
        self._began = time.perf_counter()
        self.pid, self._terminal = os.forkpty()
        if self.pid == 0:
            _become(command, values)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.perf_counter() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            self._read(0.02)
        os.close(self._terminal)

    # ------------------------------------------------------------------ reading

    def _read(self, seconds: float) -> bool:
        """Whether something was written within so many seconds."""
        if self._ended or not select.select([self._terminal], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:  # Linux says so when the other side is closed
            data = b""
        if not data:
            self._ended = True
            return False
        self._chunks.append((time.perf_counter(), data))
        for query in _MODE_QUERY.finditer(data):
            known = 2 if query.group(1) == _SYNCHRONISED else 0
            os.write(self._terminal, b"\x1b[?%s;%d$y" % (query.group(1), known))
        return True

    def _parse(self, upto: int) -> None:
        while self._parsed < upto:
            self._stream.feed(_UNKNOWN.sub(b"", self._chunks[self._parsed][1]))
            self._parsed += 1

    def text(self) -> str:
        """What stands on the screen."""
        self._parse(len(self._chunks))
        # Not ``display``: it fails on the second half of a wide character whose first half was overwritten.
        buffer, places = self._screen.buffer, range(self._screen.columns)
        return "\n".join("".join(buffer[y][x].data for x in places) for y in range(self._screen.lines))

    def _state(self) -> list[tuple[object, ...]]:
        lines = self._screen.buffer
        return [tuple(lines[row][column] for column in range(COLUMNS)) for row in range(ROWS)]

    def settle(self, wanted: str = "", quiet: float = QUIET_SECONDS) -> float:
        """Milliseconds from the start to the last output before it stood still with ``wanted`` shown."""
        deadline = time.perf_counter() + _LONGEST_SECONDS
        while time.perf_counter() < deadline and not self._ended:
            if not self._read(quiet) and wanted in self.text():
                return (self._chunks[-1][0] - self._began) * 1000
        raise TimeoutError(f"{wanted!r} did not come on the screen:\n{self.text()}")

    # ------------------------------------------------------------------ measuring

    def start(self, wanted: str) -> Start:
        """Wait for the first screen; ``wanted`` stands on it once its contents are there."""
        settled = self.settle(wanted)
        cpu, memory = cpu_ms(self.pid), memory_mb(self.pid)
        again = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(again)
        for moment, data in self._chunks:
            stream.feed(_UNKNOWN.sub(b"", data))
            if wanted in "\n".join(again.display):
                return Start((moment - self._began) * 1000, settled, cpu, memory)
        return Start(settled, settled, cpu, memory)

    def press(self, key: bytes, quiet: float = KEY_QUIET_SECONDS, longest: float = 3.0) -> Press | None:
        """Type a key and time what changes on the screen; None when nothing does."""
        self.settle(quiet=quiet)
        before = self._state()
        sent = time.perf_counter()
        os.write(self._terminal, key)
        while time.perf_counter() < sent + longest:
            if not self._read(quiet):
                continue
            while self._read(quiet):
                pass
            for place in range(self._parsed, len(self._chunks)):
                self._parse(place + 1)
                if self._state() != before:
                    first, last = ((self._chunks[at][0] - sent) * 1000 for at in (place, -1))
                    return Press(first, last)
        return None

    def until_gone(self, key: bytes, unwanted: str) -> float:
        """Milliseconds from a key until ``unwanted`` does not stand on the screen any more."""
        self.settle(unwanted)
        sent = time.perf_counter()
        os.write(self._terminal, key)
        while time.perf_counter() < sent + _LONGEST_SECONDS and self._read(_LONGEST_SECONDS):
            if unwanted not in self.text():
                return (self._chunks[-1][0] - sent) * 1000
        raise TimeoutError(f"{unwanted!r} stays on the screen:\n{self.text()}")

    def type(self, keys: bytes, quiet: float = QUIET_SECONDS) -> None:
        """Type keys and wait until the screen stands still."""
        os.write(self._terminal, keys)
        self._read(1.0)
        self.settle(quiet=quiet)


def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """In the child: take the terminal's size and run the command; never returns."""
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvpe(command[0], list(command), dict(environment))  # noqa: S606 - the benchmark's own commands
    finally:
        os._exit(127)


def cpu_ms(pid: int) -> float:
    """Processor time of a process and its threads so far; 0 where the system does not say."""
    total = 0
    with contextlib.suppress(OSError, IndexError, ValueError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e6


def memory_mb(pid: int) -> float:
    """Resident memory; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
