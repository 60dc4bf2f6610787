"""A plan that was read is decided and accepted: what answers do, what enters, what is refused by name."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.plan_imports import SURE, imported, previewed, read_here
from support.source_tree import ROOT

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.importing.plan_files.questions import OWN_ANSWERS
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plan_import.accepting import accept_plan
from huaian_tui.services.plan_import.answers import EFFECTS
from huaian_tui.services.plan_import.choices import forget_choice
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.left_out import left_out
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.withdrawing import take_up_plan, withdraw_plan
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.services.units import UnitChange, add_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.plan_imports import kept_choices
from huaian_tui.store.queries.plans import list_plans, plan_said, task_said
from huaian_tui.store.queries.task_refs import find_plan, find_task, read_current_plan

TODAY = date(2026, 11, 22)

ASKED = """云川市2026年重点任务分解表
序号\t重点任务\t牵头单位\t责任单位\t完成时限
1\t建成平台。\t市数据局、市大数据局\t市数据局\t汛前
2\t与经济增长基本同步。\t\t市财政局、抓好落实\t7月前
2\t由市教育局牵头制定办法。\t市民政局\t市财政局\t2月30日
4\t\t市民政局\t\t年底前
"""
"""A plan with many questions."""


def asked(preview: Preview, kind: str) -> list[Question]:
    return [one for one in preview.questions if one.kind == kind]


def answered(preview: Preview, kind: str, answer: str, at: int = 0) -> Preview:
    return decide(preview, preview.decisions.answered(asked(preview, kind)[at].id, answer))


# ---------------------------------------------------------------------- answers


def test_every_kind_of_question_with_answers_has_an_effect() -> None:
    """The readers ask by ``asked.add(kind …)``: none that can be answered may be without an effect."""
    folder = ROOT / "huaian_tui" / "importing" / "plan_files"
    with_answers = set[str]()
    for path in folder.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "asked.add":
                given = [*call.args[4:5], *(one.value for one in call.keywords if one.arg == "typed")]
                kind = call.args[0]
                if isinstance(kind, ast.Constant) and any(ast.unparse(one) != "()" for one in given):
                    with_answers.add(str(kind.value))
    assert {"doubled", "both_sides", "spelling", "in_text", "empty", "date"} <= with_answers
    assert with_answers | set(OWN_ANSWERS) <= set(EFFECTS)


def test_what_must_be_answered_stands_in_the_way(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)
    kinds = {one.kind for one in preview.unanswered}
    assert {"date", "doubled", "in_text", "empty", "lead_empty", "new_unit"} <= kinds
    with pytest.raises(HuaianError, match="没有回答"):
        accept_plan(ledger, preview, TODAY)
    assert [one.code for one in list_plans(ledger.connection, TODAY)] == ["SJ", "JB"]


def test_a_date_is_kept_typed_standing_or_left(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)
    flood, before, impossible, wordless = (
        next(one for one in asked(preview, "date") if word in one.message)
        for word in ("汛前", "7月前", "2月30日", "没有数量")
    )
    assert [one.key for one in before.answers] == ["keep_day", "skip"]
    assert [one.key for one in impossible.answers] == ["skip"]

    def milestones(answers: dict[str, str], task: int) -> list[tuple[Any, ...]]:
        made = decide(preview, Decisions(answers=answers)).draft.tasks[task].milestones
        return [(one.due, one.recurrence, one.sure) for one in made]

    assert milestones({flood.id: "5月底"}, 0) == [(date(2026, 5, 31), "", True)]
    assert milestones({flood.id: "每季度"}, 0) == [(None, "quarter", True)]
    assert milestones({flood.id: "skip"}, 0) == [(None, "", False)]
    both = {before.id: "keep_day", wordless.id: "keep_goal"}
    assert milestones(both, 1) == [(date(2026, 6, 30), "", True)]
    assert milestones(both | {before.id: "7月31日"}, 1) == [(date(2026, 7, 31), "", True)]
    assert milestones(both | {wordless.id: "skip"}, 1) == [(date(2026, 6, 30), "", False)]
    assert milestones({impossible.id: "2026-02-28"}, 2)[0][0] == date(2026, 2, 28)
    standing = decide(preview, Decisions(answers={flood.id: "长期"})).draft.tasks[0]
    assert standing.duties and not any(one.sure for one in standing.milestones)
    for wrong in ("不知道", "7月前", "2月30日", ""):
        if wrong:
            with pytest.raises(InputRefused, match="日期没有看懂"):
                decide(preview, Decisions(answers={flood.id: wrong}))


def test_rows_are_left_out_numbered_anew_and_given_a_text(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)
    assert [preview.draft.tasks[place].no for place in preview.taken] == ["1", "2", "2"]
    assert [one.no for one in answered(preview, "doubled", "3").tasks] == ["1", "2", "3"]
    assert [one.no for one in answered(preview, "doubled", "drop").tasks] == ["1", "2"]
    assert [one.no for one in answered(preview, "doubled", "printed").tasks] == ["1", "2", "2"]
    filled = answered(preview, "empty", "补写的任务")
    assert [(one.no, one.text) for one in filled.tasks][-1] == ("4", "补写的任务")
    assert len(answered(preview, "empty", "drop").tasks) == 3
    out = decide(preview, Decisions(tasks={0: False}, texts={1: "改写"}, numbers={2: "9"}))
    assert [(one.no, one.text) for one in out.tasks][0] == ("2", "改写") and out.tasks[1].no == "9"
    assert any("没有写入：建成平台" in one.words for one in left_out(out))


def test_units_are_added_left_out_and_moved(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)

    def units(made: Preview, task: int) -> tuple[list[str], list[str]]:
        one = made.draft.tasks[task]
        return [unit.name for unit in one.lead], [unit.name for unit in one.support]

    assert units(preview, 0) == (["市数据局", "市大数据局"], ["市数据局"])
    assert units(answered(preview, "both_sides", "lead"), 0) == (["市数据局", "市大数据局"], [])
    assert units(answered(preview, "both_sides", "both"), 0) == units(preview, 0)
    assert "市教育局" in units(answered(preview, "in_text", "add"), 2)[1]
    assert units(answered(preview, "in_text", "leave"), 2) == units(preview, 2)
    assert units(answered(preview, "lead_empty", "above"), 1)[0] == ["市数据局", "市大数据局"]
    if asked(preview, "not_a_unit"):
        assert "抓好落实" in units(answered(preview, "not_a_unit", "unit"), 1)[1]


def test_a_new_name_near_a_known_one_is_asked(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)
    (near,) = asked(preview, "new_unit")
    assert near.about == ("市大数据局",)
    assert [one.key for one in near.answers][-2:] == ["new", "drop"]
    known = near.answers[0].key
    as_known = answered(preview, "new_unit", known).draft.tasks[0]
    assert known in [one.unit for one in as_known.lead]
    dropped = answered(preview, "new_unit", "drop").draft.tasks[0]
    assert [one.name for one in dropped.lead] == ["市数据局"]
    new = answered(preview, "new_unit", "new")
    assert "市大数据局" in [one.name for one in new.new_units]
    assert near not in new.unanswered
    by_kind = decide(preview, Decisions(answers={"new_unit": "new"}))
    assert near not in by_kind.unanswered
    by_name = decide(preview, Decisions(units={"市大数据局": "市数据局"}))
    assert near not in by_name.unanswered
    with pytest.raises(InputRefused, match="没有这个单位"):
        decide(preview, Decisions(units={"市大数据局": "没有的局"}))


def test_an_answer_that_is_none_is_refused_by_name(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, ASKED)
    (question,) = asked(preview, "both_sides")
    with pytest.raises(InputRefused, match=question.id):
        decide(preview, Decisions(answers={question.id: "maybe"}))


def test_parts_are_one_plan_or_one_of_them(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, SURE)
    tasks = tuple(
        replace(one, table=f"附件{1 + place % 2}") for place, one in enumerate(preview.read.draft.tasks)
    )
    from huaian_tui.importing.plan_files.questions import Questions

    questions = Questions()
    questions.add("parts", "附件1、附件2", "合为一个方案还是分开", None, ("one_plan",))
    draft = replace(preview.read.draft, tasks=tasks, questions=tuple(questions.all()))
    apart = replace(preview, read=replace(preview.read, draft=draft))
    one = decide(apart, Decisions(answers={"parts": "one_plan"}))
    assert len(one.tasks) == 3 and one.unanswered == ()


def test_a_plan_without_a_year_asks_and_is_read_again(ledger: Ledger) -> None:
    text = SURE.replace("2026年", "")
    preview = previewed(ledger.connection, text)
    (question,) = asked(preview, "no_year")
    made = decide(preview, Decisions(answers={question.id: "2027"}))
    assert (made.year, made.read_again) == (2027, True)
    with pytest.raises(HuaianError, match="重读"):
        accept_plan(ledger, made, TODAY)
    with pytest.raises(InputRefused, match="年份"):
        decide(preview, Decisions(answers={question.id: "明年"}))


# ---------------------------------------------------------------------- accepting


def test_a_sure_plan_enters_whole_by_one_action(ledger: Ledger) -> None:
    current = read_current_plan(ledger.connection)
    made = imported(ledger, SURE, TODAY)
    assert (made.code, made.tasks, made.milestones) == ("SH", 3, 5)
    assert made.new_units == ("市水务环保局", "县级河长办公室")
    line = next(one for one in list_plans(ledger.connection, TODAY) if one.id == made.plan)
    assert (line.short, line.horizon, line.tasks) == ("水环境治理", date(2026, 12, 31), 3)
    assert read_current_plan(ledger.connection) == current
    body = task_said(ledger.connection, find_task(ledger.connection, "SH/1")).body
    (milestone,) = body["milestones"]
    assert {key: milestone[key] for key in ("due", "operator", "value", "unit", "target_text", "phrase")} == {
        "due": "2026-06-30",
        "operator": ">=",
        "value": 50,
        "unit": "处",
        "target_text": "50处以上（含）",
        "phrase": "完成城区黑臭水体排查50处以上",
    }
    assert body["source"] == "表1第3行"
    series = task_said(ledger.connection, find_task(ledger.connection, "SH/2")).body["milestones"]
    assert [one["due"] for one in series] == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
    standing = task_said(ledger.connection, find_task(ledger.connection, "SH/3")).body
    assert standing["duties"] == [{"phrase": "持续推进", "kind": "standing"}] and "milestones" not in standing
    said = plan_said(ledger.connection, made.plan).body
    assert said["file"]["name"] == "方案.txt" and len(said["file"]["sha256"]) == 64
    moments = ledger.connection.execute("SELECT count(DISTINCT recorded_at) FROM record WHERE rid >= 0")
    assert moments.fetchone() == (1,)
    assert check_ledger(ledger.path).problems == ()


def test_the_same_reading_is_one_plan_and_is_said_to_be_there(ledger: Ledger) -> None:
    made = imported(ledger, SURE, TODAY)
    with pytest.raises(HuaianError, match=f"已经在台账里.*{made.code}"):
        imported(ledger, SURE, TODAY)
    other = previewed(ledger.connection, SURE, Decisions(tasks={2: False}))
    assert any("同一个文件" in words and made.code in words for _, words in other.told)
    assert other.code != made.code and other.short != "水环境治理"
    again = accept_plan(ledger, other, TODAY)
    assert again.plan != made.plan


def test_a_code_that_is_taken_and_a_wrong_one_are_refused(ledger: Ledger) -> None:
    with pytest.raises(InputRefused, match="代号 SJ 已被使用"):
        imported(ledger, SURE, TODAY, Decisions(code="sj"))
    with pytest.raises(InputRefused, match="代号不合要求"):
        previewed(ledger.connection, SURE, Decisions(code="12"))
    assert imported(ledger, SURE, TODAY, Decisions(code="swx", short="水", title="水方案")).code == "SWX"


def test_what_is_not_ticked_is_named_and_kept_as_a_remark(ledger: Ledger) -> None:
    decisions = Decisions(milestones={0: {0: False}})
    preview = previewed(ledger.connection, SURE, decisions)
    assert ["第1项没有设节点" in one.words for one in left_out(preview)] == [True]
    made = accept_plan(ledger, preview, TODAY)
    assert made.milestones == 4
    remarks = plan_said(ledger.connection, made.plan).body["remarks"]
    assert any("第1项没有设节点" in one["text"] and one["treatment"] == "没有写入" for one in remarks)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SURE.replace("市水务环保局", "、".join(f"市第{one}局" for one in range(201))), "单位太多"),
        (SURE.replace("排查50处以上", "、".join(f"建成{n}个" for n in range(300, 501))), "节点"),
        (SURE.replace("市水务环保局", f"市{'水' * 60}局"), "太长|没有写入|不像单位"),
    ],
)
def test_too_much_is_refused_by_name_with_a_way_out(ledger: Ledger, text: str, said: str) -> None:
    preview = previewed(ledger.connection, text, Decisions(answers={"new_unit": "new", "not_a_unit": "unit"}))
    with pytest.raises(HuaianError, match=said) as refused:
        accept_plan(ledger, preview, TODAY)
    assert refused.value.way_out
    assert [one.code for one in list_plans(ledger.connection, TODAY)] == ["SJ", "JB"]


def test_five_thousand_tasks_enter_and_one_more_is_refused(ledger: Ledger) -> None:
    read = read_here(ledger.connection, SURE)
    first = read.draft.tasks[0]
    from huaian_tui.services.plan_import.reading import preview_of

    def of(count: int) -> Preview:
        tasks = tuple(replace(first, no=str(one), text=f"任务{one}") for one in range(count))
        return preview_of(
            ledger.connection, replace(read, draft=replace(read.draft, tasks=tasks)), Decisions()
        )

    with pytest.raises(InputRefused, match="一次最多 5000 项"):
        accept_plan(ledger, of(5001), TODAY)
    assert accept_plan(ledger, of(5000), TODAY).tasks == 5000


# ---------------------------------------------------------------------- choices of earlier files


def test_what_was_decided_is_used_for_the_next_file_told_and_forgotten(ledger: Ledger) -> None:
    text = SURE.replace("市水务环保局", "市大数据局").replace("县级河长办公室", "市财政局")
    preview = previewed(ledger.connection, text)
    (near,) = asked(preview, "new_unit")
    accept_plan(ledger, decide(preview, Decisions(answers={near.id: "市数据局"})), TODAY)
    assert [(one.sort, one.text, one.means) for one in kept_choices(ledger.connection)] == [
        ("unit", "市大数据局", "市数据局")
    ]
    following = previewed(ledger.connection, text.replace("分解表", "清单"))
    assert following.unanswered == ()
    assert [one.unit for one in following.draft.tasks[0].lead] == ["市数据局"]
    assert any("沿用以前的选择" in words and "市大数据局" in words for _, words in following.told)
    forget_choice(ledger, "市大数据局")
    assert kept_choices(ledger.connection) == []
    assert previewed(ledger.connection, text.replace("分解表", "清单")).unanswered != ()
    with pytest.raises(HuaianError, match="没有记住"):
        forget_choice(ledger, "市大数据局")


# ---------------------------------------------------------------------- taking back


def test_an_import_is_undone_as_one_and_taken_up_again(ledger: Ledger) -> None:
    before = _all(ledger)
    ledger.written.clear()
    made = imported(ledger, SURE, TODAY)
    during, done = _all(ledger), list(ledger.written)
    assert undo_of(ledger.connection, done, TODAY).lines == (
        f"撤回导入：{made.code}《云川市2026年水环境治理任务分解表》，任务 3 项",
    )
    back = undo(ledger, done, "误操作", TODAY)
    assert _all(ledger) == before and len(back) == 3
    with pytest.raises(HuaianError):
        find_plan(ledger.connection, made.code)
    again = imported(ledger, SURE, TODAY)
    assert (again.plan, again.again) == (made.plan, True)
    assert _all(ledger) == during
    withdraw_plan(ledger, made.plan, "读错", TODAY)
    take_up_plan(ledger, made.plan, "还要", TODAY)
    assert _all(ledger) == during
    assert check_ledger(ledger.path).problems == ()


def _all(ledger: Ledger) -> Any:
    tables = ("plan", "task", "task_unit", "unit", "milestone", "task_state", "duty", "task_key", "unit_key")
    leave = ("heads", "made", "since")
    found = {}
    for name in tables:
        columns = [row[1] for row in ledger.connection.execute(f"PRAGMA table_info({name})")]
        kept = ", ".join(one for one in columns if one not in leave)
        found[name] = sorted(ledger.connection.execute(f"SELECT {kept} FROM {name}").fetchall(), key=repr)
    return found


def test_what_was_written_since_refuses_it_by_name(ledger: Ledger) -> None:
    made = imported(ledger, SURE, TODAY)
    task = find_task(ledger.connection, "SH/1")
    note = add_note(ledger, NoteDraft(task, "已看现场", TODAY), TODAY)
    with pytest.raises(HuaianError, match="SH第1项.*督查记录.*已看现场"):
        withdraw_plan(ledger, made.plan, "读错", TODAY)
    undo(ledger, [note], "误记", TODAY)
    withdraw_plan(ledger, made.plan, "读错", TODAY)
    with pytest.raises(HuaianError, match="不是从文件导入的"):
        withdraw_plan(ledger, "huaian-data-2024", "试", TODAY)


def test_a_unit_that_something_else_names_stays(ledger: Ledger) -> None:
    made = imported(ledger, SURE, TODAY)
    add_unit(ledger, "各水务单位", UnitChange(kind="group", members=("市水务环保局",), basis="分组"))
    gone = withdraw_plan(ledger, made.plan, "读错", TODAY).units
    assert gone == ("县级河长办公室",)
    units = {one for (one,) in ledger.connection.execute("SELECT id FROM unit")}
    assert "市水务环保局" in units and "县级河长办公室" not in units


# ---------------------------------------------------------------------- hostile texts


HOSTILE = "\u202e=cmd|' /C calc'!A0\u200b[red]{0}'; DROP TABLE plan;--"


def test_hostile_texts_enter_clean_or_are_refused(ledger: Ledger) -> None:
    text = SURE.replace("完成城区", f"办{HOSTILE}好").replace("任务分解表", f"{HOSTILE}分解表")
    preview = previewed(ledger.connection, text, Decisions(title=f"题名{HOSTILE}"))
    made = accept_plan(ledger, decide(preview, replace(preview.decisions, short="毒")), TODAY)
    title = plan_said(ledger.connection, made.plan).body["title"]
    assert "\u202e" not in title and "DROP TABLE" in title
    for (body,) in ledger.connection.execute("SELECT body FROM record WHERE rid >= 0").fetchall():
        assert "\u202e" not in body and "\u200b" not in body


@pytest.mark.parametrize("name", ["../../etc", "市<script>局", "市\u202e局", "CON:局", "a" * 400])
def test_names_of_units_that_cannot_be_are_refused_by_name(ledger: Ledger, name: str) -> None:
    read = read_here(ledger.connection, SURE)
    from huaian_tui.services.plan_import.reading import preview_of

    first = read.draft.tasks[0]
    tasks = (replace(first, lead=(replace(first.lead[0], name=name, raw=name),)), *read.draft.tasks[1:])
    hostile = replace(read, draft=replace(read.draft, tasks=tasks))
    with pytest.raises(InputRefused, match="单位名称"):
        accept_plan(ledger, preview_of(ledger.connection, hostile, Decisions()), TODAY)


def test_the_file_is_closed_and_nothing_is_left_when_it_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    before = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
    preview = previewed(ledger.connection, SURE)
    add_unit(ledger, "市水务环保局", UnitChange(basis="先登记"))
    with pytest.raises(InputRefused, match="已有单位叫市水务环保局"):
        accept_plan(ledger, preview, TODAY)
    assert ledger.connection.execute("SELECT count(*) FROM record").fetchone() == (before[0] + 1,)
