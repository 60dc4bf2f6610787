"""A year of an office on the command line: three plans, matters, a renamed and a merged unit, two laptops.

One plan is closed with a carry-over, one is extended; packs go from one laptop to the other in an order that
chance decides. In the end both say the same; papers of February and August bear the names of their day.
"""

from __future__ import annotations

import random
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from support.cli import Program

from huaian_tui.cli import invocation
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.integrity import check_ledger

pytestmark = pytest.mark.slow

REFORM = ("--basis", "机构改革方案")
TASK_LINES = """1\t编制总体方案\t市数据局\t市财政局、市发改委\t2027-03-31
2\t建成数据交易平台\t市数据局\t\t2027-06-30
3\t开展公共卫生数据归集\t市卫健委\t市数据局\t2027-09-30
4\t建设文旅数据专区\t市文广旅游局\t\t2027-11-30
"""
LISTINGS = (
    ("tasks",),
    ("tasks", "--plan", "JB"),
    ("units",),
    ("plan", "list"),
    ("overdue",),
    ("milestone", "list"),
    ("note", "list"),
    ("notice", "list"),
    ("matter", "list", "--all"),
    ("unit", "市数字局"),
    ("unit", "市文卫局"),
)


class Office:
    """Two laptops of one office, whose clocks show the day that is worked on."""

    def __init__(self, seeded: Path, folder: Path, clock: pytest.MonkeyPatch, seed: int) -> None:
        self.folder, self.clock, self.rng = folder, clock, random.Random(seed)
        self.minute, self.packs = 0, 0
        self.laptops = []
        for officer in ("甲", "乙"):
            path = shutil.copyfile(seeded, folder / f"{officer}.db")
            self.laptops.append(Program(path, "2027-01-04", officer))

    def set_clock(self, day: date) -> None:
        """Every action a minute after the last one."""
        self.minute += 1
        morning = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        moment = morning + timedelta(minutes=self.minute % 400)
        clock = type("Clock", (datetime,), {"now": classmethod(lambda _, zone: moment.astimezone(zone))})
        self.clock.setattr(invocation, "datetime", clock)

    def on(self, day: str, which: int | None = None) -> Program:
        """One of the laptops on a day: either, unless it is said which."""
        self.set_clock(date.fromisoformat(day))
        return self.laptops[self.rng.randrange(2) if which is None else which].on(day)

    def meet(self, day: str) -> None:
        """Packs are taken both ways, written before either is read, or one after the other."""
        crosswise, first = self.rng.random() < 0.5, self.rng.randrange(2)
        if crosswise:
            packs = [self._pack(day, which) for which in (0, 1)]
            for which in (first, 1 - first):
                self._take(day, which, packs[1 - which])
        else:
            for which in (first, 1 - first):
                self._take(day, which, self._pack(day, 1 - which))

    def _pack(self, day: str, which: int) -> Path:
        self.packs += 1
        pack = self.folder / f"{self.packs}.pack"
        self.on(day, which).text("pack", "export", str(pack), "--no-passphrase")
        return pack

    def _take(self, day: str, which: int, pack: Path) -> None:
        self.on(day, which).text("pack", "import", str(pack))


def _plans(office: Office) -> None:
    here = office.on("2027-01-05", 0)
    for title, short, code, horizon in (
        ("数字政府建设2027年工作要点", "数字政府", "SZ", "2027-12-31"),
        ("优化营商环境上半年攻坚方案", "营商环境", "YS", "2027-06-30"),
    ):
        names = ("--title", title, "--short", short, "--code", code)
        days = ("--start", "2027-01-01", "--horizon", horizon)
        here.text("plan", "add", *names, *days, "--basis", "印发稿")
        ended = here.run("--plan", code, "task", "add", "--from", "-", "--basis", "印发稿", stdin=TASK_LINES)
        assert ended.code == 0, ended.err
    here.text("plan", "extend", "SJ", "--to", "2027-12-31", "--basis", "市政府常务会议")


MATTERS = 30


def _matter(office: Office, number: int, which: int | None = None) -> Any:
    day = date(2027, 1, 12) + timedelta(days=9 * number)
    source = ("批示", "会议纪要", "来文", "调研", "信访", "其他")[number % 6]
    lead = ("市财政局", "涟水县")[number % 2]
    words = (
        *("matter", "add", "--text", f"研究第{number}件交办事项", "--lead", lead),
        *("--source", source, "--source-day", day.isoformat(), "--source-doc", f"第{number}号"),
        *("--from", "市政府主要负责同志", "--due", (day + timedelta(days=20)).isoformat(), "--basis", "立项"),
    )
    return office.on(day.isoformat(), which).json(*words)


def _year(office: Office) -> None:
    _plans(office)
    office.meet("2027-01-06")
    for number in range(1, 6):
        _matter(office, number)
    office.on("2027-02-20").text("note", "add", "SZ/1", "--text", "已形成初稿", "--unit", "市数据局")
    office.on("2027-03-05").text(
        *("unit", "rename", "市数据局", "--to", "市数字局", "--full", "淮安市数字发展局"),
        *("--from", "2027-03-01", *REFORM),
    )
    for number in range(6, 18):
        _matter(office, number)
        if office.rng.random() < 0.4:
            office.meet((date(2027, 1, 13) + timedelta(days=9 * number)).isoformat())
    office.meet("2027-06-20")
    here = office.on("2027-07-02")
    here.text("unit", "set", "市文卫局", "--new", "--full", "淮安市文化卫生局", *REFORM)
    merged = ("市卫健委", "市文广旅游局", "--into", "市文卫局", "--from", "2027-07-01")
    here.text("unit", "merge", *merged, *REFORM)
    office.meet("2027-07-03")
    office.on("2027-07-06", 1).text(
        *("plan", "close", "YS", "--date", "2027-07-06", "--basis", "半年总结"),
        *("--carry", "YS/4=SZ/4", "--cancel-rest", "攻坚期满"),
    )
    for number in range(18, MATTERS + 1):
        _matter(office, number)
    for _ in range(3):
        office.meet("2027-10-20")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_both_laptops_say_the_same_after_a_year(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    office = Office(seeded_file, tmp_path, monkeypatch, seed)
    _year(office)
    for words in LISTINGS:
        said = [office.on("2027-10-21", which).json(*words) for which in (0, 1)]
        assert said[0] == said[1], words
    here = office.on("2027-10-21", 0)
    matters = here.json("matter", "list", "--all")
    assert len(matters) == MATTERS
    assert sorted(one["no"] for one in matters) == sorted(f"交办〔2027〕{n}" for n in range(1, MATTERS + 1))
    plans = {one["code"]: one for one in here.json("plan", "list")}
    assert plans["YS"]["closed_on"] == "2027-07-06" and plans["YS"]["open_milestones"] == 0
    assert plans["SJ"]["horizon"] == "2027-12-31"
    assert not [one for one in here.json("tasks") if one["plan"] == "YS"]
    assert "结转" in here.text("task", "SZ/4")
    assert {one["plan"] for one in here.json("unit", "市数字局")["tasks"]} >= {"SJ", "SZ"}
    _papers_bear_the_names_of_their_day(office)
    for laptop in office.laptops:
        assert check_ledger(laptop.path).problems == ()


def _papers_bear_the_names_of_their_day(office: Office) -> None:
    words = {}
    for day, unit in (("2027-02-10", "市卫健委"), ("2027-08-15", "市文卫局")):
        here = office.on(day, 0)
        notice = here.json("notice", "draft", "--kind", "reminder", "--unit", unit, "--role", "support")
        (folder := office.folder / day).mkdir()
        here.text("notice", "export", notice["id"], "--format", "docx", "--out", str(folder))
        (file,) = folder.glob("*.docx")
        words[day] = "\n".join(one.text for one in Document(str(file)).paragraphs)
    assert "淮安市卫生健康委员会：" in words["2027-02-10"] and "文化卫生局" not in words["2027-02-10"]
    assert "淮安市文化卫生局：" in words["2027-08-15"] and "数据局" not in words["2027-08-15"]


def test_past_days_show_what_was_known_then(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(seeded_file, tmp_path, monkeypatch, 5)
    _plans(office)
    office.meet("2027-01-06")
    before = office.on("2027-02-01", 0).json("tasks")
    office.on("2027-03-05", 0).text(
        *("unit", "rename", "市数据局", "--to", "市数字局", "--full", "淮安市数字发展局"),
        *("--from", "2027-03-01", *REFORM),
    )
    office.on("2027-07-06", 0).text(
        *("plan", "close", "YS", "--date", "2027-07-06", "--basis", "半年总结", "--cancel-rest", "期满")
    )
    here = office.on("2027-07-07", 0)
    assert len(here.json("tasks")) == len(before) - 4
    assert here.json("--as-of", "2027-02-01", "tasks") == before
    names = [one["name"] for one in here.json("--as-of", "2027-02-01", "units")]
    assert "市数据局" in names and "市数字局" not in names
