"""Programs that tests start are ended with their group when something fails or their time is over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.children import BOUND, Child, Forked, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="groups of processes")

STANDS_STILL = """
import os, signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""
"""A program that starts another one, says its number, and is stopped as a traced program is."""


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody asks about any more has."""
    for _ in range(6000):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.01)
    return False


def waiting(child: Child) -> object:
    return child.wait()


def reading(child: Child) -> object:
    return child.stdout.read()


def communicating(child: Child) -> object:
    return child.communicate()


@pytest.mark.parametrize("how", [waiting, reading, communicating])
def test_one_that_stands_still_is_ended_with_its_group(how: Callable[[Child], object]) -> None:
    with pytest.raises(AssertionError, match="was not done within 1 seconds") as failed:
        with Child([sys.executable, "-c", STANDS_STILL], seconds=1, stdout=subprocess.PIPE) as child:
            other = int(child.stdout.readline() or 0)  # a busy machine may have needed all of the second
            how(child)
    assert "STOP" in str(failed.value), "it says which program"
    assert is_gone(child.pid) and (not other or is_gone(other))


def test_what_fails_meanwhile_is_said_and_not_waited_upon() -> None:
    with pytest.raises(ZeroDivisionError):
        with Child([sys.executable, "-c", STANDS_STILL], stdout=subprocess.PIPE) as child:
            other = int(child.stdout.readline())
            1 / 0  # noqa: B018
    assert is_gone(child.pid) and is_gone(other)


def test_run_gives_what_subprocess_gives() -> None:
    words = [sys.executable, "-c", "import sys; sys.stderr.write(sys.stdin.read()); print('好'); sys.exit(3)"]
    given = {"input": "词", "capture_output": True, "text": True, "env": os.environ | {"PYTHONUTF8": "1"}}
    ours, theirs = run(words, **given), subprocess.run(words, **given)
    assert (ours.args, ours.returncode, ours.stdout, ours.stderr) == (words, 3, "好\n", "词")
    assert vars(ours) == vars(theirs)
    with pytest.raises(subprocess.CalledProcessError):
        run(words, check=True, **given)
    with pytest.raises(AssertionError, match="not done within 0.5 seconds"):
        run([sys.executable, "-c", "import signal; signal.pause()"], seconds=0.5)


def test_a_fork_is_ended_and_its_failure_told() -> None:
    with pytest.raises(AssertionError, match="not done within 0.5 seconds"):
        with Forked(lambda: time.sleep(BOUND), seconds=0.5):
            pass
    with pytest.raises(ZeroDivisionError):
        with Forked(lambda: time.sleep(BOUND)) as fork:
            1 / 0  # noqa: B018
    with pytest.raises(ProcessLookupError):
        os.kill(fork.pid, 0)
    with pytest.raises(AssertionError, match="in a fork has failed"):
        with Forked(lambda: 1 / 0):
            pass
    with Forked(lambda: None):
        pass
