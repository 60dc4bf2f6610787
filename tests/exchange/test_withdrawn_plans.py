"""A plan that one laptop withdrew while another wrote about it: told in both orders, with the way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from exchange.test_laptops import own_records_only
from support.cli import Program
from support.exchange import Laptop
from support.plan_imports import SURE, imported

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plan_import.withdrawing import withdraw_plan
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.waiting_records import list_waiting_records
from huaian_tui.tui.areas.packs.text import preview_text

TODAY = date(2026, 11, 22)
SAID = (
    "已由甲于 2026-11-22 撤回，另有写在它上面的 1 条记录，都留着但不列出；"
    "要恢复：plan reopen SH --basis 依据。"
)


def written(ledger: Ledger) -> None:
    """A note on the first task of the imported plan."""
    task = ledger.connection.execute(
        "SELECT t.no FROM task AS t JOIN plan AS p ON p.id = t.plan WHERE p.code = 'SH' AND t.printed = '1'"
    ).fetchone()[0]
    add_note(ledger, NoteDraft(task, "已看现场", TODAY), TODAY)


@pytest.fixture
def apart(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop, str]:
    """甲 has withdrawn the plan, 乙 has written about it; neither knows of the other."""
    first, second = (Laptop(seeded_file, tmp_path, name) for name in "甲乙")
    made = first.do(lambda ledger: imported(ledger, SURE, TODAY))
    second.take(first.export())
    first.do(lambda ledger: withdraw_plan(ledger, made.plan, "读错", TODAY))
    second.do(written)
    return first, second, made.plan


@pytest.mark.parametrize("withdrawal_last", [False, True])
def test_whichever_comes_last_both_are_told(apart: tuple[Laptop, Laptop, str], withdrawal_last: bool) -> None:
    first, second, plan = apart
    knows, pack = (second, first.export()) if withdrawal_last else (first, second.export())
    seen, taken = knows.look(pack), knows.take(pack)
    for result in (seen, taken):
        (gone,) = result.gone_plans
        assert (gone.plan, gone.code, gone.records, gone.by, gone.named) == (plan, "SH", 1, "甲", "SH")
        assert (result.waiting, result.not_arrived) == (0 if withdrawal_last else 1, 0)
        assert SAID in preview_text(result, []).plain
        assert "还没有到" not in preview_text(result, []).plain
    program = Program(knows.path, TODAY.isoformat())
    told = program.text("pack", "waiting")
    assert SAID in told and "方案已撤回" in told and "导出数据包" not in told
    (row,) = program.json("pack", "waiting")
    title = row["withdrawn_plan"].pop("title")
    assert f"方案 SH《{title}》" in told
    on = {"id": plan, "code": "SH", "officer": "甲", "on": "2026-11-22"}
    assert (row["withdrawn_plan"], row["withdrawn"], row["records"]) == (on, False, 1)
    with knows.reading() as connection:
        assert [one.named.told for one in read_notes(connection, find_notes(connection))] == ["方案已撤回"]
    program.text("plan", "reopen", "SH", "--basis", "还要")
    assert program.json("pack", "waiting") == []


def test_the_command_line_tells_it_and_says_apart_what_has_not_come(
    apart: tuple[Laptop, Laptop, str], seeded_file: Path, tmp_path: Path
) -> None:
    first, second, plan = apart
    program = Program(first.path, TODAY.isoformat())
    assert SAID in program.text("pack", "import", str(second.export()), "--dry-run")
    (told,) = program.json("pack", "import", str(second.export()))["withdrawn_plans"]
    assert (told["id"], told["records"]) == (plan, 1)
    third = Laptop(seeded_file, tmp_path, "丙")
    result = third.take(own_records_only(second, tmp_path / "包"))
    assert (result.waiting, result.not_arrived, result.gone_plans) == (1, 1, ())
    (row,) = Program(third.path, TODAY.isoformat()).json("pack", "waiting")
    assert (row["withdrawn_plan"], row["withdrawn"]) == (None, False)


def test_a_plan_whose_code_another_bears_is_named_by_its_id(apart: tuple[Laptop, Laptop, str]) -> None:
    first, second, plan = apart
    first.take(second.export())
    program = Program(first.path, TODAY.isoformat())
    program.text(
        *"plan add --title 另一个方案 --short 另一 --code SH --start 2026-01-01 --basis 印发稿".split()
    )
    with first.reading() as connection:
        (row,) = list_waiting_records(connection)
    assert row.gone is not None and row.gone.named == plan
    assert f"plan reopen {plan} --basis" in program.text("pack", "waiting")
    assert "换一个代号" in program.refused("plan", "reopen", plan, "--basis", "还要")
