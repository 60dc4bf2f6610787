"""A sync that ends in the middle of taking many records: what is in stays, and the next one goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from support import children
from support.exchange import NOON, Laptop, chained, record, record_id, write_pack
from support.own_laptops import at
from support.sync_offices import Officer

from huaian_tui.domain.words.in_step import INTERRUPTED as INTERRUPTED_WORDS
from huaian_tui.domain.words.in_step import Doing
from huaian_tui.exchange.folder import shared
from huaian_tui.exchange.folder.memory import Memory, memory_of
from huaian_tui.exchange.merging import merge_each
from huaian_tui.store.engine.integrity import check_ledger

RECORDS = 2_000

SMALL_BATCHES = """
import os, signal, sys, time
from huaian_tui.exchange.merging import merge_batch, merge_each, pack_checked
merge_each.MOST_A_BATCH = merge_each._FIRST_BATCH = merge_each._LEAST_BATCH = 50
pack_checked.KEPT = 400
real, times = merge_batch.derive_arrived, iter(range(1, 1000))
def derive(*given, **named):
    real(*given, **named)
    if next(times) == 7:
        happen()
merge_batch.derive_arrived = derive
"""
"""In the seventh of some forty transactions, before it is committed, ``happen`` is called."""

BY_CHILD = "from huaian_tui.services.in_step_child import main\nsys.exit(main(*sys.argv[1:]))"
BY_COMMAND = (
    "from huaian_tui.cli.root import cli\ncli.main(['--db', sys.argv[1], '--officer', sys.argv[2], 'sync'])"
)

NOTHING = "def happen(): pass\n"
KILLED = "def happen(): os.kill(os.getpid(), signal.SIGKILL)\n"
INTERRUPTED = (
    "signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever began the tests may ignore it\n"
    "def happen(): os.kill(0, signal.SIGINT)\n"
)
ENDED = "def happen():\n    sys.stdout.write('.'); sys.stdout.flush()\n    merge_each.PAUSE_SECONDS = 0.1\n"


@pytest.fixture(scope="module")
def busy_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with many records of somebody else; never written to, only copied."""
    folder = tmp_path_factory.mktemp("busy")
    lines, head = chained([_note(seq) for seq in range(1, RECORDS + 1)])
    laptop = Laptop(seeded_file, folder, "甲")
    with at(folder / "data"):
        laptop.take(write_pack(folder / "many.hap", lines, head))
    return laptop.path


@pytest.fixture
def office(
    seeded_file: Path, busy_file: Path, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Officer, Officer]:
    """One has many records and gave them to the folder; the other joined before they came."""
    one, two = (
        Officer(busy_file, tmp_path, "甲", monkeypatch),
        Officer(seeded_file, tmp_path, "乙", monkeypatch),
    )
    two.sync(share)
    one.note("甲的一条")
    one.sync(share)
    return one, two


def _note(seq: int) -> dict[str, object]:
    identity = record_id(NOON - timedelta(days=1) + timedelta(seconds=seq), seq)
    return record(seq, id=identity.hex())


def run(two: Officer, how: str, happen: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A program of its own that syncs, in a group of its own, as from another terminal."""
    two.here()
    code = SMALL_BATCHES + happen + how
    command = [sys.executable, "-c", code, str(two.laptop.path), two.name, *arguments]
    pipe = subprocess.PIPE
    return children.Child(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)


def assert_partly_and_then_whole(one: Officer, two: Officer) -> None:
    """Some batches are in and all is whole; nobody was left behind; the next sync takes the rest, once."""
    path = two.here().path
    here = len(two.laptop.records())
    assert 0 < here < RECORDS and here % 50 < 3
    assert check_ledger(path).problems == ()
    (kept,) = (two.home / "config" / "sync").glob("*.json")
    memory = json.loads(kept.read_bytes())["memory"]
    assert memory_of(memory) != Memory() or not memory
    report = two.sync().report
    assert not report.stopped and not report.not_taken and not report.lacking
    assert report.new == len(one.laptop.records()) - here
    assert two.here().everything() == one.here().everything()
    assert check_ledger(path).problems == ()
    assert two.sync().report.new == 0


@pytest.mark.parametrize("how", [BY_CHILD, BY_COMMAND], ids=["child", "command"])
def test_a_sync_that_is_killed_leaves_what_is_in(office: tuple[Officer, Officer], how: str) -> None:
    with run(office[1], how, KILLED, *(["beside"] if how == BY_CHILD else [])) as program:
        assert program.wait(120) == -signal.SIGKILL
    assert_partly_and_then_whole(*office)


def test_a_sync_that_is_interrupted_by_key_leaves_what_is_in(office: tuple[Officer, Officer]) -> None:
    with run(office[1], BY_COMMAND, INTERRUPTED) as program:
        _, told = program.communicate(timeout=120)
        assert program.returncode == 130 and b"Traceback" not in told, told.decode()
        assert INTERRUPTED_WORDS in told.decode()
    assert_partly_and_then_whole(*office)


def test_a_sync_ends_with_the_program_that_began_it(office: tuple[Officer, Officer]) -> None:
    with run(office[1], BY_CHILD, ENDED, "beside") as program:
        assert program.stdout is not None and program.stdin is not None
        while (said := program.stdout.read(1)) != b".":  # before it stands how far it is
            assert said
        program.stdin.close()
        assert program.wait(120) == 0
    assert_partly_and_then_whole(*office)


@pytest.mark.parametrize("asked", [1, 4, 12])
def test_a_sync_that_is_asked_to_stop_says_so_and_forgets_nothing(
    office: tuple[Officer, Officer], asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = office
    for name in ("MOST_A_BATCH", "_FIRST_BATCH", "_LEAST_BATCH"):
        monkeypatch.setattr(merge_each, name, 50)
    monkeypatch.setattr(shared, "PATIENT_SECONDS", 60.0)  # a busy machine takes long to look at the folder
    times, told = count(), list[tuple[int, int]]()
    report = two.sync(stop=lambda: next(times) >= asked, progress=_came(told)).report
    here = len(two.here().records())
    assert report.stopped and report.new == here < RECORDS and not (report.written or report.said)
    assert told == [] or (told == sorted(told) and told[-1][0] < told[-1][1] == RECORDS + 1)
    rest, total = len(one.here().records()) - here, list[tuple[int, int]]()
    assert two.sync(progress=_came(total)).report.new == rest
    assert total == sorted(total) and total[-1] == (rest, rest) and len(total) > 20
    assert two.here().everything() == one.here().everything()


def _came(told: list[tuple[int, int]]) -> Callable[[Doing, int, int], None]:
    """Keeps what a sync tells of the records that come."""
    return lambda doing, *said: told.append(said) if doing is Doing.RECEIVING else None


def test_two_programs_that_sync_one_ledger_at_once_do_no_harm(office: tuple[Officer, Officer]) -> None:
    """The child of the terminal and a command: each takes what the other has not yet taken."""
    one, two = office
    two.note("乙的一条")
    programs = [run(two, BY_CHILD, NOTHING, "after"), run(two, BY_COMMAND, NOTHING)]
    for program in programs:
        with program:
            _, told = program.communicate(timeout=240)  # by turns: what one says fits into its pipe
            assert program.returncode == 0, told.decode()
    path = two.here().path
    assert check_ledger(path).problems == ()
    report = two.sync().report
    assert not (report.new or report.written or report.not_taken or report.forks or report.lacking)
    assert not report.anew
    one.sync()
    assert one.here().everything() == two.here().everything()
    (kept,) = (two.home / "config" / "sync").glob("*.json")
    assert memory_of(json.loads(kept.read_bytes())["memory"]) != Memory()
