"""冲突待核 by command: seen in lists, both versions side by side, settled by keeping one or deciding anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.cli import Program
from support.prepared import Prepared, prepared

from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.time_line import of_milestone

DAY = "2026-11-22"


def decide_apart(path: Path) -> None:
    folder = path.parent / "乙"
    folder.mkdir(mode=0o700)
    other, pack = shutil.copyfile(path, folder / "台账.db"), folder / "包"
    there, here = Program(other, DAY, "乙"), Program(path, DAY)
    there.text("milestone", "complete", "2-1", "--date", "2026-11-01", "--basis", "验收单")
    here.text("milestone", "extend", "2-1", "--due", "2027-01-31", "--basis", "延期批复")
    there.text("milestone", "extend", "22-1", "--due", "2027-03-31", "--basis", "来函")
    here.text("milestone", "complete", "22-1", "--value", "25", "--date", "2026-11-02", "--basis", "核查表")
    there.text("pack", "export", str(pack), "--no-passphrase")
    said = here.text("pack", "import", str(pack), "--dry-run")
    assert "乙：办结于 2026-11-01" in said and "张三：延期到 2027-01-31" in said
    assert "对节点的决定 2 项" in said and "延期到 2027-03-31；依据：来函" in said
    here.text("pack", "import", str(pack))


@pytest.fixture(scope="module")
def decided_apart(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """张三 has taken in what 乙 decided apart: 2-1 extended here, completed there; 22-1 the other way."""
    return prepared(tmp_path_factory.mktemp("apart"), seeded_file, decide_apart)


@pytest.fixture
def apart(decided_apart: Prepared, program: Program, data_home: Path) -> Program:
    """The program on such a ledger of the test's own."""
    decided_apart.copied_to(program.path, data_home)
    return program.on(DAY)


def test_lists_and_json_show_what_is_in_conflict(apart: Program) -> None:
    ids = {one["id"] for one in apart.json("milestone", "list", "--conflict")}
    assert ids == {one["id"] for one in apart.json("milestone", "list") if one["conflict"]} == {"2-1", "22-1"}
    rows = {one["no"] for one in apart.json("tasks") if one["conflict"]}
    assert rows == {one["no"] for one in apart.json("tasks", "--conflict")} == {2, 22}
    for word in ("冲突待核", "冲突", "ctdh"):
        assert rows == {one["no"] for one in apart.json("tasks", "--text", word)}, word
    assert rows <= {one["no"] for one in apart.json("tasks", "--text", "ct")}, "and units with these initials"
    assert apart.json("task", "2")["conflict"] is True and apart.json("task", "4")["conflict"] is False


def test_nothing_of_one_side_alone_is_shown_or_counted(apart: Program) -> None:
    for milestone, due in (("2-1", "2024-12-31"), ("22-1", "2025-12-31")):
        shown = apart.json("milestone", "show", milestone)
        assert (shown["status"], shown["light"], shown["due"]) == ("open", "overdue", due)
        assert (shown["completed_on"], shown["completion_value"], shown["original_due"]) == (None, None, None)
        assert [one["shown"] for one in shown["sides"]] == [False, False]
    assert {"2-1", "22-1"} <= {one["id"] for one in apart.json("overdue")}
    assert apart.json("task", "22")["readings"] == []
    assert apart.json("milestone", "list", "--cancelled") == []


def test_a_settlement_is_taken_back_and_the_conflict_stands_again(apart: Program) -> None:
    before = apart.json("milestone", "show", "22-1")
    apart.text("milestone", "settle", "22-1", "--keep", "mine", "--basis", "核查属实")
    assert apart.json("milestone", "show", "22-1")["status"] == "done"
    (settled,) = [one for one in apart.json("record", "list", "22-1") if one["kind"] == "milestone_settle"]
    said = apart.text("record", "retract", settled["id"], "--reason", "核错了")
    assert "冲突待核" in said
    assert apart.json("milestone", "show", "22-1") == before
    assert apart.run("check").code == 0
    apart.text("milestone", "settle", "22-1", "--keep", "theirs", "--basis", "数值有误")
    apart.text("milestone", "retract", "22-1", "--reason", "再核")
    assert apart.json("milestone", "show", "22-1") == before
    apart.text("milestone", "complete", "22-1", "--value", "26", "--basis", "会商决定")
    apart.text("milestone", "retract", "22-1", "--reason", "再核")
    assert apart.json("milestone", "show", "22-1") == before


def test_both_versions_stand_side_by_side(apart: Program) -> None:
    sides = {one["officer"]: one for one in apart.json("milestone", "show", "2-1")["sides"]}
    assert (sides["张三"]["mine"], sides["乙"]["mine"]) == (True, False)
    assert (sides["张三"]["status"], sides["张三"]["due"]) == ("open", "2027-01-31")
    assert (sides["乙"]["status"], sides["乙"]["completed_on"]) == ("done", "2026-11-01")
    assert "验收单" in sides["乙"]["what"] and sides["乙"]["what"].startswith("办结")
    text = apart.text("milestone", "show", "2-1")
    assert "张三（我方" in text and "验收单" in text and "延期批复" in text
    assert "sides" not in apart.json("milestone", "show", "6-1")


def test_one_side_is_kept_and_the_other_counts_for_nothing(apart: Program) -> None:
    apart.text("milestone", "settle", "2-1", "--keep", "mine", "--basis", "与乙核对")
    kept = apart.json("milestone", "show", "2-1")
    assert (kept["conflict"], kept["status"], kept["due"]) == (False, "open", "2027-01-31")
    apart.text("milestone", "settle", "22-1", "--keep", "theirs", "--basis", "数值有误")
    theirs = apart.json("milestone", "show", "22-1")
    assert (theirs["status"], theirs["due"], theirs["completion_value"]) == ("open", "2027-03-31", None)
    assert apart.json("task", "22")["readings"] == []
    with reading(apart.path) as connection:
        told = [(event.kind, event.gist) for event in of_milestone(connection, "2-1")]
    assert told[0][0] == "milestone_settle" and told[0][1].startswith("采用张三的延期")
    assert any("验收单" in gist for _, gist in told), "what was not kept stays readable"
    assert apart.json("milestone", "list", "--conflict") == []
    assert apart.run("check").code == 0


def test_keeping_the_completion_keeps_its_own_date_and_value(apart: Program) -> None:
    apart.text("milestone", "settle", "22-1", "--keep", "mine", "--basis", "核查属实")
    kept = apart.json("milestone", "show", "22-1")
    assert (kept["status"], kept["completed_on"], kept["completion_value"]) == ("done", "2026-11-02", 25)
    assert kept["due"] == "2025-12-31" and kept["original_due"] is None


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("complete", "2-1", "--date", "2026-11-20"), "done"),
        (("cancel", "2-1"), "cancelled"),
        (("reopen", "2-1"), "open"),
    ],
)
def test_any_new_decision_settles_it_whatever_shows(
    apart: Program, words: tuple[str, ...], status: str
) -> None:
    said = apart.text("milestone", *words, "--basis", "会商决定")
    assert "不再算数：乙的办结（2026-11-01；依据：验收单）" in said
    assert "时限按张三的延期（2027-01-31；依据：延期批复）" in said
    after = apart.json("milestone", "show", "2-1")
    assert (after["conflict"], after["status"], after["due"]) == (False, status, "2027-01-31")


def test_a_new_date_is_refused_where_one_side_has_ended_it(apart: Program) -> None:
    said = apart.refused("milestone", "extend", "2-1", "--due", "2027-06-30", "--basis", "会商")
    assert "冲突待核" in said and "乙已办结于 2026-11-01" in said and "milestone settle 2-1" in said
    assert apart.json("milestone", "show", "2-1")["conflict"] is True


def test_in_a_conflict_no_decision_is_the_last_to_be_changed(apart: Program) -> None:
    before = apart.json("record", "list", "2-1")
    for words in (("retract",), ("correct", "--basis", "更正")):
        said = apart.refused("milestone", words[0], "2-1", *words[1:], "--reason", "错了")
        assert "冲突待核" in said and "--record" in said
    assert apart.json("record", "list", "2-1") == before
    (theirs,) = [one for one in before if one["officer"] == "乙"]
    apart.text("milestone", "retract", "2-1", "--record", theirs["id"], "--reason", "乙说办错了")
    assert apart.json("milestone", "show", "2-1")["conflict"] is False


def test_a_side_that_could_be_several_is_asked_for_by_its_number(
    apart: Program, seeded_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "甲"
    folder.mkdir(mode=0o700)
    (folder / "台账.db").write_bytes(seeded_file.read_bytes())
    third = Program(folder / "台账.db", DAY, "甲")
    third.text("milestone", "cancel", "2-1", "--basis", "不再开展")
    third.text("pack", "export", str(tmp_path / "包三"), "--no-passphrase")
    apart.text("pack", "import", str(tmp_path / "包三"))
    said = apart.refused("milestone", "settle", "2-1", "--keep", "theirs", "--basis", "核对")
    assert "不止一方" in said and "乙 办结" in said and "甲 中止" in said and "mine" not in said


def test_what_is_not_there_is_refused(apart: Program) -> None:
    settle = ("milestone", "settle")
    assert "没有冲突" in apart.refused(*settle, "6-1", "--keep", "mine", "--basis", "无")
    assert "没有看懂采用哪一方" in apart.refused(*settle, "2-1", "--keep", "甲", "--basis", "无")


def test_a_circular_says_nothing_of_a_conflict_to_units_but_warns_the_officer(apart: Program) -> None:
    made = apart.run("notice", "draft", "--kind", "circular", "--period", "2026Q4")
    assert made.code == 0
    assert "节点 2-1、22-1 冲突待核，请先核定再印发" in made.out + made.err
    (notice,) = apart.json("notice", "list")
    said = apart.json("notice", "show", notice["id"])["text"]
    assert "启动数据产权确权登记工作" in said and "冲突待核" not in said
