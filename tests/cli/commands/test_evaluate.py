"""``evaluate``: an example worked by hand, as of two days, entered through commands with a set clock.

Third quarter of 2026; 33 milestones of 10 tasks in two plans, five units and a group, with targets, readings,
a conflict, replies. What each milestone counts as on 30 September and on 20 October stands beside it; the
sums below were added up by hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program

from huaian_tui.cli import invocation
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.notices import (
    Frozen,
    NoticeDraft,
    record_draft,
    record_issue,
    record_reply,
    withdraw_notice,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone

BASIS = ("--basis", "会议纪要")
FIRST, SECOND = "2026-09-30", "2026-10-20"

TASKS = {
    "JX": {
        1: ("市财政局", "市数据局"),
        2: ("市数据局", "市发改委"),
        3: ("市工信局", ""),
        4: ("各县区人民政府", ""),
        5: ("市商务局", ""),
        6: ("市商务局", ""),
    },
    "ZX": {1: ("市财政局", ""), 2: ("市发改委", ""), 3: ("市数据局", ""), 4: ("市商务局", "市财政局")},
}
"""Plan → task → its leads (a second one leads 2 of JX too), and who supports 1 of JX and 4 of ZX."""

MILESTONES: tuple[tuple[str, str, str, tuple[tuple[str, ...], ...]], ...] = (
    # task, name, date, what happened: (day on which it was recorded, what, more)
    ("JX/1", "a", "2026-07-31", (("2026-07-20", "complete"),)),  # on time
    ("JX/1", "b", "2026-08-31", (("2026-08-31", "complete"),)),  # on time: the day itself
    ("JX/1", "c", "2026-08-15", (("2026-08-16", "complete"),)),  # late
    ("JX/1", "d", "2026-09-10", ()),  # overdue 20 / 40
    ("JX/1", "e", "2026-09-30", (("2026-10-10", "complete", "--date", "2026-09-18"),)),  # today / on time
    ("JX/2", "f", "2026-09-30", ()),  # due today / overdue 20
    (
        "JX/2",
        "g",
        "2026-08-20",
        (("2026-08-10", "extend", "--due", "2026-09-20"), ("2026-09-15", "complete")),
    ),
    ("JX/2", "h", "2026-08-31", (("2026-09-05", "extend", "--due", "2026-11-30"),)),  # moved out, too late
    ("JX/2", "i", "2026-09-15", (("2026-10-05", "extend", "--due", "2026-12-31"),)),  # overdue 15 / 35
    ("JX/3", "j", "2026-09-01", (("2026-08-20", "cancel"),)),
    ("JX/3", "k", "2026-09-01", (("2026-09-10", "cancel"),)),  # when it was overdue
    (
        "JX/3",
        "l",
        "2026-08-01",
        (("2026-07-30", "complete"), ("2026-08-05", "reopen"), ("2026-08-25", "complete")),
    ),
    ("JX/3", "m", "2026-08-01", (("2026-07-30", "complete"), ("2026-10-08", "reopen"))),  # on time for Q3
    ("JX/3", "n", "2026-06-15", ()),  # carried over
    ("JX/3", "o", "2026-12-15", (("2026-09-01", "complete"),)),  # done early
    ("JX/3", "p", "2026-12-20", ()),  # not yet due
    ("JX/4", "q", "2026-09-20", (("2026-09-10", "complete"), ("2026-09-25", "retract"))),  # overdue 10 / 30
    (
        "JX/4",
        "r",
        "2026-07-10",
        (("2026-07-09", "complete"), ("2026-10-02", "correct", "--date", "2026-07-12")),
    ),
    (
        "JX/4",
        "s",
        "2026-09-05",
        (("2026-09-01", "extend", "--due", "2026-10-15"), ("2026-09-03", "retract")),
    ),  # overdue 25 / 45
    ("ZX/1", "t", "2026-09-25", ()),  # reported 09-24: overdue 5, unverified / confirmed: on time
    ("ZX/2", "w", "2026-08-08", (("2026-08-01", "complete"),)),  # 市发改委 led it then
    ("ZX/2", "x", "2026-09-28", ()),  # 市工信局 leads it since 1 September: overdue 2 / 22
    ("ZX/3", "y", "2026-12-01", ()),  # nothing was ever recorded of it: silent
    ("JX/5", "ta", "2026-08-31", (("2026-08-30", "complete", "--value", "32"),)),  # of 30: on time and met
    ("JX/5", "tb", "2026-09-15", (("2026-09-10", "complete", "--value", "25"),)),  # of 30: on time, missed
    ("JX/5", "tc", "2026-09-20", (("2026-09-25", "complete"),)),  # late, no value
    ("JX/5", "td", "2026-12-31", ()),  # 60 of 100 when it should be 75: behind / 80: not behind
    ("JX/5", "te", "2026-12-31", ()),  # 55 of 50: reached, not closed
    ("JX/6", "tf", "2026-09-18", ()),  # completed and cancelled apart: in conflict, overdue 12 / 32
    ("ZX/4", "tg", "2026-07-31", (("2026-07-31", "complete"),)),  # on time: the day itself
    (
        "ZX/4",
        "th",
        "2026-08-10",
        (("2026-08-01", "cancel"), ("2026-08-20", "reopen"), ("2026-08-25", "complete")),
    ),  # late, reopened
)

TARGETS = {"ta": "30家以上", "tb": "30家以上", "tc": "控制在10起以内", "td": "100个", "te": "50个以上"}
"""What is to be reached by a milestone."""


READINGS = (("2026-09-20", "td", "60"), ("2026-09-28", "te", "55"), ("2026-10-15", "td", "80"))
"""Day, milestone, value."""


@dataclass
class Office:
    """Does what happened, in the order of days, each on its day by the clock."""

    program: Program
    clock: pytest.MonkeyPatch
    ids: dict[str, str] = field(default_factory=dict)
    notices: list[bytes] = field(default_factory=list)
    minute: int = 0

    def run(self, day: str, *words: str, as_json: bool = False) -> Any:
        self.minute += 1
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
        self.clock.setattr(invocation, "now", lambda: moment + timedelta(hours=8, minutes=self.minute % 600))
        program = self.program.on(day)
        return program.json(*words) if as_json else program.text(*words)

    def decide(self, name: str, day: str, what: str, *more: str) -> None:
        reason = ("--reason", "登记有误") if what in ("retract", "correct") else BASIS
        self.run(day, "milestone", what, self.ids[name], *reason, *more)

    def set(self, day: str, task: str, name: str, due: str, *more: str) -> None:
        made = self.run(
            day, "milestone", "set", task, "--title", name, "--due", due, *BASIS, *more, as_json=True
        )
        self.ids[name] = made["id"]


@pytest.fixture(scope="module")
def office(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """What happened, entered once for all tests, which only read it."""
    path = tmp_path_factory.mktemp("office") / "台账.db"
    shutil.copy(seeded_file, path)
    with pytest.MonkeyPatch.context() as clock:
        yield worked(Office(Program(path), clock))


def worked(office: Office) -> Office:
    for code, title in (("JX", "绩效提升行动方案"), ("ZX", "专项整治工作方案")):
        office.run(
            "2026-01-05", "plan", "add", "--code", code, "--short", title[:4], "--title", title,
            "--start", "2026-01-01", "--horizon", "2026-12-31", *BASIS,
        )  # fmt: skip
        for number, (lead, support) in TASKS[code].items():
            more = ("--support", support) if number != 2 else ("--lead", support)
            office.run(
                "2026-01-05", "task", "add", "--plan", code, "--no", str(number), "--text", f"任务{number}",
                "--level1", "一级", "--lead", lead, *(more if support else ()), *BASIS,
            )  # fmt: skip
    for task, name, due, _ in MILESTONES:
        office.set("2026-02-01", task, name, due, *(("--target", TARGETS[name]) if name in TARGETS else ()))
    for day, act in sorted(happened(office), key=lambda one: one[0]):
        act(day)
    return office


def happened(office: Office) -> Any:
    for _, name, _, acts in MILESTONES:
        for day, what, *more in acts:
            yield day, lambda day, name=name, what=what, more=more: office.decide(name, day, what, *more)

    def do(*words: str) -> Any:
        return lambda day: office.run(day, *words)

    yield "2026-07-01", do("note", "add", "JX/1", "--text", "现场查看", "--follow-up", "2026-07-20")
    yield "2026-07-17", do("note", "add", "JX/1", "--text", "回访")  # three days early: kept
    yield "2026-08-01", do("note", "add", "JX/2", "--text", "现场查看", "--follow-up", "2026-08-20")
    yield "2026-09-01", do("task", "set", "ZX/2", "--lead", "市工信局", *BASIS)
    yield (
        "2026-09-24",
        lambda day: office.run(
            day, "feedback", "add", office.ids["t"], "--unit", "市财政局", "--source", "邮件",
            "--text", "已经完成", "--contact", "张三", "--finished", "2026-09-24",
        ),
    )  # fmt: skip
    for day, name, value in (
        ("2026-09-20", "td", "60"),
        ("2026-09-28", "te", "55"),
        ("2026-10-15", "td", "80"),
    ):
        yield (
            day,
            lambda day, name=name, value=value: office.run(
                day, "reading", "add", office.ids[name], "--value", value
            ),
        )
    yield "2026-09-17", lambda day: decided_apart(office, day)
    yield "2026-08-01", lambda day: ask_for_replies(office, day)
    yield "2026-08-02", lambda day: withdraw(office, day, 2)
    yield "2026-08-14", lambda day: reply(office, day, 0)  # in time
    yield "2026-10-05", lambda day: reply(office, day, 1)  # ten days late
    # Set after the quarter: one as of its own day, one approved in September.
    yield "2026-10-05", lambda day: office.set(day, "ZX/1", "u", "2026-09-20")
    yield (
        "2026-10-06",
        lambda day: office.set(day, "ZX/1", "v", "2026-09-22", "--date", "2026-09-01"),
    )
    yield "2026-10-12", confirm(office)


def decided_apart(office: Office, day: str) -> None:
    """Two officers decide on tf without knowing of each other."""
    with writer(office, day) as ledger:
        (head,) = read_milestone(ledger.connection, date.fromisoformat(day), office.ids["tf"]).state.heads
        for kind in (RecordKind.MILESTONE_COMPLETE, RecordKind.MILESTONE_CANCEL):
            task = int(ledger.connection.execute(_TASK_OF, (office.ids["tf"],)).fetchone()[0])
            about = {"task_no": task, "milestone": office.ids["tf"], "occurred_on": day, "ref": head}
            with ledger.action() as action:
                action.append(Entry(kind, {"basis": "会议纪要"}, **about))


def ask_for_replies(office: Office, day: str) -> None:
    """Three notices of JX to 市商务局."""
    plans = {one["code"]: one["id"] for one in office.run(day, "plan", "list", as_json=True)}
    units, asked_on = ("市商务局",), date.fromisoformat(day)
    for due in (date(2026, 8, 15), date(2026, 9, 25), date(2026, 9, 1)):
        more = {"reply_due": due, "plans": (plans["JX"],)}
        draft = NoticeDraft("supervision", "督办通知单", units, asked_on, "{}", **more)
        with writer(office, day) as ledger:
            notice = record_draft(ledger, draft)
            record_issue(ledger, notice, "淮数督", asked_on, lambda *_: Frozen("{}", {"txt": "0"}))
        office.notices.append(notice)


def reply(office: Office, day: str, notice: int) -> None:
    """市商务局 answers the notice in this place."""
    on = date.fromisoformat(day)
    with writer(office, day) as ledger:
        record_reply(ledger, office.notices[notice], "市商务局", "已报送", on, on)


def withdraw(office: Office, day: str, notice: int) -> None:
    with writer(office, day) as ledger:
        withdraw_notice(ledger, office.notices[notice], "发错了", date.fromisoformat(day))


@contextmanager
def writer(office: Office, day: str) -> Iterator[Ledger]:
    """A writer of what no command says, at noon of a day."""
    noon = datetime.combine(date.fromisoformat(day), time(12), SHANGHAI)
    with Ledger(office.program.path, "张三", lambda: noon) as ledger:
        yield ledger


_TASK_OF = "SELECT task_no FROM milestone WHERE id = ?"


def confirm(office: Office) -> Any:
    def act(day: str) -> None:
        report = office.run(day, "feedback", "list", as_json=True)[0]["id"]
        office.run(day, "feedback", "confirm", report)

    return act


def asked(office: Office, day: str, *words: str) -> dict[Any, dict[str, Any]]:
    """Rows by what tells them apart; JX and ZX alone."""
    answer = office.run("2026-10-20", "evaluate", "--period", "2026Q3", "--as-of", day, *words, as_json=True)
    assert (answer["as_of"], answer["period"]) == (day, ["2026-07-01", "2026-09-30"])
    return {(row["key"], row["role"]) if row["role"] else row["key"]: row for row in answer["rows"]}


def figures(row: dict[str, Any], *keys: str) -> list[Any]:
    return [row[key] for key in keys]


TIMING = ("due", "on_time", "late", "overdue", "due_today", "overdue_days", "on_time_rate")
MOVED = ("extended", "extended_days", "extended_after_due", "moved_out", "cancelled", "cancelled_after_due")
OTHER = ("reopened", "carried_overdue", "done_early", "not_yet_due", "undated_open", "silent")


def original(row: dict[str, Any]) -> list[Any]:
    return [row["by_original"][key] for key in (*TIMING[:4], "overdue_days", "on_time_rate")]


def test_by_plan_at_two_days(office: Office) -> None:
    first, second = asked(office, FIRST, "--by", "plan"), asked(office, SECOND, "--by", "plan")
    assert figures(first["JX"], *TIMING) == [17, 7, 3, 5, 2, 82, "7/15"]
    assert figures(second["JX"], *TIMING) == [17, 7, 4, 6, 0, 202, "7/17"]
    assert first["JX"]["on_time_rate_value"] == pytest.approx(7 / 15)
    assert original(first["JX"]) == [18, 6, 4, 6, 112, "6/16"]
    assert original(second["JX"]) == [18, 6, 5, 7, 252, "6/18"]
    for row in (first["JX"], second["JX"]):
        assert figures(row, *MOVED) == [2, 122, 1, 1, 2, 1]
        assert figures(row, *OTHER[:5]) == [1, 1, 1, 4, 0]
        assert figures(row, "followups_due", "followups_kept") == [2, 1]
    assert figures(first["ZX"], *TIMING) == [5, 2, 1, 2, 0, 7, "2/5"]
    assert figures(second["ZX"], *TIMING) == [6, 3, 1, 2, 0, 50, "3/6"]
    assert [row["self_report_unverified"] for row in (first["ZX"], second["ZX"])] == [1, 0]
    assert [row["silent"] for row in (first["ZX"], second["ZX"], first["JX"])] == [1, 1, 0]
    assert next(iter(first)) == "SJ"  # the current plan first


QUALITY = ("on_time_and_met", "missed_target", "no_value", "strict_rate")
REPLIES = ("replies_asked", "replies_in_time")
ATTENTION = ("behind_pace", "reached_not_closed", "conflict", *REPLIES, "assumed_due")


def test_targets_readings_a_conflict_and_replies(office: Office) -> None:
    first, second = asked(office, FIRST, "--by", "plan"), asked(office, SECOND, "--by", "plan")
    # Without a target what is in time is met: 5 of JX, and ta; tb missed, tc gave none.
    assert figures(first["JX"], *QUALITY) == [6, 1, 1, "6/15"]
    assert figures(second["JX"], *QUALITY) == [6, 1, 1, "6/17"]
    assert figures(first["ZX"], *QUALITY) == [2, 0, 0, "2/5"]
    assert figures(first["JX"], *ATTENTION) == [1, 1, 1, 2, 1, 0]
    assert figures(second["JX"], *ATTENTION) == [0, 1, 1, 2, 1, 0]
    assert figures(first["ZX"], *ATTENTION) == [0, 0, 0, 0, 0, 0]
    assert [row["reopened"] for row in (first["ZX"], second["ZX"])] == [1, 1]
    # The same a fortnight into August: one reply was due and in time, the other was not asked for yet.
    early = asked(office, "2026-08-16", "--by", "plan")["JX"]
    assert figures(early, *ATTENTION) == [0, 0, 0, 1, 1, 0]


def test_by_unit_each_lead_counts(office: Office) -> None:
    rows = asked(office, SECOND)
    wanted = {
        "市财政局": [7, 4, 1, 2, 0, 68, "4/7"],
        "市数据局": [3, 1, 0, 2, 0, 55, "1/3"],
        "市发改委": [4, 2, 0, 2, 0, 55, "2/4"],
        "市工信局": [3, 1, 1, 1, 0, 22, "1/3"],
        "各县区人民政府": [3, 0, 1, 2, 0, 75, "0/3"],
        "市商务局": [6, 3, 2, 1, 0, 32, "3/6"],
    }
    for unit, told in wanted.items():
        assert figures(rows[unit, "lead"], *TIMING) == told, unit
    assert figures(rows["市数据局", "support"], *TIMING) == [5, 3, 1, 1, 0, 40, "3/5"]
    assert figures(rows["市财政局", "support"], *TIMING) == [2, 1, 1, 0, 0, 0, "1/2"]
    assert figures(rows["市商务局", "lead"], *REPLIES, "reopened") == [2, 1, 1]
    assert figures(rows["市数据局", "lead"], "on_time_rate", "not_yet_due") == ["1/3", 2]
    only = asked(office, SECOND, "--role", "support")
    assert {role for _, role in only} == {"support"}
    assert figures(only["市数据局", "support"], *TIMING) == [5, 3, 1, 1, 0, 40, "3/5"]


def test_by_task_and_indicator_add_up_to_the_plan(office: Office) -> None:
    plan = asked(office, SECOND, "--by", "plan", "--plan", "JX")["JX"]
    counted = [
        key for key, value in plan.items() if isinstance(value, int) and not key.startswith(("foll", "repl"))
    ]
    for by in ("task", "indicator"):
        rows = asked(office, SECOND, "--by", by, "--plan", "JX").values()
        for key in counted:
            assert sum(row[key] for row in rows) == plan[key], (by, key)


def test_the_present_is_as_of_today(office: Office) -> None:
    for by in ("unit", "plan", "task", "indicator"):
        now = office.run(SECOND, "evaluate", "--period", "2026Q3", "--by", by, as_json=True)
        then = office.run(
            SECOND, "evaluate", "--period", "2026Q3", "--by", by, "--as-of", SECOND, as_json=True
        )
        assert now == then


def test_every_figure_opens_what_it_counts(office: Office) -> None:
    from huaian_tui.domain.evaluation.measures import MEASURES

    for by, role, day in (("plan", (), FIRST), ("plan", (), SECOND), ("unit", ("--role", "lead"), SECOND)):
        words = ("--period", "2026Q3", "--as-of", day, "--by", by, *role)
        rows = office.run(SECOND, "evaluate", *words, as_json=True)["rows"]
        wanted = {"JX", "ZX", "市财政局", "市工信局"}
        for row in rows:
            for measure in MEASURES if row["key"] in wanted else ():
                value: Any = row
                for part in measure.key.split("."):
                    value = value.get(part) if value is not None else None
                if not value or isinstance(value, str) or measure.key.endswith("_days"):
                    continue
                more = ("--figure", measure.key, "--row", row["key"])
                items = office.run(SECOND, "evaluate", *words, *more, as_json=True)["items"]
                assert len(items) == value, (row["key"], measure.key)
                assert all(one["records"] for one in items if measure.key != "silent"), (measure.key, items)


def test_the_slip_ledger_tells_each_change_of_a_date(office: Office) -> None:
    words = ("evaluate", "--period", "2026Q3", "--slips", "--row", "JX", "--by", "plan")
    found = office.run(SECOND, *words, as_json=True)["milestones"]
    told = {
        one["title"]: [(slip["from"], slip["to"], slip["days"], slip["after_due"]) for slip in one["slips"]]
        for one in found
    }
    assert told == {
        "g": [("2026-08-20", "2026-09-20", 31, False)],
        "h": [("2026-08-31", "2026-11-30", 91, True)],
    }  # that of i was decided after the period, that of s taken back
    assert {one["slips"][0]["officer"] for one in found} == {"张三"}
    assert "2026-08-31 → 2026-11-30（延91天，到期后）" in office.run(SECOND, *words)


def test_two_days_side_by_side_tell_what_changed_with_its_record(office: Office) -> None:
    words = ("evaluate", "--period", "2026Q3", "--by", "plan", "--against", FIRST)
    found = office.run(SECOND, *words, as_json=True)
    told = {one["title"]: (one["then"]["word"], one["now"]["word"]) for one in found["changes"]}
    assert told == {
        "e": ("今日到期", "按期办结"),
        "f": ("今日到期", "逾期未办结"),
        "r": ("按期办结", "超时办结"),
        "t": ("逾期未办结", "按期办结"),
        "v": ("不在其内", "逾期未办结"),
        "td": ("未到期", "未到期"),  # it was behind its pace
    }
    assert {one["title"]: len(one["records"]) for one in found["changes"]} == {
        "e": 1,
        "f": 0,
        "r": 1,
        "t": 1,
        "v": 1,
        "td": 0,
    }
    changed = next(row["changed"] for row in found["rows"] if row["key"] == "JX")
    assert changed["on_time_rate"] == ["7/15", "7/17"]
    assert changed["due_today"] == [2, 0]
    text = office.run(SECOND, *words)
    assert "6 个节点变了" in text
    assert "上半年" in office.run(SECOND, "evaluate", "--period", "2026Q3", "--against", "上半年")


def test_a_plain_sql_count_over_the_views_says_the_same(office: Office) -> None:
    """On the last day of the quarter nothing was decided after it: the rows of the day say it all."""
    sql = """
    SELECT count(*) AS due,
      sum(status = 'done' AND completed_on <= due) AS on_time,
      sum(status = 'done' AND completed_on > due) AS late,
      sum(status = 'open' AND due < '2026-09-30') AS overdue,
      sum(status = 'open' AND due = '2026-09-30') AS due_today,
      sum(CASE WHEN status = 'open' THEN julianday('2026-09-30') - julianday(due) END) AS overdue_days
    FROM v_milestone WHERE plan = 'JX' AND status <> 'cancelled' AND due BETWEEN '2026-07-01' AND '2026-09-30'
    """
    counted = office.run(SECOND, "query", sql, "--as-of", FIRST, as_json=True)
    plan = asked(office, FIRST, "--by", "plan")["JX"]
    assert counted == [{key: plan[key] for key in TIMING[:6]}]
