"""Work in a child process: answers, refusals, bounds, crashes, and the end of the program."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import children

from huaian_tui.store import apart
from huaian_tui.store.apart import (
    AnswerTooLong,
    ChildFailed,
    ChildFaulty,
    ChildRefused,
    ChildStopped,
    ChildTooSlow,
    answer_of,
    work_beside,
)
from huaian_tui.store.apart_talk import Talk

CHILD = """
import os, sys, time
from pathlib import Path
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.apart_child import answer_each, answered, beside, bounded, given

def work():
    word = sys.argv[1]
    if word == "backwards":
        return given()[::-1]
    if word == "refuse":
        raise HuaianError("不能", "有“引号”和\\n换行", "再来")
    if word == "crash":
        raise ValueError("a secret")
    if word == "abort":
        os.abort()
    if word == "deaf":
        os.close(0)
        return b"heard nothing"
    if word == "much":
        return b"x" * 5_000_000
    if word == "memory":
        bounded(1 << 29, 20)
        return bytes(1 << 30)[:1]
    if word == "loop":
        while True:
            pass
    if word == "talk":
        def answer(question):
            if question == b"fail":
                raise ValueError("a secret")
            if question == b"end":
                os._exit(0)
            if question == b"sleep":
                time.sleep(600)
            return question[::-1]
        sys.exit(answer_each(answer))
    if word == "beside":
        go_on = beside()
        Path(sys.argv[2]).write_text("begun")
        try:
            while True:
                go_on(0.0)
        finally:
            Path(sys.argv[2]).write_text("cleared")
    return b""

sys.exit(answered(work))
"""


@pytest.fixture(autouse=True)
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module ``planted_child`` beside the program."""
    (tmp_path / "planted_child.py").write_text(CHILD, encoding="utf-8")
    environment = apart._environment()
    path = os.pathsep.join((environment["PYTHONPATH"], str(tmp_path)))
    monkeypatch.setattr(apart, "_environment", lambda: environment | {"PYTHONPATH": path})


def asked(word: str, given: bytes = b"", seconds: float = 100, most: int = 10_000_000) -> bytes:
    return answer_of("planted_child", word, given=given, seconds=seconds, most=most)


@pytest.mark.parametrize("given", [b"", b"abc", os.urandom(3_000_000)])
def test_it_answers_what_it_was_given(given: bytes) -> None:
    assert asked("backwards", given) == given[::-1]


def test_a_refusal_comes_in_its_own_words() -> None:
    with pytest.raises(ChildRefused) as refused:
        asked("refuse")
    assert (refused.value.title, refused.value.message) == ("不能", "有“引号”和\n换行")
    assert refused.value.way_out == "再来"


@pytest.mark.parametrize("word", ["crash", "abort"])
def test_a_crash_is_no_answer_and_says_nothing(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildFailed):
        asked(word, b"x" * 1_000_000)
    assert capfd.readouterr() == ("", "")


def test_a_module_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(ChildFailed):
        answer_of("no_such_module", given=b"x" * 1_000_000, seconds=100, most=10)


def test_one_that_does_not_listen_is_not_waited_for() -> None:
    assert asked("deaf", b"x" * 1_000_000) == b"heard nothing"


def test_an_answer_beyond_the_bound_ends_it() -> None:
    assert len(asked("much", most=5_000_000)) == 5_000_000
    with pytest.raises(AnswerTooLong):
        asked("much", most=4_999_999)


def test_one_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ChildTooSlow):
        asked("loop", b"x" * 1_000_000, seconds=0.5)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bound")
def test_one_that_takes_too_much_memory_ends_alone() -> None:
    with pytest.raises(ChildFailed):
        asked("memory")


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    for word in ("backwards", "crash", "much"):
        try:
            asked(word, b"abc" * 1000, most=10_000)
        except ChildFailed:
            continue
    assert threading.active_count() == before


def test_work_beside_is_told_of_the_end_and_clears_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ENDING_SECONDS", 60.0)
    seen, over = tmp_path / "seen", threading.Event()
    worker = threading.Thread(
        target=work_beside, args=("planted_child", "beside", str(seen)), kwargs={"over": over}
    )
    worker.start()
    while not (seen.exists() and seen.read_text()):
        assert worker.is_alive()
        worker.join(0.05)
    assert seen.read_text() == "begun"
    over.set()
    worker.join()
    assert seen.read_text() == "cleared"


def test_work_beside_ends_by_itself_and_tells_what_went_wrong() -> None:
    work_beside("planted_child", "nothing", over=threading.Event())
    with pytest.raises(ChildRefused, match="不能"):
        work_beside("planted_child", "refuse", over=threading.Event())
    with pytest.raises(ChildFailed):
        work_beside("planted_child", "crash", over=threading.Event())


def test_a_reader_whose_pipe_is_closed_ends_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = list[object]()
    monkeypatch.setattr(threading, "excepthook", faults.append)

    class Closed(io.BytesIO):
        """A pipe that is closed between two reads of it."""

        def read(self, size: int | None = -1) -> bytes:
            part = super().read(2)
            self.close()
            return part

    child = children.Child([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    with child, child.stdout or io.BytesIO():
        child.stdout = Closed(b"abcd")
        assert apart._Answer(child, 100).taken() == b"ab"
    assert not faults


class Undying(subprocess.Popen[bytes]):
    """A child that cannot be ended: it waits for a dead share, which nothing interrupts."""

    def kill(self) -> None:
        """The system takes the signal, and the process stays."""

    def wait(self, timeout: float | None = None) -> int:
        assert timeout is not None or self.poll() is not None, "nobody waits for it without an end"
        return super().wait(timeout)

    def end(self) -> None:
        """The share answers."""
        super().kill()
        super().wait(100)


@pytest.fixture
def undying(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Undying]]:
    """The children that are started, each such a one, none of which reads what it is given."""
    begun = list[Undying]()

    def started(module: str, words: tuple[str, ...], *, beside: bool = False) -> Undying:
        code, pipe = "import time; time.sleep(600)", subprocess.PIPE
        begun.append(Undying([sys.executable, "-c", code], stdin=pipe, stdout=pipe))
        return begun[-1]

    monkeypatch.setattr(apart, "started", started)
    monkeypatch.setattr(apart, "DYING_SECONDS", 0.05)
    monkeypatch.setattr(apart, "ENDING_SECONDS", 0.05)
    yield begun
    for one in begun:
        one.end()
    apart._forget_ended()
    assert not set(begun) & set(apart._let_go)


def test_one_that_cannot_be_ended_is_let_go_of(undying: list[Undying]) -> None:
    with pytest.raises(ChildTooSlow):
        asked("", b"x" * 1_000_000, seconds=0.1)
    with pytest.raises(ChildStopped):
        answer_of("", given=b"x" * 1_000_000, seconds=600, most=10, stop=lambda: True)
    over = threading.Event()
    over.set()
    work_beside("", over=over)
    assert [one.poll() for one in undying] == [None] * 3
    assert set(undying) <= set(apart._let_go)
    undying[0].end()
    work_beside("", over=over)
    assert undying[0] not in apart._let_go and undying[1] in apart._let_go


def test_what_is_not_wanted_any_more_is_ended() -> None:
    with pytest.raises(ChildStopped):
        answer_of("planted_child", "loop", given=b"", seconds=600, most=10, stop=lambda: True)


# ------------------------------------------------------------------ one question after another


@pytest.fixture
def talk() -> Iterator[Talk]:
    made = Talk("planted_child", "talk")
    yield made
    made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(made.pid, 0)


def test_questions_are_answered_in_their_order(talk: Talk) -> None:
    asked = [os.urandom(size) for size in (0, 1, 3_000_000, 5, 200_000)] * 3
    for question in asked:
        talk.ask(question)
    assert [talk.answer(100) for _ in asked] == [question[::-1] for question in asked]


def test_a_fault_of_the_program_is_logged_and_said_without_contents(talk: Talk) -> None:
    for question in (b"abc", b"fail", b"def"):
        talk.ask(question)
    assert talk.answer(100) == b"cba"
    with pytest.raises(ChildFaulty) as caught:
        talk.answer(100)
    assert "ValueError" in caught.value.told and "secret" not in caught.value.told
    with pytest.raises(ChildFailed):
        talk.answer(100)


def test_one_that_ends_answers_nothing_more(talk: Talk) -> None:
    talk.ask(b"abc")
    talk.ask(b"end")
    assert talk.answer(100) == b"cba"
    with pytest.raises(ChildFailed):
        talk.answer(100)
    assert talk.has_answered()


def test_one_that_takes_too_long_is_not_waited_for(talk: Talk) -> None:
    talk.ask(b"sleep")
    with pytest.raises(ChildTooSlow):
        talk.answer(0.01)
