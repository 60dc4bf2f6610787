"""``compare``, ``forecast``, ``recheck``: what is said, kept, corrected, taken back, carried in a pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Ledger

DONE = ("2-1", "2-2", "6-1", "6-2", "22-1", "25-1", "25-2", "45-1")


@pytest.fixture
def program(ledger_path: Path) -> Program:
    """The shipped plan: seven milestones are due at the end of 2024, seven a year later."""
    return Program(ledger_path, today="2025-12-30")


def completed(program: Program) -> Program:
    """The same with eight completed milestones; one names a document."""
    program.text("milestone", "complete", *DONE[:-1], "--basis", "已完成", "--date", "2025-12-28")
    program.text(
        "milestone",
        "complete",
        DONE[-1],
        "--basis",
        "《验收报告》",
        "--date",
        "2025-11-03",
        "--value",
        "4200",
    )
    return program


def test_a_forecast_is_recorded_once_a_month_and_scored_when_its_date_has_passed(program: Program) -> None:
    early = program.on("2025-11-22")
    said = early.json("forecast", "list")
    assert {one["word"] for one in said} == {"可能逾期"}
    assert said[0]["reasons"] == ["silent"] and said[0]["alike"] == said[0]["alike_late"] >= 5
    assert early.json("forecast", "list", "--recorded") == []  # looking records nothing
    first = early.json("forecast", "record")
    assert len(first["recorded"]) == len(said)
    again = early.json("forecast", "record")
    assert again["recorded"] == [] and len(again["recorded_before"]) == len(said)
    assert len(program.on("2025-12-01").json("forecast", "record")["recorded"]) == len(said)

    assert "不足以判断" in early.text("forecast", "score")
    completed(program)
    score = program.on("2026-01-05").json("forecast", "score")
    rows = program.on("2026-01-05").json("forecast", "list", "--recorded")
    assert score["number"] == len(rows) == 2 * len(said)
    assert score["late"] == sum(one["late"] for one in rows)
    assert score["brier"] == pytest.approx(
        sum((one["likelihood"] - one["late"]) ** 2 for one in rows) / len(rows)
    )
    assert sum(one["number"] for one in score["calibration"]) == len(rows)

    # Taken back it is scored no more; it stood on no task and ends no silence.
    program.text("record", "retract", rows[0]["id"], "--reason", "误记")
    assert program.on("2026-01-05").json("forecast", "score")["number"] == len(rows) - 1
    assert early.json("forecast", "list")[0]["reasons"] == ["silent"]


def test_too_few_cases_say_nothing_and_are_not_recorded(program: Program) -> None:
    early = program.on("2024-11-22")
    assert {one["word"] for one in early.json("forecast", "list")} == {"不足以判断"}
    done = early.json("forecast", "record")
    assert done["recorded"] == [] and done["unknown"]


def test_a_sample_is_drawn_looked_at_and_told(program: Program) -> None:
    completed(program)
    tried = program.json("recheck", "draw", "--try", "--period", "2025", "--size", "6", "--seed", "种子一")
    assert program.json("recheck", "list") == []
    drawn = program.json("recheck", "draw", "--period", "2025", "--size", "6", "--seed", "种子一")
    assert drawn["seed"] == "种子一" and drawn["population"] == 8
    items = [one["milestone"] for one in drawn["items"]]
    assert items == [one["milestone"] for one in tried["items"]]
    weights = {one["milestone"]: one["risks"] for one in drawn["items"]}
    assert all(weights[one] == ["no_document", "last_days"] for one in items if one != "45-1")

    later = program.on("2026-01-05")
    assert later.json("recheck", "result", *items[:4], "--outcome", "属实")["share"]["share"] is None
    assert "说明没有填写" in later.refused("recheck", "result", items[4], "--outcome", "不属实")
    assert "不在这次抽查里" in later.refused("recheck", "result", "25-9", "--outcome", "属实")
    found = later.json("recheck", "result", items[4], "--outcome", "不属实", "--text", "平台没有上线")
    share = found["share"]
    assert (share["held"], share["not_held"]) == (4, 1)
    assert share["low"] < share["share"] < share["high"]

    # A later result replaces the former; taken back, the former holds again.
    now = later.json("recheck", "result", items[4], "--outcome", "属实")
    assert now["share"]["not_held"] == 0
    result = next(one["result_id"] for one in now["items"] if one["milestone"] == items[4])
    later.text("record", "retract", result, "--reason", "看错了")
    shown = later.json("recheck", "show")
    assert shown["share"]["not_held"] == 1
    wrong = next(one["result_id"] for one in shown["items"] if one["milestone"] == items[4])
    later.text("record", "correct", wrong, "--text", "平台上线了一半", "--reason", "写得不准")
    assert "平台上线了一半" in [one["text"] for one in later.json("recheck", "show")["items"]]
    assert later.json("recheck", "list", "--as-of", "2024-12-31") == []


def test_a_chance_of_nothing_from_another_program_breaks_no_list(program: Program, ledger: Ledger) -> None:
    """A pack may bring a sample with any numbers; what is found of its items weighs no more than it can."""
    items = [
        {"milestone": one, "weight": 1, "chance": chance, "risks": []}
        for one, chance in zip(DONE, (0, -3, 5, 1e-300, 0.5, 0.5, 0.5, 0.5), strict=True)
    ]
    body = {"first": "2025-10-01", "last": "2025-12-31", "seed": "s", "population": 400, "items": items}
    with ledger.action() as action:
        action.append(Entry(RecordKind.RECHECK, body, occurred_on="2025-12-30"))
    share = program.json("recheck", "result", *DONE, "--outcome", "属实")["share"]
    assert share["held"] == len(DONE) and share["share"] == 1


def test_the_sheet_names_the_items_and_has_boxes(program: Program) -> None:
    completed(program)
    drawn = program.json("recheck", "draw", "--period", "2025", "--size", "4")
    sheet = program.json("recheck", "sheet")
    text = program.text("notice", "show", sheet["id"])
    assert "销号抽查查访单" in text and "□属实" in text and "□无法核实" in text
    for one in drawn["items"]:
        assert one["milestone"].partition("-")[0] in text
    assert "没有被抽中" in program.refused("recheck", "sheet", "--unit", "市国资委")


def test_samples_and_forecasts_travel_in_a_pack(program: Program, seeded_file: Path, tmp_path: Path) -> None:
    program.on("2025-11-22").json("forecast", "record")
    completed(program).json("recheck", "draw", "--period", "2025", "--size", "3")
    pack, other = tmp_path / "包.hap", tmp_path / "另一台" / "台账.db"
    program.text("pack", "export", str(pack))
    other.parent.mkdir(mode=0o700)
    other.write_bytes(seeded_file.read_bytes())
    colleague = Program(other, today="2025-12-30", officer="乙")
    colleague.text("pack", "import", str(pack))
    assert colleague.json("recheck", "list") == program.json("recheck", "list")
    assert colleague.json("forecast", "list", "--recorded") == program.json("forecast", "list", "--recorded")
    # What the colleague records of the same month counts once.
    assert colleague.json("forecast", "record")["recorded_before"] == []
    assert "完好" in colleague.text("check")


def test_units_stand_beside_the_whole_in_the_order_of_the_plan(program: Program) -> None:
    completed(program)
    later = program.on("2026-01-05")
    found = later.json("compare", "--period", "2025")
    rows = later.json("evaluate", "--period", "2025", "--role", "lead")["rows"]
    assert [one["key"] for one in found["rows"]] == [one["key"] for one in rows]
    assert [one["rate"] for one in found["rows"]] == [one["on_time_rate"] for one in rows]
    for one in found["rows"]:
        assert (one["low"] is None) == (one["n"] < 5) == (one["word"] == "–")
        assert one["score"] is None
    assert found["weights"] is None and "计分" not in later.text("compare", "--period", "2025")

    later.text("setting", "set", "评价计分", "按期率 60，反馈及时率 40")
    scored = later.json("compare", "--period", "2025")
    measured = [one for one in scored["rows"] if one["score"] is not None]
    assert measured and all(one["score_weights"] == {"按期率": 1.0} for one in measured)  # nothing was asked
    assert all(one["score"] == pytest.approx(100 * one["rate_value"]) for one in measured)
    assert "按期率 100%" in later.text("compare", "--period", "2025")
    assert "权重" in later.refused("setting", "set", "评价计分", "排名 3")
