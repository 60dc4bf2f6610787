"""``plan import --dry-run`` and ``plan diff``: reading plans of any office, comparing two texts of one."""

from __future__ import annotations

from pathlib import Path

from support.cli import Program
from support.plan_drafts import word_table

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]
ROWS = [
    HEADS,
    ["1", "建成数据平台，接入系统不少于50个。", "市数据局", "市财政局、市水利局等", "6月底前"],
    ["2", "编制数据目录。", "市大数据中心", "市发展和改革委员会", "汛前"],
]


def plan(folder: Path, name: str, rows: list[list[str]]) -> str:
    path = folder / name
    path.write_bytes(word_table(rows, "云川市2026年重点任务分解表（征求意见稿）"))
    return str(path)


def test_a_preview_tells_tasks_new_units_and_questions_and_writes_nothing(
    program: Program, tmp_path: Path
) -> None:
    before = program.json("plan", "list")
    said = program.json("plan", "import", plan(tmp_path, "plan.docx", ROWS), "--dry-run")
    assert (said["title"], said["stage"], said["year"]) == (
        "云川市2026年重点任务分解表（征求意见稿）",
        "征求意见稿",
        2026,
    )
    first, second = said["tasks"]
    assert (first["no"], first["lead"], first["support"], first["open"]) == (
        "1",
        ["市数据局"],
        ["市财政局", "市水利局"],
        ["support"],
    )
    (made,) = first["milestones"]
    assert {key: made[key] for key in ("phrase", "due", "recurrence", "kind", "target", "sure")} == {
        "phrase": "接入系统不少于50个",
        "due": "2026-06-30",
        "recurrence": None,
        "kind": "end",
        "target": ">=50 个",
        "sure": True,
    }
    assert [unit["unit"] for unit in second["units"]] == ["市大数据中心", "市发改委"]
    assert [one["name"] for one in said["new_units"]] == ["市水利局"]
    assert any("汛前" in one["message"] and one["where"] for one in said["problems"])
    assert program.json("plan", "list") == before


def test_the_preview_as_text_says_what_must_be_decided(program: Program, tmp_path: Path) -> None:
    text = program.text(
        "plan", "import", plan(tmp_path, "plan.docx", ROWS), "--dry-run", "--title", "另一题名"
    )
    assert all(word in text for word in ("另一题名", "市水利局", "汛前", "什么也没有写入"))


def test_what_cannot_be_read_is_one_line_and_exit_1(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7")
    line = program.refused("plan", "import", str(path), "--dry-run")
    assert "PDF" in line and line.count("\n") == 1


def test_two_files_are_compared(program: Program, tmp_path: Path) -> None:
    new = [
        *ROWS[:2],
        ["2", "编制公共数据目录。", "市大数据中心", "市发改委", "9月底前"],
        ["3", "开展培训。", "市人社局", "", "年底"],
    ]
    words = ("plan", "diff", plan(tmp_path, "old.docx", ROWS), plan(tmp_path, "new.docx", new))
    found = [(one["change"], one["old_no"], one["new_no"]) for one in program.json(*words)]
    assert found == [
        ("unchanged", "1", "1"),
        ("reworded", "2", "2"),
        ("date_added", "2", "2"),
        ("added", None, "3"),
    ]
    text = program.text(*words)
    assert "新增" in text and "[+公共+]" in text


def test_a_plan_of_the_ledger_is_compared_with_itself(program: Program) -> None:
    assert {one["change"] for one in program.json("plan", "diff", "SJ", "SJ")} == {"unchanged"}
    assert "没有变化" in program.text("plan", "diff", "SJ", "SJ")
    assert "NO" in program.refused("plan", "diff", "SJ", "NO")


def test_a_limit_in_working_days_of_a_year_without_calendar_is_told(program: Program) -> None:
    office = program.on("2052-12-30")
    ended = office.run("note", "add", "6", "--text", "现场查看", "--follow-up", "5个工作日内")
    assert ended.code == 0 and "2053年1月7日" in ended.out
    assert "放假安排未公布" in ended.err
