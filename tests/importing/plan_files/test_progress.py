"""The reading of a large file tells how far it has come, and can be stopped."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from support.plan_drafts import from_text

from huaian_tui.cli.output.reading_bar import bar
from huaian_tui.importing.plan_files.file_guard import PlanFileRefused
from huaian_tui.importing.plan_files.plan_file import PlanReading, read_plan_file
from huaian_tui.importing.plan_files.progress import Progress

ROWS = "序号\t重点任务\t牵头单位\t完成时限\n" + "".join(
    f"{number}\t完成第{number}项工作{number}个\t市财政局\t6月底前\n" for number in range(1, 1201)
)


def test_a_child_tells_how_many_rows_are_done(tmp_path: Path) -> None:
    path = tmp_path / "大表.txt"
    path.write_text(ROWS, encoding="utf-8")
    told = list[tuple[int, int]]()
    read = read_plan_file(path, PlanReading(progress=lambda done, whole: told.append((done, whole))))
    assert len(read.draft.tasks) == 1200
    assert told and told == sorted(told)
    assert all(0 <= done <= whole == 1201 for done, whole in told)


def test_who_watches_changes_nothing_of_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大表.txt"
    path.write_text(ROWS, encoding="utf-8")

    def fails(done: int, whole: int) -> None:
        raise ValueError(done, whole)

    watched = read_plan_file(path, PlanReading(progress=fails)).draft
    alike = [(one.no, one.text, one.due_text) for one in from_text(ROWS).tasks]
    assert [(one.no, one.text, one.due_text) for one in watched.tasks] == alike


def test_reading_is_stopped_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "大表.txt"
    path.write_text(ROWS * 12, encoding="utf-8")
    over = threading.Event()
    reading = PlanReading(over=over, progress=lambda done, whole: over.set())
    with pytest.raises(PlanFileRefused, match="已停止"):
        read_plan_file(path, reading)


def test_rows_are_done_when_read_and_understood() -> None:
    told = list[tuple[int, int]]()
    counting = Progress(lambda done, whole: told.append((done, whole)), 2)
    for _ in range(4):
        counting._told = 0.0
        counting.step()
    assert told == [(0, 2), (1, 2), (1, 2), (2, 2)]


def test_the_bar_says_rows() -> None:
    assert bar(1200, 4800) == f"正在读取 {'█' * 6}{'.' * 18} 1200/4800行（Ctrl+C 停止）"
