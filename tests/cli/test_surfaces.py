"""One standing: for one and the same day every list, screen and paper says the same of a random ledger.

What ``tasks --json`` says is held to the rule of the lights, and all else to it: 总览, F4, ``unit``,
``overdue``, 通报, 情况表, 台账, 反馈表 and 催办单 as they are written, as of today and of past days.

What is meant to differ, and nothing else: papers that units read tell nothing of a visit that the office
missed. Such a task is counted as 临期 and neither named nor explained so; ``overdue``, 催办单 and 总览's
“N 天内到期” go by the date alone, and 反馈表 besides by 未达序时 where that is a light of the office. Each is
asserted here with that difference written out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.cli import Program
from support.composers import paragraphs, tables
from support.forms import sheet
from support.surfaces import Form, Seen, days_late, words
from support.two_laptops import CONFLICTS, TwoLaptops

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.documents.xlsx.ledger_book import write_ledger_book
from huaian_tui.domain.dates.reporting_period import quarter_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.feedback_layout import HEAD_ROW
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light, Status, lights_of, task_light
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.calendar import due_counts
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones, read_milestones
from huaian_tui.store.queries.notes import open_follow_ups
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.units import list_units

ENDS = (date(2025, 3, 31), date(2025, 12, 31))
"""Days on which the two laptops meet and all is looked at."""

ACTS = 32
LATER = date(2026, 11, 22)
UNITS = ("市数据局", "市财政局", "涟水县", "各县区人民政府")
"""Of these every sheet and form is written: one that leads, one that supports, a member, its group."""

LIGHT_WORDS = "|".join(LIGHT_TITLES.values())
COUNTED = re.compile(rf"({LIGHT_WORDS})(\d+)项")
CHINESE_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
OPEN_LINE = re.compile(
    rf"：{CHINESE_DAY}(?:（[^）]*）)?(?:，逾期(\d+)天)?(?:，未达序时：.*?)?"
    r"(?:，(?:延期|时限调整)依据：.*)?$"
)
FIGURES = re.compile(rf"{CHINESE_DAY}读数\S+，(?:序时应达\S+，差\S+|指标为\S+)")
"""What a unit is told wherever it is told that it is behind."""

BOOK_LINE = re.compile(r"(\S+) .*（(\d{4}-\d\d-\d\d)，逾期(\d+)天）")


def iso(parts: Sequence[str]) -> str:
    year, month, day = map(int, parts)
    return date(year, month, day).isoformat()


def named(counts: Counter[str]) -> dict[str, int]:
    """The lights that occur, by their words."""
    return {Light(light).word: count for light, count in counts.items() if count}


def said(text: str) -> dict[str, int]:
    """The counts by light in a sentence."""
    return {word: int(count) for word, count in COUNTED.findall(text)}


# ------------------------------------------------------------------------- the surfaces


def check_rule(seen: Seen) -> None:
    """``tasks --json`` itself: the rule over the milestones it lists, and the promises not kept."""
    rules, promised = seen.rules, defaultdict[int, list[date]](list)
    for note in open_follow_ups(seen.connection, date.max):
        promised[note.task_no].append(note.follow_up or date.max)
    for no, task in seen.tasks.items():
        stood = [
            (
                Status.DONE if one["light"] == Light.DONE else Status.OPEN,
                date.fromisoformat(one["due"]) if one["due"] else None,
            )
            for one in task["milestones"]
        ]
        visit = min(promised[no], default=None)
        behind = seen.day if {one["id"] for one in task["milestones"]} & seen.behind else None
        light = task_light(stood, seen.day, follow_up=visit, behind=behind, rules=rules)
        assert task["light"] == light, no
        dues = [one["due"] for one in seen.open([no]) if one["due"]]
        assert task["next_due"] == min(dues, default=None)
        late = [(seen.day - date.fromisoformat(due)).days for due in dues]
        assert task["overdue_days"] == max(0, *late, 0) == max([0, *(d for _, d in days_late(seen.of([no])))])
    for one in seen.of():
        late = one["due"] is not None and one["due"] < seen.day.isoformat()
        lit = rules.behind_light and one["id"] in seen.behind and not late
        assert lit == (one["light"] == Light.BEHIND) == ("pace" in one), one
        assert not lit or one["pace"]["gap"] >= 0
    for light in {Light.BEHIND, Light.DUE_SOON, Light.UNSCHEDULED} & set(lights_of(rules)):
        assert {one["no"] for one in seen.json("tasks", "--light", light)} == {
            no for no, task in seen.tasks.items() if task["light"] == light
        }


def check_overview(seen: Seen) -> None:
    """总览. Its milestones to come are those within the days of 临期 by their date."""
    found = read_overview(seen.connection, seen.day, most=10**6)
    assert {light.value: count for light, count in found.lights.items() if count} == dict(seen.counts())
    assert found.tasks == len(seen.tasks)
    late = seen.of(None, Light.OVERDUE)
    assert found.overdue_count == len(found.overdue) == len(late)
    listed = [(row.state.due.isoformat(), row.overdue_days) for row in found.overdue if row.state.due]
    assert sorted(listed) == days_late(late)
    coming = {one["id"] for one in seen.due()} - {one["id"] for one in late}
    assert {row.id for row in found.due_soon} == coming and found.due_soon_count == len(coming)
    apart = [one for one in seen.open() if one["conflict"]]
    assert not any(one["conflict"] for one in (*seen.of(None, Light.DONE), *seen.cancelled.values()))
    assert found.conflicts == len({one["id"] for one in apart})
    assert {task["no"] for task in seen.tasks.values() if task["conflict"]} == {
        one["task_no"] for one in apart
    }
    span = (date(2024, 1, 1), date(2029, 12, 31))
    dues = Counter(date.fromisoformat(one["due"]) for one in seen.open() if one["due"])
    assert due_counts(seen.connection, *span) == dues


def check_milestones(seen: Seen) -> None:
    """F4 and ``overdue``."""
    keys = find_milestones(seen.connection, seen.day, MilestoneFilter())
    rows = {row.id: row for row in read_milestones(seen.connection, seen.day, list(keys))}
    shown = {
        key: (row.light, row.overdue_days, row.state.due and row.state.due.isoformat(), row.state.conflict)
        for key, row in rows.items()
        if row.counts
    }
    assert shown == {
        one["id"]: (one["light"], one["overdue_days"], one["due"], one["conflict"]) for one in seen.of()
    }
    assert {light: keys.count(light) for light in Light} == {
        light: len(seen.of(None, light)) for light in Light
    }
    assert keys.cancelled == len(rows) - len(shown)
    assert {key for key, row in rows.items() if not row.counts} <= set(seen.cancelled)
    within = str((seen.soon - seen.day).days)
    assert seen.json("overdue", "--within", within) == sorted(
        seen.due(), key=lambda one: (one["due"], one["task_no"], one["id"])
    )
    assert {one["id"] for one in seen.json("overdue")} == {one["id"] for one in seen.of(None, Light.OVERDUE)}


def check_units(seen: Seen) -> None:
    """``unit``, ``units`` and the list of units."""
    for row in list_units(seen.connection, seen.day):
        counted = seen.counts(seen.concerned(row.name))
        assert {light: count for light, count in seen.units[row.name]["counts"].items() if count} == counted
        assert (row.overdue, row.due_soon) == (counted[Light.OVERDUE], counted[Light.DUE_SOON])
        assert row.behind == counted[Light.BEHIND]
        assert list(seen.units[row.name]["counts"]) == list(lights_of(seen.rules))
    for name in UNITS[:2]:
        assert seen.json("unit", name) == seen.units[name] | {"contacts": []}  # they stand with a unit alone
        assert {one["no"] for one in seen.json("tasks", "--unit", name)} == seen.concerned(name)


def _is_of(name: str, text: str) -> bool:
    """Whether a paragraph is of this unit, alone or with others of which the same is to be said."""
    found = re.match(r"（[一二三四五六七八九十]+）([^。]*)。各?牵头", text)
    return found is not None and name in found[1].split("、")


def check_circular(seen: Seen) -> None:
    """通报: the counts, whom it names, the table."""
    made = seen.paper(NoticeKind.CIRCULAR, whole_table=True)
    texts = paragraphs(made)
    whole = next(text for text in texts if text.startswith("方案共分解"))
    assert said(whole.split("。")[1]) == named(seen.counts())
    if seen.counts()[Light.DUE_SOON]:
        assert f"临期指{(seen.soon - seen.day).days}天内到期" in whole
    assert ("未达序时指" in whole) == bool(seen.counts()[Light.BEHIND])
    stood = next(text for text in texts if text.startswith("上述任务共设"))
    dated = [one for one in seen.of() if one["due"]]
    undated = len(seen.of()) - len(dated)
    assert f"设有时限的节点{len(dated)}个{f'，另有{undated}个' if undated else '。'}" in stood
    late = len(seen.of(None, Light.OVERDUE))
    assert (f"逾期未办结节点{late}个" if late else "没有逾期未办结的节点") in stood
    for name, unit in seen.units.items():
        led = [text for text in texts if _is_of(name, text)]
        assert len(led) == bool(unit["lead"])
        for text in led:
            check_named(seen, unit["lead"], text.split("。")[1])
    table = tables(made)[-1]
    shown = [row for row in table.rows if len(row) > 1]
    assert [int(row[0].text) for row in shown] == list(seen.tasks)
    for row in shown:
        check_table_row(seen, int(row[0].text), row[2].text, row[-1].text.split("\n"))


_ITEM = r"第[\d、]+项(?:“[^”]*”)?(?:按期办结|超时办结|未达标办结|未填数值办结|未定时限办结)?"
"""An item as a unit's paragraph names it: with its title where it is named first, and how it was done."""


def check_named(seen: Seen, numbers: Sequence[int], text: str) -> None:
    """牵头44项：逾期4项（第2、6项），临期2项（其中第9项临近时限）: a missed visit counts and names nobody."""
    assert said(text.partition("：")[2]) == named(seen.counts(numbers))
    behind = [no for no in numbers if seen.tasks[no]["light"] == Light.BEHIND]
    figures = re.findall(r"第(\d+)项(?:“[^”]*”)?：([^；）]*)", text)
    assert [int(no) for no, _ in figures] == behind
    assert all(FIGURES.search(said) for _, said in figures)
    for light in (light for light in Light if light is not Light.BEHIND):
        listed = re.search(rf"{light.word}\d+项（((?:(?:其中)?{_ITEM}[，、]?)+)(?:临近时限)?）", text)
        told = [no for no in numbers if seen.tasks[no]["light"] == light and seen.is_told(no)]
        expected = [] if light is Light.UNSCHEDULED else told
        items = re.findall(r"第([\d、]+)项", re.sub("“[^”]*”", "", listed[1])) if listed else []
        assert sorted(int(no) for item in items for no in item.split("、")) == expected


def check_table_row(seen: Seen, no: int, aims: str, remarks: list[str]) -> None:
    dates = [iso(found) for found in re.findall(rf"：{CHINESE_DAY}(?:（[^）]*）)?$", aims, re.MULTILINE)]
    assert sorted(dates) == sorted(one["due"] for one in seen.of([no]) if one["due"])
    late = [int(found[1]) for line in remarks if (found := re.fullmatch(r"(?:\d+\.)?逾期(\d+)天", line))]
    assert sorted(late) == sorted(days for _, days in days_late(seen.of([no])))
    told = seen.told_light(no)
    behind = [line for line in remarks if re.match(r"(?:\d+\.)?未达序时", line)]
    assert len(behind) == len(seen.of([no], Light.BEHIND)) and all(map(FIGURES.search, behind))
    said = remarks[0] if told is not Light.DONE else remarks[0][-2:]  # 按期办结, 超时办结, ……
    assert told in (Light.OVERDUE, Light.BEHIND) or said == told.word
    if not seen.is_told(no):
        assert Light.DUE_SOON.word not in remarks


def check_status(seen: Seen) -> None:
    """情况表, which the officer alone reads: a missed visit is 临期 here as well."""
    for unit in UNITS:
        made = seen.paper(NoticeKind.STATUS, unit)
        numbers = seen.concerned(unit)
        assert said(paragraphs(made)[0].partition("其中")[2].split("。")[0]) == named(seen.counts(numbers))
        rows = [row for table in tables(made) for row in table.rows if len(row) > 1]
        assert {int(row[0].text): row[2].text for row in rows} == {
            no: Light(seen.tasks[no]["light"]).word for no in numbers
        }
        for row in rows:
            lines = row[3].text.split("\n")
            behind = [line for line in lines if "，未达序时" in line]
            assert len(behind) == len(seen.of([int(row[0].text)], Light.BEHIND))
            assert all(map(FIGURES.search, behind))
            found = [one for line in row[3].text.split("\n") if (one := OPEN_LINE.search(line))]
            shown = sorted((iso(one.groups()[:3]), int(one[4] or 0)) for one in found)
            stood = [one for one in seen.open([int(row[0].text)]) if one["due"]]
            assert shown == sorted((one["due"], one["overdue_days"]) for one in stood)


def check_book(seen: Seen) -> None:
    """台账: the tasks, the units, the days of 临期 in its legend."""
    data = write_ledger_book(seen.connection, seen.day, None, None)
    for row in (row for row in sheet(data, "台账")[3:] if row[0] != ""):
        no = int(row[0])
        assert row[7] == words(seen.tasks[no]), no
        own = {one["id"]: one for one in seen.cancelled.values() if one["task_no"] == no}
        own |= {one["id"]: one for one in seen.of([no])}
        dates = re.findall(r"^(\d{4}-\d\d-\d\d)", row[6], re.MULTILINE)
        assert sorted(dates) == sorted(one["due"] for one in own.values() if one["due"])
    by_unit = {row[0]: row for row in sheet(data, "按单位")[1:]}
    assert set(by_unit) == set(seen.units)
    for name, row in by_unit.items():
        numbers = seen.concerned(name)
        counts = seen.counts(numbers)
        lights = lights_of(seen.rules)
        assert [int(count) for count in row[4:-1]] == [counts[light] for light in lights]
        found = [BOOK_LINE.fullmatch(line) for line in row[-1].split("\n") if line]
        late = {(one["id"], one["due"], one["overdue_days"]) for one in seen.of(numbers, Light.OVERDUE)}
        assert {(one[1], one[2], int(one[3])) for one in found if one} == late and all(found)
    legend = {row[0]: row[1] for row in sheet(data, "说明")}
    assert [word for word in legend if word in LIGHT_TITLES.values()] == [
        light.word for light in lights_of(seen.rules)
    ]
    assert legend[Light.DUE_SOON.word].startswith(f"{(seen.soon - seen.day).days} 天内到期")


def check_forms(seen: Seen) -> None:
    """反馈表 and 催办单: what is overdue or due within the days of 临期; in the form 未达序时 as well."""
    for unit in UNITS:
        asked = seen.asked(seen.concerned(unit))
        expected = {one["id"]: (one["due"], words(one)) for one in asked}
        try:
            rows = sheet(write_feedback_form(seen.connection, seen.day, unit))[HEAD_ROW + 1 :]
        except HuaianError:
            rows = []
        assert {row[1]: (row[5][:10], row[6]) for row in rows if row[1]} == expected
        assert all("序时应" in row[8] or "指标为" in row[8] for row in rows if row[6] == Light.BEHIND.word)
        roles = (("lead", seen.led(unit)), ("support", seen.concerned(unit) - seen.led(unit)))
        for role, due in ((role, seen.due(numbers)) for role, numbers in roles):
            if not due:
                continue
            made = seen.paper(NoticeKind.REMINDER, unit, role=role)
            assert set(made.asks) == {one["id"] for one in due}
            cells = [row[-1].text for table in tables(made) for row in table.rows]
            assert all(FIGURES.search(cell) for cell in cells if Light.BEHIND.word in cell)


CHECKS = (
    check_rule,
    check_overview,
    check_milestones,
    check_units,
    check_circular,
    check_status,
    check_book,
    check_forms,
)


def check_all(path: Path, day: date, as_of: date | None = None) -> dict[int, Form]:
    """Hold all surfaces to one another; what ``tasks --json`` says."""
    today = LATER if as_of else day
    with reading(path, as_of) as connection:
        seen = Seen(Program(path, today.isoformat()), connection, day, as_of)
        for check in CHECKS:
            check(seen)
        return seen.tasks


def check_period(path: Path, end: date) -> None:
    """通报 and 台账 of a quarter that is over, written later from all that is known by then: one standing."""
    quarter = quarter_of(end)
    with reading(path) as connection:
        request = NoticeRequest(NoticeKind.CIRCULAR, LATER, period=quarter, whole_table=True)
        made = compose(connection, request)
        data = write_ledger_book(connection, LATER, None, (quarter.first, quarter.last))
    cells = {int(row[0]): row for row in sheet(data, "台账")[3:] if row[0] != ""}
    lights = {no: re.sub(r"\d+天", "", row[7]) for no, row in cells.items()}
    whole = next(text for text in paragraphs(made) if text.startswith("方案共分解"))
    assert said(whole.split("。")[1]) == Counter(lights.values())
    for row in (row for row in tables(made)[-1].rows if len(row) > 1):
        no, remarks = int(row[0].text), row[-1].text
        late = [int(days) for days in re.findall(r"^(?:\d+\.)?逾期(\d+)天$", remarks, re.MULTILINE)]
        assert cells[no][7] == (f"逾期{max(late)}天" if late else lights[no]), no
        if lights[no] == Light.BEHIND.word:
            assert FIGURES.search(remarks), no
        elif lights[no] != Light.DUE_SOON.word and not late:
            assert remarks.split("\n")[0].endswith(lights[no]), no


def in_conflict(tasks: dict[int, Form]) -> dict[str, Form]:
    """The milestones in conflict, by their ids."""
    return {one["id"]: one for task in tasks.values() for one in task["milestones"] if one["conflict"]}


def check_apart(tasks: dict[int, Form]) -> None:
    """What was decided apart is open, with the date that all knew before."""
    found = in_conflict(tasks)
    shown = {key: (found[key]["due"], found[key]["light"], found[key]["completed_on"]) for key in CONFLICTS}
    assert shown == {
        "25-1": ("2024-12-31", Light.OVERDUE, None),
        "26-2": (None, Light.UNSCHEDULED, None),
        "28-1": (None, Light.UNSCHEDULED, None),
    }


def met(views: Iterable[dict[int, Form]]) -> set[str]:
    """What of all that matters occurred on these days."""
    found = set[str]()
    for task in (task for view in views for task in view.values()):
        found.add(task["light"])
        if task["light"] == Light.DUE_SOON and task["next_due"] is None:
            found.add("missed visit without dates")
        if task["conflict"]:
            found.add("conflict")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 16])
def test_all_surfaces_say_the_same_of_a_day(seeded_file: Path, tmp_path: Path, seed: int) -> None:
    office = TwoLaptops(seeded_file, tmp_path, seed)
    then = dict[date, dict[int, Form]]()
    for end in ENDS:
        office.work_until(end, ACTS)
        if end == ENDS[0]:
            office.decide_apart(end)
            office.meet(end)
        then[end] = check_all(office.path, end)
        if end == ENDS[0]:
            check_apart(then[end])
            office.settle(end + timedelta(days=1))
            office.meet(end + timedelta(days=1))
    office.work_until(LATER, ACTS)
    office.fall_behind(LATER)
    views = [*then.values(), check_all(office.path, LATER)]
    assert met(views) == {*Light, "missed visit without dates", "conflict"}
    # All that was known by then was in this ledger: nothing arrived later that had been recorded before.
    assert {end: check_all(office.path, end, end) for end in ENDS} == then
    for end in ENDS:
        check_period(office.path, end)
    assert not any(milestone in CONFLICTS for milestone in in_conflict(then[ENDS[1]]))
