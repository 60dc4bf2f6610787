"""Changes by command: notes, milestones, readings, deliverables, settings; and the past as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.hostile import HOSTILE

from huaian_tui.cli import invocation
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.identity import SHANGHAI


def test_a_note_keeps_everything_that_was_typed(program: Program) -> None:
    made = program.json(
        *("note", "add", "第２行", "--text", "平台已上线", "--unit", "czj", "--unit", "市工信厅"),
        *("--method", "听取汇报", "--date", "昨天", "--problem", "进度慢", "--requirement", "月底前完成"),
        *("--follow-up", "下周五", "--contact", "乙"),
    )
    assert (made["task_no"], made["text"], made["officer"]) == (2, "平台已上线", "张三")
    assert (made["date"], made["follow_up"]) == ("2025-01-14", "2025-01-24")
    assert made["units"] == ["市财政局", "市工信局"]
    assert (made["method"], made["problem"], made["requirement"], made["contact"]) == (
        "听取汇报",
        "进度慢",
        "月底前完成",
        "乙",
    )
    assert made["corrected"] is False
    page = program.text("task", "2")
    assert "进展：平台已上线" in page and "要求：月底前完成" in page and "回访：2025-01-24" in page


def test_a_note_is_told_in_one_line_with_its_id(program: Program) -> None:
    said = program.text("note", "add", "2", "--text", "进展")
    shown = program.json("note", "list")[0]["id"][-8:]
    assert said == f"已记录督查记录 {shown}（第2项）\n"


def test_a_corrected_note_keeps_what_it_said(program: Program) -> None:
    made = program.json("note", "add", "2", "--text", "原来的")
    after = program.json("note", "correct", made["id"][-8:], "--text", "更正的", "--reason", "笔误")
    assert (after["id"], after["text"], after["corrected"]) == (made["id"], "更正的", True)
    assert [(one["text"], one["reason"]) for one in after["earlier"]] == [("原来的", "笔误")]
    page = program.text("note", "show", made["id"])
    assert "进展：更正的" in page and "原记：原来的" in page and "更正理由：笔误" in page


def test_a_retracted_note_leaves_the_lists(program: Program) -> None:
    made = program.json("note", "add", "2", "--text", "写错")
    assert program.json("note", "retract", made["id"], "--reason", "写错了任务")["retracted"] is True
    assert program.json("note", "list") == []
    assert "已撤回" in program.refused("note", "correct", made["id"], "--text", "x", "--reason", "y")
    assert "已撤回" in program.text("note", "show", made["id"])


@pytest.mark.parametrize(
    ("stdin", "text"),
    [
        ("第一行\n第二行\n".encode(), "第一行\n第二行"),
        ("\ufeff带标记".encode(), "带标记"),
        ("国标编码的文字".encode("gb18030"), "国标编码的文字"),
    ],
)
def test_the_text_of_a_note_may_come_from_a_pipe(program: Program, stdin: bytes, text: str) -> None:
    assert program.run("note", "add", "2", "--text", "-", stdin=stdin).code == 0
    assert program.json("note", "list")[0]["text"] == text


@pytest.mark.parametrize("text", [one for one in HOSTILE if clean_text(one).strip()])
def test_hostile_text_is_kept_and_shown_as_text(program: Program, text: str) -> None:
    made = program.json("note", "add", "2", "--text", text, "--problem", text[:100])
    assert made["text"] == clean_text(text).strip("\n")
    listed = program.text("note", "list")
    assert "\x1b" not in listed and "\u202e" not in listed and len(listed.splitlines()) == 3
    assert " ".join(made["text"].split()) in " ".join(listed.split())
    assert program.json("note", "list", "--text", " ".join(made["text"].split())[:200]) == [made]


def test_notes_are_found_by_text_unit_and_row(program: Program) -> None:
    program.text("note", "add", "2", "--text", "平台上线", "--unit", "czj")
    program.text("note", "add", "3", "--text", "目录完成")
    assert [one["task_no"] for one in program.json("note", "list", "--text", "平台")] == [2]
    assert [one["task_no"] for one in program.json("note", "list", "--unit", "市财政局")] == [2]
    assert [one["task_no"] for one in program.json("note", "list", "3")] == [3]


def test_a_milestone_that_an_officer_sets(program: Program) -> None:
    words = ("milestone", "set", "7", "--title", "首批登记", "--due", "2025年6月", "--basis", "专题会议")
    said = program.text(*words)
    made = program.json("milestone", "list", "7")[0]
    assert said.startswith(f"已设定节点 {made['id']}（第7项）：时限 2025年6月30日")
    assert "只写了月份，按当月最后一天" in said and "假定" not in said, "an officer decided"
    assert (made["due"], made["assumed"], made["phrase"], made["basis"]) == (
        "2025-06-30",
        False,
        "",
        "专题会议",
    )
    assert "决定：专题会议" in program.text("task", "7")


def test_a_recurring_date_sets_one_milestone_a_period(program: Program) -> None:
    made = program.json("milestone", "set", "12", "--title", "评估报告", "--due", "每季度末", "--basis", "x")
    ends = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    assert [one["due"] for one in made] == ends
    assert not any(one["assumed"] for one in made)
    assert len(program.json("milestone", "list", "12")) == 4


def test_a_recurring_date_past_the_horizon_is_refused_with_the_way_out(program: Program) -> None:
    words = ("milestone", "set", "12", "--title", "评估报告", "--due", "每季度末", "--basis", "x")
    said = program.on("2026-11-22").refused(*words)
    assert "方案到2025年12月31日为止" in said and "--due 2026-12-31" in said
    assert "长期工作不设节点" in program.refused(*words[:6], "长期", "--basis", "x")


def test_completing_extending_cancelling_reopening(program: Program) -> None:
    done = program.json("milestone", "complete", "2-1", "--date", "2025-01-10", "--basis", "验收报告")
    assert (done["light"], done["completed_on"], done["status"]) == ("done", "2025-01-10", "done")
    late = program.json("milestone", "extend", "2-2", "--due", "2025-03-31", "--basis", "批示")
    assert (late["due"], late["original_due"], late["assumed"]) == ("2025-03-31", "2024-12-31", False)
    assert "决定：批示，原定 2024-12-31" in program.text("milestone", "show", "2-2")
    program.text("milestone", "cancel", "45-1", "--basis", "合并")
    assert [one["task_no"] for one in program.json("overdue")] == [6, 25, 26]
    again = program.json("milestone", "reopen", "2-1", "--basis", "复核")
    assert (again["status"], again["completed_on"], again["light"]) == ("open", None, "overdue")


def test_a_cancelled_milestone_no_longer_counts_but_can_be_found(program: Program) -> None:
    program.text("milestone", "cancel", "45-1", "--basis", "合并")
    task = program.json("task", "45")
    assert [one["id"] for one in task["milestones"]] == ["45-2"]
    assert [one["id"] for one in task["cancelled"]] == ["45-1"]
    assert [one["id"] for one in program.json("milestone", "list", "--cancelled")] == ["45-1"]
    assert "45-1" not in [one["id"] for one in program.json("milestone", "list")]
    assert "中止 依据：合并" in program.text("task", "45")


def test_a_value_that_misses_its_target_is_said(program: Program) -> None:
    said = program.text("milestone", "complete", "45-1", "--basis", "通报", "--value", "4,000个")
    assert "4000个，未达标（指标：超过4000个（不含）），登记为未达标办结" in said
    assert program.json("milestone", "show", "45-1")["met"] is False
    assert "未达标办结" in program.text("task", "45")


def test_readings_and_deliverables(program: Program) -> None:
    one = program.json("reading", "add", "22-1", "--value", "20", "--date", "2025-01-10")
    assert (one["value"], one["met"], one["date"]) == (20, True, "2025-01-10")
    assert "9个，未达标（指标：" in program.text("reading", "add", "25-2", "--value", "9")
    handed = program.json("deliverable", "add", "1-a", "--text", "淮数〔2025〕1号", "--date", "今天")
    assert (handed["handed_in"], handed["handed_in_on"]) == ("淮数〔2025〕1号", "2025-01-15")
    assert "1-a 《淮安市数据资产登记管理办法》：2025-01-15 报送：淮数〔2025〕1号（张三）" in program.text(
        "task", "1"
    )
    assert program.json("task", "22")["readings"] == [one]


def test_who_writes(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def writer(officer: str) -> str:
        made = Program(program.path, officer=officer).json("note", "add", "2", "--text", "x")
        return str(made["officer"])

    monkeypatch.setattr("getpass.getuser", lambda: "login")
    assert writer("") == "login"
    program.text("setting", "set", "承办人", "甲")
    assert writer("") == "甲"
    monkeypatch.setenv("HUAIAN_TUI_OFFICER", "乙")
    assert writer("") == "乙"
    assert writer("张三\x1b[0m") == "张三[0m"
    assert program.json("setting", "list")[0] == {"key": "officer", "title": "承办人", "value": "甲"}


def test_as_of_shows_the_ledger_as_it_was(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2025, 1, 15, 9, tzinfo=SHANGHAI)
    monkeypatch.setattr(invocation, "now", lambda: moment)
    program.text("note", "add", "2", "--text", "十五日写的")
    monkeypatch.setattr(invocation, "now", lambda: moment + timedelta(days=5))
    later = program.on("2025-01-20")
    later.text("milestone", "complete", "2-1", "--basis", "报告")
    assert [one["light"] for one in later.json("milestone", "list", "2")][0] == "done"
    past = ("--as-of", "2025-01-15")
    assert program.json("milestone", "list", "2", *past)[0]["light"] == "overdue"
    assert [one["text"] for one in program.json("note", "list", *past)] == ["十五日写的"]
    assert program.json("note", "list", "--as-of", "2025-01-14") == []


def test_today_defaults_to_the_day_of_as_of(program: Program) -> None:
    from click.testing import CliRunner

    from huaian_tui.cli.root import cli

    result = CliRunner().invoke(
        cli, ["--db", str(program.path), "overdue", "--as-of", "2024-12-31", "--json"]
    )
    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_days_count_to_the_day_that_is_shown(program: Program) -> None:
    def first(*words: str) -> dict[str, Any]:
        return dict(Program(program.path, "2026-11-22").json("overdue", *words)[0])

    shown, then = first("--as-of", "2025-01-15"), Program(program.path, "2025-01-15").json("overdue")
    assert first()["overdue_days"] == 691
    assert shown["overdue_days"] == 15 == then[0]["overdue_days"]
    for words in (("tasks",), ("units",), ("unit", "czj"), ("milestone", "list"), ("task", "2")):
        past = Program(program.path, "2026-11-22").json(*words, "--as-of", "2025-01-15")
        assert past == Program(program.path, "2025-01-15").json(*words, "--as-of", "2025-01-15"), words


def test_nothing_is_written_while_the_past_is_shown(program: Program) -> None:
    for place in ((), ("--as-of", "2025-01-10")):
        words = ("note", "add", "2", "--text", "x")
        said = program.refused(*words, *place) if place else program.refused("--as-of", "2025-01-10", *words)
        assert "现在只能查看" in said
    assert program.json("note", "list") == []


def test_what_takes_the_whole_ledger_is_refused_while_the_past_is_shown(
    program: Program, tmp_path: Path
) -> None:
    program.text("note", "add", "2", "--text", "恢复时要在")
    pack, copy = tmp_path / "包.hap", tmp_path / "b.db"
    program.text("backup", str(copy))
    program.text("note", "add", "2", "--text", "后来的")
    for words in (("pack", "export", str(pack)), ("restore", str(copy))):
        assert "现在只能查看" in program.refused("--as-of", "2025-01-10", *words), words
    assert not pack.exists() and len(program.json("note", "list")) == 2


def test_another_office_is_told_what_it_has_not_set(program: Program) -> None:
    program.text("setting", "set", "未达序时灯", "是")
    first = program.run("setting", "set", "office", "市数据局")
    assert "未达序时灯（原为“是”）" in first.err and "“市数据局”还没有设" in first.err
    program.text("setting", "set", "未达序时灯", "是")
    assert "原来的不沿用" not in program.run("setting", "set", "office", "市数据局").err


def test_the_programs_options_stand_before_or_after_the_command(program: Program) -> None:
    after = Program(program.path, today="2024-06-30").json("overdue", "--today", "2025-01-15")
    assert after == program.json("overdue")
    assert program.json("note", "add", "2", "--text", "x", "--officer", "乙")["officer"] == "乙"


def test_init_creates_once_and_a_first_command_creates_too(tmp_path: Path) -> None:
    fresh = Program(tmp_path / "a" / "台账.db")
    made = fresh.json("init")
    assert (made["created"], made["tasks"]) == (True, 60)
    assert fresh.json("init")["created"] is False
    assert "没有改动" in fresh.text("init")
    other = Program(tmp_path / "b" / "台账.db").run("overdue", "--json")
    assert (len(other.json), other.code) == (6, 0)
    assert "已新建台账" in other.err


def test_any_part_of_a_note_can_be_corrected(program: Program) -> None:
    made = program.json(
        "note", "add", "2", "--text", "已核", "--unit", "czj", "--follow-up", "2026-12-01", "--problem", "慢"
    )
    note = made["id"][-8:]
    changes = (
        "--unit",
        "fgw",
        "--date",
        "昨天",
        "--method",
        "约谈",
        "--follow-up",
        "",
        "--contact",
        "王科长",
    )
    after = program.json("note", "correct", note, *changes, "--reason", "记错")
    assert (after["units"], after["method"], after["contact"]) == (["市发改委"], "约谈", "王科长")
    assert (after["follow_up"], after["text"], after["problem"]) == (None, "已核", "慢")
    assert after["earlier"][0]["changed"] == {
        "day": made["date"],
        "units": "市财政局",
        "method": "",
        "contact": "",
        "follow_up": "2026-12-01",
    }
    assert "没有写更正什么" in program.refused("note", "correct", note, "--reason", "无")
    assert "内容没有变化" in program.refused("note", "correct", note, "--text", "已核", "--reason", "无")


@pytest.mark.parametrize(
    ("day", "says", "open_still"),
    [
        ("2025-03-16", (), True),
        ("2025-03-17", (), False),
        ("2025-03-20", ("--keeps-visit", "yes"), False),
        ("2025-04-02", ("--keeps-visit", "no"), True),
        ("2025-04-02", ("--keeps-visit", "否"), True),
    ],
)
def test_a_visit_of_three_days_early_keeps_a_promise_unless_it_is_said_that_it_does_not(
    program: Program, day: str, says: tuple[str, ...], open_still: bool
) -> None:
    program = program.on("2025-04-10")
    program.json("note", "add", "4", "--text", "已核", "--date", "2025-03-01", "--follow-up", "2025-03-20")
    assert program.json("task", "4")["light"] == "due_soon"
    made = program.json("note", "add", "4", "--text", "又去了", "--date", day, *says)
    assert made["keeps_visit"] is ("no" not in says and "否" not in says)
    assert program.json("task", "4")["light"] == ("due_soon" if open_still else "unscheduled")


def test_whether_a_visit_keeps_a_promise_can_be_corrected(program: Program) -> None:
    program = program.on("2025-04-10")
    program.json("note", "add", "4", "--text", "已核", "--date", "2025-03-01", "--follow-up", "2025-03-20")
    again = program.json("note", "add", "4", "--text", "又去了", "--keeps-visit", "no")["id"]
    assert "此前约定的回访" in program.text("note", "show", again)
    after = program.json("note", "correct", again, "--keeps-visit", "yes", "--reason", "核对")
    assert (after["keeps_visit"], after["earlier"][0]["changed"]) == (
        True,
        {"keeps_visit": "没有完成，仍要回访"},
    )
    assert program.json("task", "4")["light"] == "unscheduled"
    same = ("note", "correct", again, "--keeps-visit", "yes", "--reason", "无")
    assert "内容没有变化" in program.refused(*same)


@pytest.mark.parametrize("act", ["set", "complete", "extend", "cancel", "reopen"])
def test_a_decision_takes_its_own_day_and_shows_it_beside_that_of_recording(
    program: Program, act: str
) -> None:
    if act == "reopen":
        program.text("milestone", "cancel", "2-1", "--basis", "并入", "--date", "2025-01-02")
    words = {"set": ("3", "--title", "清单", "--due", "2025-06-30"), "extend": ("2-1", "--due", "2025-06-30")}
    typed = ("milestone", act, *words.get(act, ("2-1",)), "--basis", "纪要")
    assert "不能晚于今天" in program.refused(*typed, "--date", "明天")
    made = program.json(*typed, "--date", "1月6日")
    recorded_on = datetime.now(SHANGHAI).date().isoformat()
    assert (made["decided_on"], made["recorded_on"]) == ("2025-01-06", recorded_on)
    assert f"2025-01-06（{recorded_on} 登记）" in program.text("milestone", "show", made["id"])


def test_a_decision_without_a_day_was_taken_today(program: Program) -> None:
    made = program.json("milestone", "cancel", "2-1", "--basis", "并入")
    assert made["decided_on"] == program.today


@pytest.mark.parametrize("name", ["due-soon", "due_soon_days", "due-soon-days", "临期天数", "临期"])
def test_the_days_of_due_soon_by_any_of_their_names(program: Program, name: str) -> None:
    assert program.json("setting", "set", name, "15") == {
        "key": "due_soon_days",
        "title": "临期天数",
        "value": "15",
    }


@pytest.mark.parametrize("value", ["-5", "abc", "0", "1.5", "99999"])
def test_days_of_due_soon_that_cannot_be_say_the_range(program: Program, value: str) -> None:
    said = program.refused("setting", "set", "due-soon", value)
    assert f"填的是“{value}”，要写 1 到 " in said and "请改写，如 15" in said
    assert program.run("setting", "set", "due-soon", "15", "--jsno").code == 2


def test_the_answers_to_decisions_name_former_dates_and_unusual_days(program: Program) -> None:
    one = program.json("milestone", "set", "7", "--title", "登记", "--due", "2025-06-30", "--basis", "会议")
    said = program.text("milestone", "extend", one["id"], "--due", "2025-09-30", "--basis", "批复")
    assert "原时限 2025年6月30日，新时限 2025年9月30日" in said
    again = program.text("milestone", "extend", one["id"], "--due", "2025-12-31", "--basis", "批复")
    assert "原时限 2025年9月30日，新时限 2025年12月31日" in again, "the one that it replaces, not the first"
    early = program.refused(
        *("milestone", "extend", one["id"], "--due", "2026-03-31", "--basis", "批复", "--date", "2025-01-14")
    )
    assert "延期日期早于" in early and "请填 2025-01-15 或之后的日期" in early
    done = program.text("milestone", "complete", one["id"], "--basis", "验收", "--date", "2025-01-10")
    assert "办结日期早于设定日期 2025-01-15，确是那天办结的不必改" in done
    wrong = program.refused("milestone", "reopen", one["id"], "--basis", "核查", "--date", "2025-01-14")
    assert "重新督办日期早于设定日期" in wrong


def test_a_light_that_is_not_set_says_what_holds(program: Program) -> None:
    said = program.run("setting", "list").out
    assert "临期天数（due_soon_days）：未设置，按30天" in said
    assert "未达序时灯（behind_light）：未设置，不单列" in said
    assert "联系电话（phone）：未设置\n" in said
