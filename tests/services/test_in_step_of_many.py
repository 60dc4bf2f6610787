"""A sync of many records in many files: told once of all, with what is left, ended and gone on with.

And saves beside it, which wait for nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli import Program
from support.exchange import NOON
from support.sync_offices import TODAY, Officer

from huaian_tui.domain.words.in_step import Doing, doing_words
from huaian_tui.exchange.folder import segments, shared
from huaian_tui.exchange.merging import merge, merge_each, merge_summary
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.readiness import are_names_waiting
from huaian_tui.store.search import name_index

NOTES, A_FILE = 24, 5


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files are small and are read one by one."""
    monkeypatch.setattr(segments, "MOST_RECORDS", A_FILE)
    monkeypatch.setattr(shared, "BATCH_BYTES", 1)
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Officer, Officer]:
    """Two laptops; on the first are notes on several tasks."""
    one, two = (Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙"))
    one.here().do(_write_notes)
    return one, two


def _write_notes(ledger: Ledger) -> None:
    for number in range(NOTES):
        add_note(ledger, NoteDraft(1 + number % 6, f"第 {number} 次现场查看", TODAY), TODAY)


def _kept(told: list[tuple[int, int]], kind: Doing) -> Callable[[Doing, int, int], None]:
    return lambda doing, *said: told.append(said) if doing is kind else None


def test_what_many_files_bring_is_read_once_and_told_as_one(
    office: tuple[Officer, Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = office
    sent, came = list[tuple[int, int]](), list[tuple[int, int]]()
    one.sync(share, progress=_kept(sent, Doing.SENDING))
    assert sent == sorted(sent) and sent[0] == (0, NOTES) and sent[-1] == (NOTES, NOTES)
    assert len([file for file in share.rglob("*.hap") if file.name != "heads.hap"]) == -(-NOTES // A_FILE)
    times, real = list[int](), merge.result_of_arrived
    for module in (merge, merge_each):
        monkeypatch.setattr(module, "result_of_arrived", lambda *given: (times.append(1), real(*given))[1])
    monkeypatch.setattr(merge_summary, "MOST_LISTED", 4)
    synced = two.sync(share, progress=_kept(came, Doing.RECEIVING))
    assert len(times) == 1
    merged = synced.merged
    assert merged is not None and merged.new == NOTES and merged.officers == (("甲", NOTES),)
    assert [one.records for one in merged.tasks] == [4] * 4 and merged.task_count == 6
    assert came == sorted(came) and came[-1] == (NOTES, NOTES)
    again = two.sync().merged
    assert again is None, "what came before is not told again"


def test_files_are_written_up_to_an_end_and_the_rest_the_next_time(
    office: tuple[Officer, Officer], share: Path
) -> None:
    one, two = office
    sent = list[tuple[int, int]]()
    report = one.sync(
        share, progress=_kept(sent, Doing.SENDING), stop=lambda: bool(sent and sent[-1][0] >= 2 * A_FILE)
    ).report
    assert report.stopped and not report.said and sent[-1][0] < NOTES
    assert one.sync().report.written == -(-NOTES // A_FILE)
    assert two.sync(share).report.new == NOTES
    assert one.here().everything() == two.here().everything()


def test_a_program_that_ends_only_sends(office: tuple[Officer, Officer], share: Path) -> None:
    one, two = office
    two.sync(share)
    one.sync(share)
    two.note("乙的一条")
    report = two.sync(reads=False).report
    assert (report.new, report.written, report.lacking, report.stopped) == (0, 1, NOTES, False)
    assert one.sync().report.new == 1
    assert two.sync().report.new == NOTES


def test_what_is_left_of_a_sync_is_said_in_words() -> None:
    assert doing_words(Doing.RECEIVING, 200, 1000) == "正在同步，约差 800 条"
    assert doing_words(Doing.SENDING, 0, 12) == "正在送出，还有 12 条"
    assert doing_words(Doing.INDEXING, 3, 5) == "正在建立检索索引，还有 2 项任务"
    assert [doing_words(one, 1, 1) for one in Doing] == [
        "正在同步",
        "正在送出",
        "正在汇总收到的",
        "正在建立检索索引",
    ]


# ---------------------------------------------------------------------- names that wait to be indexed


@pytest.fixture
def waiting(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger in which a sync left the names of all tasks to be indexed; ten at a time are."""
    monkeypatch.setattr(name_index, "_HELD", 10)
    path = Path(shutil.copyfile(seeded_file, tmp_path / "台账.db"))
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO name_waiting (task_no) SELECT no FROM task")
    connection.commit()
    connection.close()
    return path


def _count(path: Path) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM name_waiting").fetchone()
    connection.close()
    return int(count)


def test_a_note_does_not_index_all_that_a_sync_left(waiting: Path) -> None:
    Program(waiting).text("note", "add", "12", "--text", "现场查看")
    assert _count(waiting) == 50


def test_a_save_comes_between_two_batches_of_names(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved, told = list[bytes](), list[tuple[int, int]]()

    def another_program() -> None:
        with Ledger(waiting, "乙", lambda: NOON) as ledger:
            saved.append(add_note(ledger, NoteDraft(1, "现场查看", TODAY), TODAY))

    monkeypatch.setattr(name_index, "let_others_in", another_program)
    with Ledger(waiting, "甲", lambda: NOON) as ledger:
        name_index.complete_names(ledger.connection, lambda *said: told.append(said))
        assert not are_names_waiting(ledger.connection)
    assert len(saved) == 6 and told == [(done, 60) for done in range(10, 61, 10)]


def test_a_sync_leaves_no_names_to_be_indexed(
    waiting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, folder, told = (
        Officer(waiting, tmp_path, "甲", monkeypatch),
        tmp_path / "share",
        list[tuple[int, int]](),
    )
    folder.mkdir()
    officer.sync(folder, progress=_kept(told, Doing.INDEXING))
    assert _count(officer.laptop.path) == 0 and told[-1] == (60, 60)
