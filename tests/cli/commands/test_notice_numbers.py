"""Series of numbers, and numbers that two laptops gave apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.cli import invocation
from huaian_tui.cli.commands import packs
from huaian_tui.domain.kind_settings import kind_key, kind_value, parts_of, series_of
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI


@pytest.fixture
def laptops(program: Program, seeded_file: Path, tmp_path: Path) -> tuple[Program, Program]:
    """Two laptops of one office on 22 November 2026."""
    other = shutil.copyfile(seeded_file, tmp_path / "other.db")
    one, two = program.on("2026-11-22"), Program(other, "2026-11-22", "乙")
    for laptop in (one, two):
        laptop.text("setting", "set", "code", "淮数督")
    return one, two


def issued(laptop: Program, kind: str = "reminder", unit: str = "czj") -> str:
    """The id of a notice that was just issued."""
    to = () if kind == "circular" else ("--unit", unit)
    identity = laptop.text("notice", "draft", "--kind", kind, *to).strip()
    laptop.text("notice", "issue", identity)
    return identity


def exchange(one: Program, two: Program, folder: Path) -> None:
    """Everything of each to the other."""
    for place, (giver, taker) in enumerate(((one, two), (two, one))):
        pack = folder / f"{len(list(folder.iterdir()))}-{place}.hap"
        giver.text("pack", "export", str(pack), "--no-passphrase")
        taker.text("pack", "import", str(pack))


def numbers(laptop: Program) -> dict[str, str]:
    """Number by notice, of all that have one."""
    return {one["id"]: one["number"] for one in laptop.json("notice", "list") if one["number"]}


def test_all_kinds_share_one_series_until_the_office_says_otherwise(program: Program) -> None:
    office = program.on("2026-11-22")
    office.text("setting", "set", "code", "淮数督")
    for kind in ("reminder", "letter", "circular"):
        issued(office, kind)
    assert sorted(numbers(office).values()) == [f"淮数督〔2026〕{serial}号" for serial in (1, 2, 3)]


def test_each_series_runs_from_one_without_gaps(program: Program) -> None:
    office = program.on("2026-11-22")
    office.text("setting", "set", "code", "淮数督")
    office.text("setting", "set", "各种单编号代字", "淮数督单")
    office.text("setting", "set", "letter.code", "淮数督函")
    office.text("setting", "set", "supervision.serial", "是")
    given = [issued(office, kind) for kind in ("reminder", "assignment", "letter", "circular", "reminder")]
    issued(office, "supervision")
    office.text("notice", "withdraw", given[0], "--reason", "数据有误")
    issued(office, "reminder", "市数据局")
    assert sorted(numbers(office).values()) == sorted(
        (
            *(f"淮数督单〔2026〕{serial}号" for serial in (1, 2, 3, 4)),
            "淮数督函〔2026〕1号",
            "淮数督〔2026〕1号",
            "2026年第1期",
        )
    )


def test_a_kind_with_a_code_word_of_its_own_is_issued_without_that_of_the_office(program: Program) -> None:
    office = program.on("2026-11-22")
    office.text("setting", "set", "各种单编号代字", "淮数督单")
    assert numbers(office) == {}
    issued(office)
    assert list(numbers(office).values()) == ["淮数督单〔2026〕1号"]
    letter = office.text("notice", "draft", "--kind", "letter", "--unit", "czj").strip()
    assert "没有设置机关代字" in office.refused("notice", "issue", letter)


def test_the_series_of_a_kind_is_its_own_then_its_groups_then_the_offices() -> None:
    own = {kind_key("sheets", "code"): "淮督单", kind_key("reminder", "code"): "淮督催"}
    found = {kind: series_of(own, kind, "淮督", by_issue=True).code for kind in NoticeKind}
    assert (found["reminder"], found["supervision"], found["letter"]) == ("淮督催", "淮督单", "淮督")
    assert found["circular"] == "淮督通报", "counted by issue as the office wants it"
    assert kind_value(own, NoticeKind.ANSWER, "code") is None
    assert "recipients" not in parts_of("reminder") and "recipients" in parts_of("circular")


def test_laptops_that_settle_a_double_apart_settle_it_alike(
    laptops: tuple[Program, Program], tmp_path: Path
) -> None:
    one, two = laptops
    (folder := tmp_path / "packs").mkdir()
    first, second = issued(one), issued(two)
    exchange(one, two, folder)
    for laptop in laptops:
        assert {row["doubled"] for row in laptop.json("notice", "list")} == {True}
        (done,) = laptop.json("notice", "renumber")
        assert (done["id"], done["number"]) == (second, "淮数督〔2026〕2号")
        assert done["former_numbers"] == ["淮数督〔2026〕1号"]
    exchange(one, two, folder)
    expected = {first: "淮数督〔2026〕1号", second: "淮数督〔2026〕2号"}
    for laptop in laptops:
        assert numbers(laptop) == expected
        assert not any(row["doubled"] for row in laptop.json("notice", "list"))
        assert laptop.text("notice", "renumber") == "没有重复的文号。\n"
        assert laptop.run("check").code == 0


def test_numbers_given_since_are_settled_by_the_next_one(
    laptops: tuple[Program, Program], tmp_path: Path
) -> None:
    """One laptop settles while the other, which knows of nothing, issues on: no doubles, no gaps."""
    one, two = laptops
    (folder := tmp_path / "packs").mkdir()
    issued(one)
    issued(two)
    pack = tmp_path / "two.hap"
    two.text("pack", "export", str(pack), "--no-passphrase")
    one.text("pack", "import", str(pack))
    one.text("notice", "renumber")
    issued(two, "reminder", "市数据局")
    exchange(one, two, folder)
    assert sorted(numbers(one).values()) == ["淮数督〔2026〕1号", "淮数督〔2026〕2号", "淮数督〔2026〕2号"]
    two.text("notice", "renumber")
    exchange(one, two, folder)
    given = [numbers(laptop) for laptop in laptops]
    assert given[0] == given[1]
    assert sorted(given[0].values()) == [f"淮数督〔2026〕{serial}号" for serial in (1, 2, 3)]


def test_the_first_keeps_its_number_and_what_is_not_doubled_is_left(
    laptops: tuple[Program, Program], tmp_path: Path
) -> None:
    one, two = laptops
    (folder := tmp_path / "packs").mkdir()
    first, second = issued(one), issued(two)
    single = issued(one, "letter")
    exchange(one, two, folder)
    assert "先印发的不改号" in one.refused("notice", "renumber", first)
    assert "没有重复" in one.refused("notice", "renumber", single)
    told = [found["message"] for found in one.json("notice", "check", second)]
    assert any("notice renumber" in line for line in told)
    one.text("notice", "renumber", second)
    assert numbers(one)[single] == "淮数督〔2026〕2号"
    assert numbers(one)[second] == "淮数督〔2026〕3号", "after the last of the series"


def texts(paths: Iterable[str]) -> str:
    return "".join(Path(path).read_text(encoding="utf-8") for path in paths)


def stand_at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """The wall clock stands at noon of a day."""
    moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=SHANGHAI)
    for module in (invocation, packs):
        monkeypatch.setattr(module, "now", lambda: moment)


def test_the_paper_says_its_former_number_and_past_days_have_that(
    program: Program, seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, "2026-11-21")
    other = shutil.copyfile(seeded_file, tmp_path / "other.db")
    one, two = program.on("2026-11-21"), Program(other, "2026-11-22", "乙")
    for laptop in (one, two):
        laptop.text("setting", "set", "code", "淮数督")
    (folder := tmp_path / "packs").mkdir()
    issued(one)
    stand_at(monkeypatch, "2026-11-22")
    second = issued(two)
    frozen = two.json("notice", "show", second)["text"]
    exchange(one, two, folder)
    stand_at(monkeypatch, "2026-11-25")
    later = one.on("2026-11-25")
    later.text("notice", "renumber")
    past = {row["id"]: row for row in later.json("notice", "list", "--as-of", "2026-11-23")}
    assert [past[second][key] for key in ("number", "doubled", "former_numbers")] == [
        "淮数督〔2026〕1号",
        True,
        [],
    ]
    words = ("notice", "export", second, "--format", "txt", "--out", str(tmp_path / "out"))
    (path,) = later.json(*words)
    assert Path(path).name == "市财政局_催办单_淮数督〔2026〕2号.txt"
    shown = texts([path])
    assert shown.startswith("淮数督〔2026〕2号\n") and "原文号：淮数督〔2026〕1号" in shown
    assert "原文号" not in frozen and frozen.startswith("淮数督〔2026〕1号\n")
