"""The JSON that scripts rely on: keys in their order, dates ISO, Chinese as it is."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.services.note_templates import read_note_templates
from huaian_tui.store.keep.locations import database_path, has_nothing, is_missing
from huaian_tui.tui.start import _use_own_keys

TASK = (
    "no id plan plan_title level1 level2 text lead support light next_due overdue_days milestones conflict "
    "lead_now support_now keeps_pace"
).split()
MILESTONE = (
    "id task_no task_id plan title phrase basis due assumed target light overdue_days completed_on conflict "
    "keeps_pace"
).split()
DECIDED = (
    MILESTONE
    + "status stretch original_due completion_basis completion_value met decided_on recorded_on".split()
    + ["forecast"]
)
UNIT = (
    "name full_name lead support via_group counts tasks id names merged_into merged_on merged conflict "
    "full_name_certain full_name_confirmed"
).split()
NOTE = (
    "id task_no task_id plan text officer date units method problem requirement follow_up keeps_visit "
    "corrected solves solved_by contact recorded_at earlier laptop"
).split()
TARGET = "operator value upper unit cumulative inferred text".split()
LIGHTS = {"overdue", "due_soon", "on_track", "unscheduled", "done"}


def test_tasks_is_an_array_of_tasks(shared: Program) -> None:
    tasks = shared.json("tasks")
    assert all(list(one) == TASK for one in tasks)
    assert all(list(one) == MILESTONE for task in tasks for one in task["milestones"])
    assert {one["light"] for one in tasks} <= LIGHTS


def test_task_is_an_object_that_begins_as_in_the_list(shared: Program) -> None:
    task = shared.json("task", "2")
    more = "place units remarks deliverables duties readings notes self_supervised".split()
    more += "ended_on ended_why versions revisions source ties cancelled".split()
    assert list(task) == TASK + more
    assert {key: task[key] for key in TASK} == shared.json("tasks")[1]
    assert list(task["place"]) == ["section", "article", "article_no"]
    assert list(task["units"][0]) == ["role", "raw", "unit", "open", "assumption", "now"]
    assert list(task["deliverables"][0])[:5] == ["id", "task_no", "task_id", "plan", "title"]


def test_milestones_and_targets(shared: Program) -> None:
    listed = shared.json("milestone", "list")
    assert all(list(one) == MILESTONE for one in listed + shared.json("overdue"))
    assert all(list(one["target"]) == TARGET for one in listed if one["target"])
    assert all(date.fromisoformat(one["due"]) for one in listed if one["due"])
    assert list(shared.json("milestone", "show", "2-1")) == DECIDED


def test_units_and_unit_are_alike(shared: Program) -> None:
    units = shared.json("units")
    assert all(list(one) == UNIT for one in units)
    assert all(set(one["counts"]) == LIGHTS for one in units)
    assert all(list(via) == ["no", "group", "role", "certain"] for one in units for via in one["via_group"])
    listed = next(one for one in units if one["name"] == "市财政局")
    assert shared.json("unit", "czj") == listed | {"contacts": []}, "contacts stand with a unit alone"


def test_a_note_has_its_keys_wherever_it_is_printed(program: Program) -> None:
    made = program.json("note", "add", "2", "--text", "进展")
    assert list(made) == NOTE
    assert program.json("note", "list") == [made]
    assert program.json("note", "show", made["id"]) == made
    assert program.json("task", "2")["notes"] == [made]


def test_check_setting_and_doctor(program: Program) -> None:
    assert program.json("check") == {
        "ok": True,
        "records": 0,
        "problems": [],
        "remarks": [],
        "signature": None,
    }
    assert [one["key"] for one in program.json("setting", "list")][:3] == ["officer", "office", "masthead"]
    doctor = program.json("doctor")
    assert list(doctor) == [
        "versions",
        "ledger",
        "exchange",
        "places",
        "papers",
        "terminal",
        "advice",
        "mended",
    ]
    assert (doctor["ledger"]["mode"], doctor["ledger"]["folder_mode"]) == ("0600", "0700")
    assert doctor["ledger"]["problem"] is None
    assert doctor["versions"]["textual"] and doctor["versions"]["typst"] and doctor["versions"]["sqlite"]
    assert doctor["places"]["fonts"] and "仿宋 " in doctor["places"]["document_fonts"]
    assert "0 条记录，完好" in doctor["ledger"]["last_check"]


def test_keys_are_listed_sampled_and_their_file_is_checked(program: Program, config_folder: Path) -> None:
    listed = program.json("keys")
    assert listed["path"] == str(config_folder / "keys.toml") and not listed["exists"]
    assert [one["keys"] for one in listed["actions"] if one["id"] == "note"] == [["f8", "n"]]
    config_folder.mkdir(parents=True)
    sample = program.run("keys", "--sample").out
    changed = sample.replace('# note = ["f8", "n"]', 'note = ["f8", "m"]\nnix = 1')
    (config_folder / "keys.toml").write_text(changed, encoding="utf-8")
    ended = program.run("keys")
    assert "F8 或 m" in ended.out and "没有采用：nix：没有这个操作" in ended.err
    assert program.json("doctor")["places"]["keys_problems"].startswith("nix")


@pytest.mark.skipif(sys.platform == "win32", reason="a name of 300 bytes is another error there")
def test_a_settings_folder_that_cannot_be_looked_at_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUAIAN_TUI_CONFIG", str(tmp_path / ("长" * 100)))  # like one without permission
    assert program.json("doctor")["places"]["keys_problems"]
    ended = program.run("keys")
    assert ended.code == 0 and "没有采用" in ended.err
    assert read_note_templates().problem is not None
    assert "按键设置有 1 处没有采用" in _use_own_keys()  # the screens open all the same


@pytest.mark.skipif(sys.platform == "win32", reason="a name of 300 bytes is another error there")
@pytest.mark.parametrize("words", [("note", "list"), ("note", "add", "1", "--text", "走访"), ("check",)])
def test_a_ledger_that_cannot_be_looked_at_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Named or in its usual place; as in a folder without permission, no fault of the program."""
    closed = tmp_path / ("长" * 100)
    said = Program(closed / "台账.db").refused(*words)
    assert "不能打开台账" in said and "没有权限" in said and "出错" not in said
    monkeypatch.setenv("XDG_DATA_HOME", str(closed))
    assert has_nothing(closed) is is_missing(closed) is False
    assert database_path().is_relative_to(closed)


@pytest.mark.parametrize("words", [("tasks", "--text", "没有这样的任务"), ("note", "list"), ("overdue",)])
def test_nothing_found_is_an_empty_array(shared: Program, words: tuple[str, ...]) -> None:
    assert shared.on("2024-06-30").json(*words) == []


def test_chinese_stands_as_it_is(shared: Program) -> None:
    out = shared.run("unit", "czj", "--json").out
    assert '"name": "市财政局"' in out
    assert json.loads(out)
