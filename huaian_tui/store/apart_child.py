"""The child's side of ``apart``: take the input, keep within bounds, answer or say why not.

It imports little: a child is started for each file.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable

from huaian_tui.domain.errors import HuaianError

REFUSED = 3
"""Exit code: standard output says why, as JSON (title, message, way_out)."""

STOPPED = 4
"""Exit code: the program has ended meanwhile."""

FAULTY = 5
"""Exit code: standard output says what failed of this program, by kind and place, never by contents."""

PROGRESS = b"\x1e"
"""Begins a line that tells how far the work has come; answers begin with another byte."""

LENGTH_BYTES = 4
"""Of a question or an answer, before it; big-endian."""

FAULT_MARK = 1 << 31
"""In the length of what is no answer but says what failed."""

_POLITE = 15
"""How far below others the processor is asked for (POSIX); on Windows the parent says so."""

_STANDARD_INPUT = 0

_LONGEST_SECONDS = 20.0
"""Clearing away takes no longer than that, or the process ends without it."""


class Stopped(Exception):
    """Nobody waits for the work any more."""


def given() -> bytes:
    """What the parent gives, to its end."""
    return sys.stdin.buffer.read()


def answered(work: Callable[[], bytes]) -> int:
    """Say what the work gives, or why it is refused; the exit code of the process.

    Of whatever else it raises the kind and the places in the code are said (``FAULTY``), never the words of
    the error, which may quote contents; without memory nothing is.
    """
    code = 0
    try:
        said = work()
    except Stopped:
        return STOPPED
    except HuaianError as error:
        said, code = json.dumps([error.title, error.message, error.way_out]).encode("ascii"), REFUSED
    except MemoryError:
        return 1
    except Exception as error:
        from huaian_tui.store.keep.bug_log import describe_bug  # here: it imports more than a child needs

        said, code = describe_bug(error).encode("ascii", "replace"), FAULTY
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return code


def answer_each(answer: Callable[[bytes], bytes]) -> int:
    """Answer the questions of ``apart_talk`` one after another, until there are none; the exit code.

    A question that fails ends the process: what failed is said last (``FAULTY``), as ``answered`` says it.
    """
    asked, said = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(LENGTH_BYTES):
        question = asked.read(int.from_bytes(head, "big"))
        try:
            found, mark, code = answer(question), 0, 0
        except MemoryError:
            return 1
        except Exception as error:
            from huaian_tui.store.keep.bug_log import describe_bug  # here: it imports more than a child needs

            found, mark, code = describe_bug(error).encode("ascii", "replace"), FAULT_MARK, FAULTY
        said.write((mark | len(found)).to_bytes(LENGTH_BYTES, "big"))
        said.write(found)
        said.flush()
        if code:
            return code
    return 0


def tell_progress(done: int, whole: int) -> None:
    """Tell the parent how far the work has come: a line before the answer."""
    sys.stdout.buffer.write(PROGRESS + f"{done} {whole}\n".encode("ascii"))
    sys.stdout.buffer.flush()


def bounded(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory and time, where the system can (not on Windows; there the parent's clock ends it)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # a stricter limit is set already, or macOS refuses RLIMIT_AS


def beside() -> Callable[[float], None]:
    """Work politely and privately; the function to be called now and then, which raises ``Stopped``.

    That is when the parent is gone or does not want the work any more: its end of standard input closes.
    """
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    os.umask(0o077)
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), name="huaian-end", daemon=True).start()

    def go_on(_: float) -> None:
        if over.is_set():
            raise Stopped

    return go_on


def _watch(over: threading.Event) -> None:
    """Wait for the end of standard input, which is the end of the program; then give up soon."""
    # Not sys.stdin: its lock, held by a thread that waits, would make the end of this process a crash.
    while os.read(_STANDARD_INPUT, 1):
        pass
    over.set()
    threading.Event().wait(_LONGEST_SECONDS)
    os._exit(STOPPED)
