"""方案: the list of plans, their forms, closing one with what is still open, tasks and matters entered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop
from support.exchange import opened as opened_packs
from support.ledger_screens import settle
from support.office_plans import Office, several_plans
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES, TODAY, paste, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.rules.lights import Status
from huaian_tui.exchange.merging.merge import merge
from huaian_tui.ledger.task_keys import MATTERS_PLAN, SHIPPED_PLAN
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.milestones import of_task, read_milestone
from huaian_tui.store.queries.plans import list_plans, plan_close, read_plan_line
from huaian_tui.store.queries.task_refs import find_matters, find_task, read_current_plan
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.tui.areas.plans.closing import OpenMilestones
from huaian_tui.tui.areas.plans.pasted_lines import LinesPreview
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Several plans in the ledger."""
    return several_plans(ledger)


async def fill(pilot: Pilot[object], **said: str) -> None:
    """Fill the form that is open and save it."""
    form = await form_open(pilot)
    for field in form._fields:
        if field.key in said:
            field.set_raw(said[field.key])
    await pilot.press("ctrl+s")


async def chosen(pilot: Pilot[object], plan: str, letter: str) -> None:
    """The cursor on a plan, then a letter of the leader's menu."""
    records = pilot.app.screen.query_one(VirtualList)
    pilot.app.screen.go_to(plan)  # type: ignore[attr-defined]
    await wait_until(pilot, lambda: records.cursor_key == plan and records.is_settled)
    await pilot.press("ctrl+backslash", letter)


@pytest.mark.parametrize("size", SIZES)
async def test_every_plan_is_listed_and_told(office: Office, ledger_path: Path, size: Size) -> None:
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await shows(pilot, "SJ*", "JB", "SHJ", "MS", "期末已过 145 天", "在办 4，已收官 0")
        await tells(pilot, "现用", "对原文的说明", "期末已过 326 天，可延长、收官或结转")
        await pilot.press("slash")
        await type_text(pilot, "民生")
        await shows(pilot, "共 1 个方案")
        await pilot.press("enter", "enter")
        if size == (80, 24):
            await shows(pilot, "2026年民生实事项目")
            await pilot.press("enter")
        await wait_until(pilot, lambda: bool(app.led))
        assert app.led[0][0] == "tasks" and office.works in app.led[0][1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan_is_entered_and_changed(ledger_path: Path, size: Size) -> None:
    async with opened(ledger_path, "plans", size) as (_, pilot):
        await pilot.press("ctrl+backslash", "a")
        await fill(pilot, title="营商环境行动方案", short="营商", code="sj", start="2026-01-01")
        await shows(pilot, "代号 SJ 已被使用")
        await fill(pilot, code="ys")
        await form_closed(pilot)
        await shows(pilot, "YS", "营商")
        made = stored(ledger_path, lambda c: list_plans(c, TODAY))[-1]
        await chosen(pilot, made.id, "e")
        await fill(pilot, short="营商环境", basis="会议")
        await form_closed(pilot)
        await shows(pilot, "营商环境")
        await chosen(pilot, made.id, "d")
        await shows(pilot, "设为现用方案？")
        await pilot.press("tab", "enter")
        await shows(pilot, "YS*")
        assert stored(ledger_path, read_current_plan) == made.id


async def test_a_plan_is_extended(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "plans") as (_, pilot):
        await chosen(pilot, office.works, "y")
        await fill(pilot, to="2026-03-31", basis="会议")
        await shows(pilot, "新的期末不晚于原来的")
        await fill(pilot, to="2027-06-30")
        await form_closed(pilot)
        await shows(pilot, "2027-06-30")
        line = stored(ledger_path, lambda c: read_plan_line(c, TODAY, office.works))
        assert line.horizon == date(2027, 6, 30)


@pytest.mark.parametrize("size", SIZES)
async def test_closing_asks_for_each_open_milestone_and_writes_all_at_once(
    office: Office, ledger: Ledger, ledger_path: Path, size: Size
) -> None:
    first, second = office.water_tasks
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await chosen(pilot, office.water, "k")
        await shows(pilot, "还有 2 个没办结的节点", "未定 2")
        before = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
        await pilot.press("ctrl+s")
        await shows(pilot, "还有 2 个节点没定怎么办")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, OpenMilestones))
        await pilot.press("enter")
        await fill(pilot, target="SHJ/2")
        await shows(pilot, "不能结转到同一个方案")
        await fill(pilot, target="MS/1")
        await shows(pilot, "结转到 MS/1", "未定 1")
        await pilot.click("#list-rest")
        await fill(pilot, how="end")
        await shows(pilot, "终止理由没有填写")
        await fill(pilot, how="end", reason="不再需要")
        await shows(pilot, "终止：不再需要", "都已定好")
        assert ledger.connection.execute("SELECT count(*) FROM record").fetchone() == before
        await pilot.press("ctrl+s")
        await fill(pilot, basis="验收会议")
        await wait_until(pilot, lambda: app.screen.id != "x" and not isinstance(app.screen, OpenMilestones))
        await shows(pilot, "已收官 1")
    line = stored(ledger_path, lambda c: read_plan_line(c, TODAY, office.water))
    assert line.closed_on == TODAY
    states = [row.state.status for one in (first, second) for row in _milestones(ledger_path, one)]
    assert states == [Status.CANCELLED] * 2
    carried = [row.state.title for row in _milestones(ledger_path, office.works_tasks[0])]
    assert "完成城区黑臭水体排查" in carried


def _milestones(path: Path, task: int):  # noqa: ANN202 - rows of the store
    return stored(path, lambda c: of_task(c, TODAY, task))


async def test_leaving_the_closing_writes_nothing_and_a_closed_plan_is_reopened(
    office: Office, ledger: Ledger, ledger_path: Path
) -> None:
    async with opened(ledger_path, "plans") as (app, pilot):
        await chosen(pilot, office.works, "k")
        await shows(pilot, "未定 1")
        await pilot.press("enter")
        await fill(pilot, how="done", day="2026-06-01")
        await shows(pilot, "办结 2026-06-01")
        await pilot.press("escape")
        await shows(pilot, "还没有收官", "存为草稿")
        await pilot.press("tab", "tab", "enter")
        await shows(pilot, "已收官 0")
        assert app.session.waiting_drafts() == []
        assert stored(ledger_path, lambda c: read_plan_line(c, TODAY, office.works)).open_milestones == 1
        await chosen(pilot, office.works, "k")
        await shows(pilot, "未定 1")
        await pilot.press("enter")
        await fill(pilot, how="done", day="2026-06-01")
        await shows(pilot, "都已定好")
        await pilot.press("ctrl+s")
        await fill(pilot, basis="验收")
        await shows(pilot, "已收官 1")
        await settle(pilot)
        await chosen(pilot, office.works, "r")
        await fill(pilot, basis="会议")
        await shows(pilot, "已收官 0")


@pytest.mark.parametrize("size", SIZES)
async def test_a_task_is_entered_changed_and_ended(office: Office, ledger_path: Path, size: Size) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        app.screen.ask_for_plan(f"plan:{office.water}:水环境")  # type: ignore[attr-defined]
        await shows(pilot, "共 2 项")
        await pilot.press("ctrl+backslash", "w")
        await shows(pilot, "新增任务", "SHJ")
        await fill(pilot, number="2", text="整治积水点", lead="zjj", due="2026-12-20")
        await shows(pilot, "序号重复")
        await fill(pilot, number="3")
        await form_closed(pilot)
        made = stored(ledger_path, lambda c: find_task(c, "SHJ/3"))
        await tells(pilot, "SHJ第3项", "整治积水点", "2026-12-20")
        await pilot.press("ctrl+backslash", "q")
        await fill(pilot, text="整治积水点10处", basis="修订稿")
        await form_closed(pilot)
        await tells(pilot, "整治积水点10处")
        await pilot.press("ctrl+backslash", "k")
        await fill(pilot, reason="并入第2项")
        await form_closed(pilot)
        detail = stored(ledger_path, lambda c: read_task(c, TODAY, made))
        assert (detail.task.text, detail.ended_on) == ("整治积水点10处", TODAY)


LINES = """2\t新建 南园路 泵站\t市住建局\t市财政局、市数据局\t2026-12-20
9 修编规划 市什么局 - 2026年底
10 巡查 zjj
"""


@pytest.mark.parametrize("size", SIZES)
async def test_pasted_lines_are_shown_as_read_and_the_ticked_ones_are_taken(
    office: Office, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await chosen(pilot, office.works, "j")
        await form_open(pilot)
        await paste(pilot, LINES)
        await pilot.press("ctrl+s")
        await shows(pilot, "共 3 行，1 行没读懂", "已标记 2 行", "新建 南园路 泵站")
        await pilot.press("down", "enter")
        await shows(pilot, "没有找到单位「市什么局」")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, LinesPreview))
        await pilot.press("space", "space")
        await shows(pilot, "已标记 1 行")
        await pilot.press("escape")
        form = await form_open(pilot)
        assert "修编规划" in form._fields[0].raw()
        await pilot.press("ctrl+s")
        await shows(pilot, "已标记 2 行")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, LinesPreview))
    task = stored(ledger_path, lambda c: read_task(c, TODAY, find_task(c, "MS/2"))).task
    assert (task.text, task.lead) == ("新建 南园路 泵站", ("市住建局",))
    assert task.support == ("市财政局", "市数据局")
    assert stored(ledger_path, lambda c: read_plan_line(c, TODAY, office.works)).tasks == 3


@pytest.mark.parametrize("size", SIZES)
async def test_a_matter_is_entered_from_every_screen_with_the_proposed_limit(
    ledger: Ledger, ledger_path: Path, size: Size
) -> None:
    change_settings(ledger, {"matter_limits": "批示 15天；批示急件 5个工作日"})
    async with opened(ledger_path, "records", size) as (app, pilot):
        await pilot.press("ctrl+backslash", "7")
        await shows(pilot, "登记交办事项", "建议：", "15天")
        form = await form_open(pilot)
        by_key = {field.key: field for field in form._fields}
        by_key["urgent"].set_raw("yes")
        await shows(pilot, "5个工作日")
        due = by_key["due"]
        due.control().focus()
        await pilot.press("tab")
        await wait_until(pilot, lambda: due.raw() == "按时限")
        await fill(pilot, text="核实噪声投诉", lead="zjj", document="批示8号", ties="2、没有")
        await shows(pilot, "没有序号为 没有 的任务")
        await fill(pilot, ties="2")
        await wait_until(pilot, lambda: bool(app.led))
        made = int(app.led[0][1])
    handed = stored(ledger_path, lambda c: read_handed(c, [made]))[made]
    assert (handed.kind, handed.urgent, handed.document) == ("批示", True, "批示8号")
    detail = stored(ledger_path, lambda c: read_task(c, TODAY, made))
    assert [one.no for one in detail.ties] == [2] and detail.milestones[0].state.due is not None


async def test_pasted_matters_share_their_source(ledger_path: Path) -> None:
    async with opened(ledger_path, "plans") as (_, pilot):
        await chosen(pilot, MATTERS_PLAN, "j")
        form = await form_open(pilot)
        form._fields[0].set_raw("核实噪声投诉 zjj - 12月10日\n报送方案 czj\n")
        await fill(pilot, source="会议纪要", document="第12次会议", due="无")
        await shows(pilot, "共 2 行，都读懂了", "2026-12-10")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: stored(ledger_path, _matters) == ["会议纪要", "会议纪要"])


def _matters(connection) -> list[str]:  # noqa: ANN001 - a connection
    return [kind for (kind,) in connection.execute("SELECT source FROM matter")]


async def test_on_a_past_day_plans_are_shown_as_they_were_and_nothing_is_written(
    office: Office, ledger_path: Path
) -> None:
    async with opened(ledger_path, "plans") as (app, pilot):
        await shows(pilot, "SHJ")
        app.show_day(app.session.reader_of(date(2026, 11, 1)))
        await wait_until(pilot, lambda: app.screen.query_one(VirtualList).count == 2)
        for letter in "aeykwjm":
            await pilot.press("ctrl+backslash", letter)
            await shows(pilot, "现在只能查看")
            await pilot.press("escape")
    assert stored(ledger_path, lambda c: read_plan_line(c, TODAY, SHIPPED_PLAN)).closed_on is None


async def test_what_was_decided_for_a_closing_is_kept(office: Office, ledger_path: Path) -> None:
    (node,) = [one.id for one in stored(ledger_path, lambda c: of_task(c, TODAY, office.works_tasks[0]))]
    async with opened(ledger_path, "plans", SIZES[1]) as (app, pilot):
        await chosen(pilot, office.works, "k")
        await wait_until(pilot, lambda: isinstance(app.screen, OpenMilestones))
        await pilot.press("enter")
        await fill(pilot, target="SHJ/1", due="2026-12-31")
        await shows(pilot, "结转到 SHJ/1，")
        await pilot.press("escape")
        await shows(pilot, "已定的 1 个节点要怎么处理")
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, OpenMilestones))
        await chosen(pilot, office.works, "k")
        await shows(pilot, "都已定好", "结转到 SHJ/1，")
        await pilot.press("ctrl+s")
        await fill(pilot, basis="验收会")
        await wait_until(pilot, lambda: bool(stored(ledger_path, lambda c: plan_close(c, office.works)[1])))
        assert app.session.waiting_drafts() == []
        await pilot.press("ctrl+z")
        await shows(pilot, "方案重新启用", "结转")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: stored(ledger_path, lambda c: plan_close(c, office.works)[1]) is None)
        row = stored(ledger_path, lambda c: read_milestone(c, TODAY, node))
        assert row.state.status is Status.OPEN, "one undo takes back the carry-over too"


async def test_pasted_lines_are_kept_until_they_are_taken(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "plans", SIZES[1]) as (app, pilot):
        await chosen(pilot, office.works, "j")
        await fill(pilot, text="7\t修一座桥\t市住建局\t\t2026-12-01", basis="会议")
        await wait_until(pilot, lambda: isinstance(app.screen, LinesPreview))
        kept = [one.form for one in app.session.waiting_drafts()]
        assert kept == [f"task_lines:{office.works}"], "a crash here loses nothing"
        await pilot.press("escape")
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["basis"] == "会议")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, LinesPreview))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.session.waiting_drafts() == [])
        assert stored(ledger_path, lambda c: find_task(c, "MS/7"))


async def test_a_matter_just_entered_is_taken_back(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "plans", SIZES[0]) as (app, pilot):
        await pilot.press("ctrl+backslash", "m")
        await fill(pilot, text="登错的事", lead="市住建局", due="无")
        await form_closed(pilot)
        await wait_until(pilot, lambda: bool(stored(ledger_path, lambda c: find_matters(c, "2026-2"))))
        await pilot.press("ctrl+z")
        await shows(pilot, "撤回登记交办：交办〔2026〕2号 登错的事")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not stored(ledger_path, lambda c: find_matters(c, "2026-2")))


async def test_a_date_beyond_the_plan_is_told_while_one_types(office: Office, ledger_path: Path) -> None:
    async with opened(ledger_path, "plans", SIZES[1]) as (_, pilot):
        await chosen(pilot, office.works, "w")
        form = await form_open(pilot)
        next(one for one in form._fields if one.key == "due").set_raw("2026-12-31")
        await shows(pilot, "晚于方案期末 2026-06-30", "可在「方案」里延长")


async def test_two_plans_with_one_code_say_so(
    office: Office, ledger_path: Path, seeded_file: Path, tmp_path: Path
) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")
    theirs.do(lambda ledger: add_plan(ledger, PlanDraft("另一份民生实事", "另民生", "MS")))
    with Ledger(ledger_path, "张三", lambda: theirs.moment) as ledger:
        merge(ledger, opened_packs([theirs.export()]), theirs.moment)
    async with opened(ledger_path, "plans", SIZES[1]) as (_, pilot):
        await shows(pilot, "代号重复")
        pilot.app.screen.go_to(office.works)  # type: ignore[attr-defined]
        await tells(pilot, "还有一个方案也叫 MS", office.works)
