"""``calendar export`` and ``weekly``: what stands in them, and what does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from support.cli import Program

HOSTILE = "一，二；三\\n BEGIN:VEVENT\n第二行" + "很长的要求" * 40


@pytest.fixture
def program(ledger_path: Path) -> Program:
    """A ledger with a visit, and a paper that waits for an answer."""
    made = Program(ledger_path, "2026-11-22")
    person = ("--contact", "甲 0517-80000000")
    made.text(
        "note", "add", "2", "--text", "去看了", "--unit", "市数据局", "--follow-up", "2026-11-27", *person,
        "--problem", HOSTILE,
    )  # fmt: skip
    return made


def _events(program: Program, file: Path, *options: str) -> dict[str, dict[str, object]]:
    path = Path(program.text("calendar", "export", str(file), *options).strip())
    data = path.read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "甲" not in data.decode() and b"0517" not in data
    events = Calendar.from_ical(data).walk("VEVENT")
    found = {str(one["uid"]): {"day": one["dtstart"].dt, **one} for one in events}
    assert len(found) == len(events)
    return found


def test_deadlines_visits_and_replies_stand_in_the_calendar(program: Program, tmp_path: Path) -> None:
    events = _events(program, tmp_path / "日历.ics")
    listed = {one["id"] for one in program.json("milestone", "list") if one["due"] and one["light"] != "done"}
    assert {uid.split("@")[0].removeprefix("deadline-") for uid in events if "deadline" in uid} == listed
    deadline = events["deadline-2-1@huaian-tui"]
    assert deadline["day"] == date(2024, 12, 31) and "第2项" in str(deadline["SUMMARY"])
    (visit,) = [one for uid, one in events.items() if uid.startswith("visit-")]
    assert visit["day"] == date(2026, 11, 27)
    assert "存在问题：一，二；三\\n BEGIN:VEVENT\n第二行" in str(visit["DESCRIPTION"])


def test_a_second_import_changes_what_stands_there(program: Program, tmp_path: Path) -> None:
    before = _events(program, tmp_path / "a.ics")
    program.text("milestone", "extend", "2-1", "--due", "2026-12-18", "--basis", "批示")
    program.text("milestone", "complete", "2-2", "--date", "2026-11-20", "--basis", "验收单")
    after = _events(program, tmp_path / "b.ics")
    assert before.keys() - after.keys() == {"deadline-2-2@huaian-tui"} and not after.keys() - before.keys()
    moved, was = after["deadline-2-1@huaian-tui"], before["deadline-2-1@huaian-tui"]
    assert moved["day"] == date(2026, 12, 18)
    assert int(str(moved["SEQUENCE"])) > int(str(was["SEQUENCE"]))


def test_what_stands_no_longer_is_cancelled_in_the_next_file(program: Program, tmp_path: Path) -> None:
    first = _events(program, tmp_path / "a.ics")
    program.text("milestone", "complete", "2-2", "--date", "2026-11-20", "--basis", "验收单")
    (visit,) = [uid for uid in first if uid.startswith("visit-")]
    program.text("note", "retract", visit[6:-11], "--reason", "没有去")
    second = _events(program, tmp_path / "a.ics")  # (2) beside the first
    assert sorted(path.name for path in tmp_path.glob("*.ics")) == ["a(2).ics", "a.ics"]
    ended = {uid for uid, one in second.items() if one.get("STATUS") == "CANCELLED"}
    assert ended == {"deadline-2-2@huaian-tui", visit} and second.keys() == first.keys()
    for uid in ended:
        assert int(str(second[uid]["SEQUENCE"])) > int(str(first[uid]["SEQUENCE"]))
        assert second[uid]["day"] == first[uid]["day"] and second[uid]["SUMMARY"] == first[uid]["SUMMARY"]
    program.text("milestone", "reopen", "2-2", "--basis", "核查未落实")
    of_two = tmp_path / "a(2).ics"
    third = _events(program, tmp_path / "b.ics", "--former", str(of_two))
    again = third["deadline-2-2@huaian-tui"]
    assert again.get("STATUS") is None
    assert int(str(again["SEQUENCE"])) > int(str(second["deadline-2-2@huaian-tui"]["SEQUENCE"]))
    assert third[visit]["STATUS"] == "CANCELLED" and third[visit]["SEQUENCE"] == second[visit]["SEQUENCE"]
    untouched = third.keys() - ended
    assert all(third[uid]["SEQUENCE"] == first[uid]["SEQUENCE"] for uid in untouched)


def test_only_what_really_ended_is_cancelled(program: Program, tmp_path: Path) -> None:
    """Not what another export left out, nor what this ledger does not know, nor as of a past day."""
    whole = tmp_path / "a.ics"
    program.text("calendar", "export", str(whole))
    text = whole.read_bytes().replace(b"deadline-2-3@", b"deadline-999-3@")
    whole.write_bytes(text.replace(b"UID:deadline-3-1@huaian-tui", b"UID:somebody-else@example.org"))
    former = ("--former", str(whole))
    narrowed = program.json("calendar", "export", str(tmp_path / "b"), "--unit", "czj", *former)
    assert narrowed["entries"] and narrowed["cancelled"] == []
    program.text("milestone", "complete", "2-2", "--date", "2026-11-20", "--basis", "验收单")
    past = program.json("calendar", "export", str(tmp_path / "c"), "--as-of", "2026-11-01", *former)
    assert past["cancelled"] == []
    now = program.json("calendar", "export", str(tmp_path / "d"), "--unit", "czj", *former)
    assert [one["id"] for one in now["cancelled"]] == ["2-2"]


@pytest.mark.parametrize("data", [b"", b"not a calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"\xff" * 100])
def test_a_former_file_that_is_no_calendar(program: Program, tmp_path: Path, data: bytes) -> None:
    broken = tmp_path / "a.ics"
    broken.write_bytes(data)
    options = ("--former", str(broken))
    assert "不能读取 a.ics" in program.refused("calendar", "export", str(tmp_path / "b"), *options)
    assert not (tmp_path / "b.ics").exists()
    assert Path(program.text("calendar", "export", str(broken)).strip()).name == "a(2).ics"
    assert broken.read_bytes() == data


def test_of_one_unit_and_one_plan(program: Program, tmp_path: Path) -> None:
    of_unit = _events(program, tmp_path / "a.ics", "--unit", "czj")
    assert of_unit and not any(uid.startswith("visit") for uid in of_unit)
    assert not _events(program, tmp_path / "b.ics", "--plan", "JB")
    said = program.json("calendar", "export", str(tmp_path / "c"), "--unit", "czj")
    assert said["file"].endswith("c.ics") and len(said["entries"]) == len(of_unit)


def test_a_week_of_one_officer(program: Program) -> None:
    program.text("milestone", "complete", "2-2", "--date", "2026-11-20", "--basis", "验收单")
    undone = program.json("milestone", "complete", "6-1", "--date", "2026-11-20", "--basis", "误录")
    program.text("record", "retract", _last(program, "6-1"), "--reason", "误录")
    program.text("milestone", "extend", "2-1", "--due", "2026-11-25", "--basis", "批示")
    Program(program.path, program.today, "乙").text("note", "add", "3", "--text", "别人去的")
    program.text("notice", "draft", "--kind", "reminder", "--unit", "czj")
    text = program.text("weekly")
    assert undone and text.startswith("张三一周工作（2026年11月16日至2026年11月22日）")
    assert "写督查记录 1 条，涉及 1 项任务、1 个单位。" in text and "约定11月27日回访。" in text
    assert "办结 1 个，延期 1 个" in text and "验收单" in text and "误录" not in text
    assert "拟稿 1 件。" in text and "别人去的" not in text and "甲" not in text
    ahead = text.partition("二、下周要办的（11月23日至11月29日）")[2]
    assert "11月25日：第2项“启动数据产权确权登记工作”。" in ahead and "约定的回访 1 次。" in ahead
    assert "没有登记。" in program.text("weekly", "--week", "上周")
    asked = program.json("weekly", "--officer", "乙", "--week", "2026-11-18")
    assert "别人去的" in asked["text"] and (asked["from"], asked["to"]) == ("2026-11-16", "2026-11-22")


def _last(program: Program, milestone: str) -> str:
    return str(program.json("record", "list", milestone)[0]["id"])
