"""What was confirmed of units since: full names that were open, and readings that remarks call 假定."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huaian_tui.services.units import Renaming, UnitChange, merge_units, rename_unit, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.plan import plan_remarks
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.store.queries.unit_history import confirmed_full_names
from huaian_tui.store.queries.units import read_unit

TODAY, BEFORE = date(2026, 11, 22), date(2026, 11, 21)


def remark(ledger: Ledger) -> str:
    """How the remark of task 50 is treated."""
    (one,) = read_task(ledger.connection, TODAY, 50).remarks
    shipped = ledger.connection.execute("SELECT plan FROM task WHERE no = 50").fetchone()[0]
    (same,) = [one for one in plan_remarks(ledger.connection, shipped) if one.rows == (50,)]
    assert same.treatment == one.treatment
    return one.treatment


def test_a_confirmed_reading_is_an_assumption_no_more_from_its_day_on(
    ledger: Ledger, ledger_path: Path
) -> None:
    assert remark(ledger) == "原文保留；按“市工信局”理解，属假定，可改。"
    set_unit(ledger, "市工信局", UnitChange(confirmed=True, basis="编办核对"))
    assert remark(ledger) == "原文保留；按“市工信局”理解，已确认（2026-11-22，依据：编办核对）。"
    (one,) = read_task(ledger.connection, TODAY, 50).remarks
    assert one.read_as == "市工信局" and one.confirmed is not None and one.confirmed.day == TODAY
    with reading(ledger_path, BEFORE) as past:
        (then,) = read_task(past, BEFORE, 50).remarks
        assert "属假定，可改" in then.treatment and then.confirmed is None


def test_read_as_another_unit_the_remark_says_which(ledger: Ledger) -> None:
    set_unit(ledger, "市科技局", UnitChange(aliases=("市工信厅",)))
    assert remark(ledger) == "原文保留；按“市科技局”理解，已确认（2026-11-22）。"
    rename_unit(ledger, "市科技局", Renaming("市科创局", "淮安市科创局", date(2026, 12, 1), "机构改革"))
    assert "按“市科创局”理解" in remark(ledger)


def test_a_full_name_says_when_it_was_confirmed_and_on_what_basis(ledger: Ledger, ledger_path: Path) -> None:
    def confirmed(unit: str) -> tuple[date, str] | None:
        return read_unit(ledger.connection, TODAY, unit).confirmed

    assert confirmed("市大数据中心") is None and confirmed("市财政局") is None
    set_unit(ledger, "市大数据中心", UnitChange(confirmed=True, basis="编办批复"))
    assert confirmed("市大数据中心") == (TODAY, "编办批复")
    rename_unit(ledger, "市大数据中心", Renaming("市数字中心", "淮安市数字中心", TODAY, "机构改革"))
    assert confirmed("市大数据中心") == (TODAY, "编办批复"), "it was confirmed all the same"
    rename_unit(ledger, "市数据局", Renaming("市数字局", "淮安市数字局", TODAY, "机构改革"))
    assert confirmed("市数据局") is None, "told by the renaming"
    assert confirmed_full_names(ledger.connection) == [("淮安市数字中心", (TODAY, "编办批复"))]
    with reading(ledger_path, BEFORE) as past:
        assert read_unit(past, BEFORE, "市大数据中心").confirmed is None


def test_what_was_left_to_the_officers_is_said_as_they_decided_it(ledger: Ledger) -> None:
    def treated(task: int) -> str:
        return "".join(one.treatment for one in read_task(ledger.connection, TODAY, task).remarks)

    assert "由督查人员确定" in treated(1) and "由督查人员补充" in treated(45) and "再合并" in treated(7)
    set_unit(ledger, "各县区人民政府", UnitChange(members=("淮安工业园区",), basis="会议"))
    assert "由督查人员确定" not in treated(1)
    assert "成员已确认（2026-11-22，依据：会议）：清江浦区" in treated(1)
    assert "淮安工业园区；待定：淮安经济技术开发区、淮安生态文旅区。" in treated(1)
    set_unit(ledger, "各通信运营商", UnitChange(members=("市通管办",)))
    assert "成员已确认（2026-11-22）：市通管办。" in treated(45)
    merge_units(ledger, ["市知识产权局"], "市市场监管局", TODAY, "加挂牌子")
    assert treated(7) == "自 2026-11-22 起并入市市场监管局。"
