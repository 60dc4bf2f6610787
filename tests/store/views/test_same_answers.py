"""Questions over the views answer as the listings do, today and on past days, after whatever happened."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from support.cli import Program
from support.examples import examples
from support.exchange import Laptop
from support.plans_of_office import open_office, reform
from support.two_laptops import TwoLaptops
from support.view_answers import differences

KEPT = Path(__file__).parents[2] / "ledgers"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(1)))
def test_two_laptops(ledger_path: Path, tmp_path: Path, seed: int) -> None:
    history = TwoLaptops(ledger_path, tmp_path, seed)
    history.work_until(date(2025, 6, 30), 60)
    history.decide_apart(date(2025, 7, 20))
    history.meet(date(2025, 7, 21))
    history.fall_behind(date(2026, 3, 31))
    history.work_until(date(2026, 6, 30), 60)
    program = Program(history.path, "2026-07-05")
    assert any(one["conflict"] for one in program.json("tasks", "--as-of", "2025-07-25"))
    for options in ((), ("--as-of", "2025-07-25")):
        assert differences(program, *options) == {}, options


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["schema_15", "schema_14"])
def test_kept_ledgers(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((KEPT / f"{kept}.db.gz").read_bytes()))
    program = Program(path, "2026-11-22")
    for options in ((), ("--as-of", "2026-03-31")):
        assert differences(program, *options) == {}, options


def test_plans_and_units_that_change(ledger_path: Path, tmp_path: Path) -> None:
    laptop = Laptop(ledger_path, tmp_path, "张三")
    laptop.do(open_office)
    laptop.do(reform)
    for day in ("2026-02-20", "2026-11-22"):
        program = Program(laptop.path, day)
        for options in ((), ("--plan", "SJ")):
            assert differences(program, *options) == {}, (day, options)
    names = program.json("query", "SELECT DISTINCT lead_now FROM v_task")
    assert "市数据和政务局" in "".join(one["lead_now"] for one in names)
