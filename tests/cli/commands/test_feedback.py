"""``ledger export`` and ``feedback`` as a person or a script runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import children
from support.cli import Program, Run
from support.forms import GOOD, cell, filled, line_of, saved, sheet

from huaian_tui.store.engine.as_of import reading

TODAY = "2026-11-22"

Runner = Callable[..., Run]


@pytest.fixture
def run(ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs the program on a ledger of the test's own, in a folder of the test's own; returns how it ended."""
    monkeypatch.chdir(tmp_path)
    return Program(ledger_path, TODAY).run


@pytest.fixture
def form(run: Runner, tmp_path: Path) -> Path:
    """The exported form of 市数据局."""
    ended = run("feedback", "export", "--unit", "市数据局", str(tmp_path))
    assert ended.code == 0, ended.err
    return Path(ended.out.strip())


def test_the_folder_is_named_like_everywhere_else_too(run: Runner, tmp_path: Path) -> None:
    made = run("feedback", "export", "--unit", "市数据局", "--out", str(tmp_path / "表"), "--json")
    (form,) = json.loads(made.out)
    assert Path(form["file"]).parent == tmp_path / "表"
    twice = run("feedback", "export", "--unit", "市数据局", str(tmp_path), "--out", str(tmp_path))
    assert twice.code == 2 and "文件夹写了两次" in twice.err


def test_the_ledger_is_exported_under_a_free_name(run: Runner, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    assert run("ledger", "export", str(target)).out == f"{target}\n"
    ended = run("ledger", "export", str(target), "--period", "2026Q3", "--json")
    told = json.loads(ended.out)
    assert told == {"file": str(tmp_path / "台账(2).xlsx"), "period": ["2026-07-01", "2026-09-30"]}
    assert "2026年第三季度" in sheet(Path(told["file"]).read_bytes(), "台账")[1][0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["ledger", "export", "台账.xls"], 1),
        (["ledger", "export", "台账.xlsx", "--period", "2026Q9"], 1),
        (["ledger", "export"], 2),
        (["feedback", "export", "."], 2),
        (["feedback", "export", "--unit", "czj", "--all", "."], 2),
        (["feedback", "export", "--unit", "没有的单位", "."], 1),
        (["feedback", "export", "--unit", "市气象局", "."], 1),
        (["feedback", "import"], 2),
        (["feedback", "import", "没有.xlsx"], 1),
        (["feedback", "confirm", "00000000"], 1),
        (["feedback", "reject", "00000000"], 2),
        (["feedback", "list", "--state", "也许"], 2),
    ],
)
def test_wrong_calls_end_with_a_line_and_a_code(run: Runner, words: list[str], code: int) -> None:
    ended = run(*words)
    assert ended.code == code, ended.err
    assert ended.err.strip() and "Traceback" not in ended.err
    assert ended.out == ""


def test_forms_for_all_units_are_listed_with_their_files(run: Runner, tmp_path: Path) -> None:
    told = json.loads(run("feedback", "export", "--all", str(tmp_path), "--json").out)
    assert {"市财政局", "金湖县"} <= {one["unit"] for one in told}
    assert all(Path(one["file"]).is_file() for one in told)
    assert json.loads(run("feedback", "export", "--unit", "czj", str(tmp_path), "--json").out) == [
        {"unit": "市财政局", "file": str(tmp_path / "市财政局_反馈表_2026年11月22日(2).xlsx")}
    ]


def test_from_a_form_to_a_completed_milestone(run: Runner, form: Path, tmp_path: Path) -> None:
    answers = {"45-2": {**GOOD, "finished": "是", "finished_on": "2026-11-10", "value": 5200}, "2-1": GOOD}
    file = saved(tmp_path, filled(form.read_bytes(), answers), "填好.xlsx")
    ended = run("feedback", "import", str(file), "--json")
    assert ended.code == 0, ended.err
    (told,) = json.loads(ended.out)
    assert (told["file"], told["unit"], told["accepted"], told["known"], told["refused"]) == (
        str(file), "市数据局", 2, 0, []
    )  # fmt: skip
    assert "收到 0 条，已有 2 条" in run("feedback", "import", str(file)).out
    listed = json.loads(run("feedback", "list", "--json").out)
    assert {one["id"] for one in listed} == set(told["reports"])
    assert {one["state"] for one in listed} == {"pending"}
    done = next(one for one in listed if one["milestone"] == "45-2")
    shown = json.loads(run("feedback", "show", done["id"], "--json").out)
    assert shown["known"]["light"] == "overdue" and shown["known"]["reading"] is None
    assert "标准机架超过5000个" in run("feedback", "show", done["id"]).out
    confirmed = json.loads(run("feedback", "confirm", done["id"], "--basis", "现场核查", "--json").out)
    assert confirmed["state"] == "confirmed" and confirmed["completion"] and confirmed["note"]
    milestone = json.loads(run("milestone", "show", "45-2", "--json").out)
    assert (milestone["completed_on"], milestone["completion_basis"]) == ("2026-11-10", "现场核查")
    other = next(one for one in listed if one["milestone"] == "2-1")
    assert "已驳回市数据局的自报" in run("feedback", "reject", other["id"], "--reason", "不实").out
    assert run("feedback", "reject", other["id"], "--reason", "不实").code == 1
    assert json.loads(run("feedback", "list", "--json").out) == []
    assert len(json.loads(run("feedback", "list", "--state", "all", "--json").out)) == 2
    assert "已驳回" in run("feedback", "list", "--state", "rejected").out
    assert run("check").code == 0


def test_several_reports_are_decided_on_together_or_not_at_all(
    run: Runner, form: Path, tmp_path: Path
) -> None:
    file = saved(tmp_path, filled(form.read_bytes(), {"2-1": GOOD, "45-2": GOOD}), "填好.xlsx")
    first, second = json.loads(run("feedback", "import", str(file), "--json").out)[0]["reports"]
    assert run("feedback", "reject", first, "--reason", "不实").code == 0
    for command in (["confirm"], ["reject", "--reason", "不实"]):
        refused = run("feedback", command[0], second, first, *command[1:])
        assert refused.code == 1 and "市数据局的自报" in refused.err and "全部没有保存" in refused.err
    assert len(json.loads(run("feedback", "list", "--json").out)) == 1
    assert run("feedback", "reopen", first, "--reason", "误驳回").code == 0
    told = json.loads(run("feedback", "confirm", first, second, first, "--json").out)
    assert [one["id"] for one in told] == [first, second]
    assert {one["state"] for one in told} == {"confirmed"} and all(one["note"] for one in told)
    for one in (first, second):
        assert run("feedback", "reopen", one, "--reason", "误核实").code == 0
    lines = run("feedback", "reject", first, second, "--reason", "不实").out.splitlines()
    assert len(lines) == 2 and all(line.startswith("已驳回市数据局的自报") for line in lines)


def test_a_process_of_its_own_takes_a_form_as_well(ledger_path: Path, form: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, filled(form.read_bytes(), {"2-1": GOOD}), "填好.xlsx")
    options = ["--db", str(ledger_path), "--today", TODAY, "--officer", "张三"]
    ended = children.run(
        [sys.executable, "-X", "utf8", "-m", "huaian_tui", *options, "feedback", "import", str(file)],
        capture_output=True,
        encoding="utf-8",
        seconds=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "收到 1 条" in ended.stdout


def test_keep_open_takes_the_progress_only(run: Runner, form: Path, tmp_path: Path) -> None:
    answers = {"45-2": {**GOOD, "finished": "是", "finished_on": "2026-11-10", "value": 5200}}
    file = saved(tmp_path, filled(form.read_bytes(), answers), "填好.xlsx")
    told = json.loads(run("feedback", "import", str(file), "--json").out)
    said = run("feedback", "confirm", told[0]["reports"][0], "--keep-open").out
    assert said == "已确认市数据局的自报（45-2）：进展已记入，读数已记入，节点没有办结\n"
    assert json.loads(run("milestone", "show", "45-2", "--json").out)["status"] == "open"


def test_a_wrong_file_is_told_cell_by_cell_and_does_not_stop_the_others(
    run: Runner, form: Path, tmp_path: Path
) -> None:
    data = form.read_bytes()
    good = saved(tmp_path, filled(data, {"2-1": GOOD}), "好.xlsx")
    bad = saved(tmp_path, filled(data, {"2-1": GOOD, "45-2": {**GOOD, "finished": "?"}}), "坏.xlsx")
    ended = run("feedback", "import", str(bad), str(good), "--json")
    assert ended.code == 1
    wrong, right = json.loads(ended.out)
    line = line_of(data, "45-2")
    assert (wrong["accepted"], wrong["known"], len(wrong["refused"])) == (0, 0, 1)
    assert (wrong["refused"][0]["row"], wrong["refused"][0]["cell"]) == (line, cell("finished", line))
    assert wrong["refused"][0]["message"].startswith("是否完成没有填对")
    assert (right["accepted"], right["refused"]) == (1, [])
    plain = run("feedback", "import", str(bad))
    assert plain.code == 1 and plain.out == ""
    first, last = plain.err.splitlines()
    assert first.startswith(f"坏.xlsx {cell('finished', line)}：是否完成没有填对")
    assert last.startswith("1 份没有收，共 1 处")


def test_right_lines_of_a_folder_are_taken_and_the_others_go_back(
    run: Runner, form: Path, tmp_path: Path
) -> None:
    data, folder = form.read_bytes(), tmp_path / "收到"
    folder.mkdir()
    saved(folder, filled(data, {"2-1": GOOD, "45-2": {**GOOD, "finished": "?"}}), "甲.xlsx")
    saved(folder, filled(data, {"25-1": {**GOOD, "value": 12}}), "乙.xlsx")
    ended = run("feedback", "import", str(folder), "--partial", "--back", str(tmp_path / "退"), "--json")
    assert ended.code == 1
    second, first = json.loads(ended.out)
    assert (first["accepted"], len(first["refused"]), second["accepted"]) == (1, 1, 1)
    assert [one["outcome"] for one in first["lines"]] == ["new"] and second["returned"] is None
    assert Path(first["returned"]).parent == tmp_path / "退"
    again = run("feedback", "import", str(folder), "--partial")
    assert "2026-11-22 已收过，待核实，没有再收" in again.out and "没有收的行另存为" in again.out
    assert "请把退回的表发给单位" in again.err
    assert len(json.loads(run("feedback", "list", "--json").out)) == 2


@pytest.mark.skipif(os.name != "posix", reason="a terminal's Ctrl+C is a signal to all its programs")
def test_ctrl_c_keeps_what_was_taken_and_says_so(
    run: Runner, ledger_path: Path, form: Path, tmp_path: Path
) -> None:
    data, folder, all_of_them = form.read_bytes(), tmp_path / "收到", 60
    folder.mkdir()
    for number in range(all_of_them):
        saved(folder, filled(data, {"2-1": {**GOOD, "progress": f"第{number}份"}}), f"{number:02d}.xlsx")
    options = ["--db", str(ledger_path), "--today", TODAY, "--officer", "张三"]
    with children.Child(
        [sys.executable, "-X", "utf8", "-m", "huaian_tui", *options, "feedback", "import", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=heeds_ctrl_c,
    ) as started:
        until = time.monotonic() + 60
        while not taken(ledger_path) and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=60)
    kept = taken(ledger_path)
    assert 0 < kept < all_of_them and started.returncode == 1
    told = out.count("收到 1 条")
    assert told in (kept, kept - 1), "the one that was being told when the key came may be left out"
    assert err == f"已停下：另有 {all_of_them - told} 份没有读；再次导入时，已收的不会重复。\n"
    again = json.loads(run("feedback", "import", str(folder), "--json").out)
    assert sum(one["known"] for one in again) == kept and taken(ledger_path) == all_of_them


def heeds_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl+C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def taken(path: Path) -> int:
    """How many reports are in the ledger."""
    with reading(path) as connection:
        return int(connection.execute("SELECT count(*) FROM self_report").fetchone()[0])


def test_replies_without_a_form_and_who_has_answered(run: Runner, form: Path) -> None:
    rows = json.loads(run("feedback", "answered", "--json").out)
    assert [(one["unit"], one["answered"], one["sent_on"]) for one in rows] == [("市数据局", False, TODAY)]
    assert "尚未收到贵单位2026年11月22日发出的" in run("feedback", "answered", "--remind").out
    words = ["feedback", "add", "45-2", "--unit", "市数据局", "--contact", "张三", "--text", "已达标"]
    ended = run(*words, "--source", "邮件", "--value", "0.52万", "--finished", "2026-11-10", "--json")
    made = json.loads(ended.out)
    assert (made["outcome"], made["source"]) == ("new", "邮件")
    (listed,) = json.loads(run("feedback", "list", "--json").out)
    assert (listed["source"], listed["value"], listed["finished_on"]) == ("邮件", 5200, "2026-11-10")
    assert run(*words, "--source", "微信").code == 2
    assert json.loads(run("feedback", "answered", "--json").out)[0]["answered"] is True
    assert "1 个没有报" not in run("feedback", "answered").out
    due = json.loads(run("feedback", "answered", "--period", "2025", "--json").out)
    assert {"市数据局", "市财政局"} <= {one["unit"] for one in due}
