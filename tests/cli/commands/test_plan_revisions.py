"""``plan import --revises`` and ``plan changes``: what changed, questions, pages for units, the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli import Program
from support.plan_drafts import word_table
from support.revised_plans import HEADS, REVISED, ROWS, TITLE, with_row

from huaian_tui.ledger.task_keys import LEAST_MADE

DOUBTFUL = "7\t安全\t组建网络与数据安全专家咨询委员会。\t市委网信办\t市科协\t4月底前"


@pytest.fixture
def program(ledger_path: Path) -> Program:
    return Program(ledger_path)


def file(folder: Path, name: str, rows: list[str], stage: str = "征求意见稿") -> str:
    path = folder / name
    cells = [row.split("\t") for row in (HEADS, *rows)]
    path.write_bytes(word_table(cells, f"{TITLE}（{stage}）" if stage else TITLE))
    return str(path)


@pytest.fixture
def imported(program: Program, tmp_path: Path) -> str:
    """A plan YC from the first text; the file with the issued one."""
    program.text("plan", "import", file(tmp_path, "old.docx", ROWS), "--code", "YC")
    return file(tmp_path, "new.docx", REVISED, "")


def test_a_preview_says_what_plan_diff_says_and_writes_nothing(program: Program, imported: str) -> None:
    before = program.json("--plan", "YC", "tasks")
    said = program.json("plan", "import", imported, "--revises", "YC", "--dry-run")
    assert (said["plan"], said["old_stage"], said["new_stage"]) == ("YC", "征求意见稿", "印发稿")
    assert said["changes"] == program.json("plan", "diff", "YC", imported)
    assert said["questions"] == [] and said["new_units"] == []
    assert program.json("--plan", "YC", "tasks") == before
    assert "合并" in program.text("plan", "import", imported, "--revises", "YC", "--dry-run")


def test_the_file_that_was_imported_changes_nothing(program: Program, imported: str, tmp_path: Path) -> None:
    assert "没有差别" in program.text("plan", "import", str(tmp_path / "old.docx"), "--revises", "YC")
    assert program.json("plan", "changes", "YC") == []


def test_an_accepted_revision_is_listed_and_told_on_the_page_of_a_task(
    program: Program, imported: str
) -> None:
    assert "已修订 YC" in program.text("plan", "import", imported, "--revises", "YC", "--basis", "印发通知")
    (one,) = program.json("plan", "changes", "YC")
    assert (one["basis"], one["file"], one["withdrawn"]) == ("印发通知", "new.docx", False)
    assert {"change": "merged", "old_no": ["4", "5"], "new_no": "3", "detail": "2项合为一项"} in one[
        "changes"
    ]
    task = program.json("task", "YC/2")
    assert task["text"] == "培育数据商30家以上。" and task["revisions"][0]["before"] == "培育数据商20家以上。"
    assert "方案修订" in program.text("task", "YC/2")
    assert [row["code"] for row in program.json("plan", "list") if row["code"] == "YC"] == ["YC"]
    assert "没有差别" in program.text("plan", "import", imported, "--revises", "YC")


def test_a_revision_is_undone_by_a_command(program: Program, imported: str) -> None:
    before = program.json("--plan", "YC", "tasks")
    program.text("plan", "import", imported, "--revises", "YC")
    assert program.json("--plan", "YC", "tasks") != before
    assert "恢复" in program.text("plan", "changes", "YC", "--undo", "--reason", "文件不对")
    assert program.json("--plan", "YC", "tasks") == before
    assert "没有可撤销的修订" in program.refused("plan", "changes", "YC", "--undo", "--reason", "再撤")


def test_open_questions_are_listed_and_answered_by_a_file(
    program: Program, imported: str, tmp_path: Path
) -> None:
    doubtful = file(tmp_path, "doubt.docx", with_row(6, DOUBTFUL))
    ended = program.run("plan", "import", doubtful, "--revises", "YC")
    assert ended.code == 1 and "match-same-7-7" in ended.out and "1 处要确认" in ended.err
    assert program.json("plan", "changes", "YC") == []
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"answers": {"match-same-7-7": "apart"}}), encoding="utf-8")
    text = program.text("plan", "import", doubtful, "--revises", "YC", "--decisions", str(answers))
    assert "新增1项，删去1项" in text


@pytest.mark.parametrize(
    "answers", [{"match-same-7-9": "same"}, {"match-same-7-7": "merged"}, {"没有": "same"}]
)
def test_answers_that_nobody_asked_are_refused_by_name(
    program: Program, imported: str, tmp_path: Path, answers: dict[str, str]
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": answers}), encoding="utf-8")
    doubtful = file(tmp_path, "doubt.docx", with_row(6, DOUBTFUL))
    said = program.refused("plan", "import", doubtful, "--revises", "YC", "--decisions", str(path))
    assert next(iter(answers)) in said


def test_pages_for_units_are_exported_before_and_after(
    program: Program, imported: str, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "到" / "after"
    options = ("--export", str(before), "--format", "txt")
    (early,) = program.json("plan", "changes", "YC", "--file", imported, "--unit", "czj", *options)
    assert early["unit"] == "市财政局" and "尚未采用" in Path(early["file"]).read_text("utf-8")
    program.text("plan", "import", imported, "--revises", "YC")
    made = program.json("plan", "changes", "YC", "--each", "--export", str(after), "--format", "txt,docx")
    units = {one["unit"] for one in made}
    assert {"市财政局", "市数据局", "市公安局"} <= units and len(made) == 2 * len(units)
    text = next(after.glob("市数据局*.txt")).read_text("utf-8")
    assert all(word in text for word in ("原文：制定公共数据登记管理办法", "【实施】", "2026年7月31日"))
    assert "不涉及" in program.refused("plan", "changes", "YC", "--unit", "市教育局", "--export", str(after))


def test_pages_for_units_as_tables_and_of_a_file_as_it_was_decided(
    program: Program, imported: str, tmp_path: Path
) -> None:
    """The same rows in every form; answers to doubts change what is told."""
    out = tmp_path / "表"
    options = ("--unit", "市科协", "--export", str(out), "--format", "md,csv,xlsx")
    doubtful = file(tmp_path, "doubt.docx", with_row(6, DOUBTFUL))
    made = program.json("plan", "changes", "YC", "--file", doubtful, *options)
    assert [Path(one["file"]).suffix for one in made] == [".md", ".csv", ".xlsx"]
    texts = [Path(one["file"]).read_text("utf-8-sig") for one in made[:2]]
    assert all("【咨询委员会】" in text and "原序号" in text for text in texts)
    assert texts[0].startswith("# 市科协任务变化情况") and "新增" not in texts[0]
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"answers": {"match-same-7-7": "apart"}}), encoding="utf-8")
    decided = ("--file", doubtful, "--decisions", str(answers))
    apart = program.json("plan", "changes", "YC", *decided, *options)
    assert "新增" in Path(apart[0]["file"]).read_text("utf-8-sig")
    assert "没有写文件" in program.refused("plan", "changes", "YC", "--decisions", str(answers), *options)
    assert "不能导出“rtf”格式" in program.refused(
        "plan", "changes", "YC", "--file", doubtful, *options[:-1], "rtf"
    )


def test_the_shipped_plan_is_revised_and_keeps_its_numbers(program: Program, tmp_path: Path) -> None:
    tasks = program.json("tasks")
    rows = [
        [str(one["no"]), one["level1"], one["level2"], one["text"], *printed(program, one["no"])]
        for one in tasks
    ]
    heads = ["序号", "一级指标", "二级指标", "重点任务", "牵头单位", "责任单位"]
    title = "淮安市数据基础制度重点任务分解表（征求意见稿）"
    same, issued = tmp_path / "same.docx", tmp_path / "issued.docx"
    same.write_bytes(word_table([heads, *rows], title))
    assert "没有差别" in program.text("plan", "import", str(same), "--revises", "SJ")
    added = ["", rows[-1][1], rows[-1][2], "建立数据要素统计监测制度。", "市财政局", ""]
    changed = [list(row) for row in (*rows[:29], *rows[30:], added)]
    for place, row in enumerate(changed, start=1):
        row[0] = str(place)
    issued.write_bytes(word_table([heads, *changed], title))
    program.text("plan", "import", str(issued), "--revises", "SJ")
    now = {one["no"]: one for one in program.json("tasks")}
    assert len(now) == 60 and now[30]["id"].endswith("/31") and now[44]["milestones"] != []
    assert int(now[60]["id"].rpartition("/")[2]) >= LEAST_MADE
    assert program.text("check")


def printed(program: Program, number: int) -> tuple[str, str]:
    """The units of a task as printed."""
    units = program.json("task", str(number))["units"]
    lead, support = (
        "、".join(one["raw"] for one in units if one["role"] == role) for role in ("lead", "support")
    )
    return lead, support
