"""Packs with broken plans, tasks, units and contacts: refused, or taken without harm to what lists them."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.exchange import Laptop, chained, forged, record, refused, write_pack

from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.task_keys import part_prefix, task_key
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.contacts import read_contacts
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.unit_history import read_merges, unit_circles
from huaian_tui.store.queries.units import list_units, read_unit
from huaian_tui.store.queries.waiting_records import list_waiting_records

TODAY = date(2026, 11, 22)
PLAN = "p-hostile"
TASK = task_key(PLAN, "1")
IDS = part_prefix(TASK)
NONE: dict[str, Any] = {"task_no": None, "occurred_on": None}

BODIES: dict[str, dict[str, Any]] = {
    "plan_set": {
        "plan": PLAN,
        "code": "HP",
        "short": "外来",
        "title": "外来方案",
        "year": 2026,
        "start": {"day": "2026-01-01", "basis": "文件"},
        "horizon": {"day": "2026-12-31", "basis": "文件", "phrase": "年底"},
        "remarks": [{"rows": [TASK], "where": "第1行", "text": "待核", "treatment": "照录"}],
    },
    "plan_close": {"plan": PLAN, "basis": "收官会"},
    "task_set": {
        "no": "1",
        "place": 1,
        "level1": "一",
        "level2": "二",
        "text": "任务",
        "lead_raw": "新局",
        "support_raw": "",
        "lead": [{"raw": "新局", "unit": "新局"}],
        "support": [{"raw": "市财政局", "unit": "市财政局"}],
        "milestones": [{"id": f"{IDS}-1", "title": "建成", "basis": "文件", "due": "2026-12-31"}],
        "duties": [{"phrase": "每季度末报送", "kind": "periodic"}],
        "deliverables": [{"id": f"{IDS}-a", "title": "报告", "phrase": "报告"}],
    },
    "task_end": {"reason": "并入别的任务"},
    "unit_set": {
        "unit": "新局",
        "name": "新局",
        "full_name": "淮安市新局",
        "full_name_certain": True,
        "kind": "group",
        "called": [{"name": "新设局", "how": "alias"}],
        "former": [{"name": "旧局", "full_name": "淮安市旧局", "until": "2025-01-01"}],
        "members": [{"unit": "市财政局", "certain": True}, {"unit": "更新的局", "certain": False}],
    },
    "unit_merge": {"unit": "市科技局", "into": "新局", "basis": "机构改革"},
    "contact_set": {"unit": "新局", "post": "主任", "person": "甲某", "phone": "0517-83606001"},
    "reading_choice": {"about": "column:经手方", "sort": "column", "text": "经手方", "means": "lead"},
}
"""A good body of each kind."""


def line(kind: str, body: dict[str, Any], seq: int = 1, **columns: Any) -> dict[str, Any]:
    more = dict(NONE)
    if kind.startswith("plan_"):
        more["plan"] = body.get("plan")
    if kind.startswith("task_"):
        more |= {"plan": PLAN, "task_no": TASK}
    if kind in ("plan_close", "unit_merge", "contact_set"):
        more["occurred_on"] = "2026-11-20"
    return record(seq, body, kind=kind, **(more | columns))


def pack_of(path: Path, *lines: dict[str, Any]) -> Path:
    private = {"private": True} if lines[0]["kind"] == "contact_set" else {}
    return forged(path, *lines, origins=lambda one: [one[0] | private])


def changed(kind: str, **parts: Any) -> dict[str, Any]:
    return line(kind, BODIES[kind] | parts)


def many(part: dict[str, Any], count: int = 201, key: str = "") -> list[dict[str, Any]]:
    return [part | ({key: f"{part[key]}{place}"} if key else {}) for place in range(count)]


_TASK = BODIES["task_set"]
_UNIT = BODIES["unit_set"]
BAD: dict[str, dict[str, Any]] = {
    "plan of another id": line("plan_set", BODIES["plan_set"] | {"plan": "other"}, plan=PLAN),
    "plan with a path": changed("plan_set", plan="../../etc/passwd"),
    "code with a slash": changed("plan_set", code="A/B"),
    "code too long": changed("plan_set", code="ABCDE"),
    "code in small letters": changed("plan_set", code="ab"),
    "code with digits": changed("plan_set", code="12"),
    "start that is no day": changed("plan_set", start={"day": "soon", "basis": ""}),
    "start without a day": changed("plan_set", start={"basis": ""}),
    "title of two lines": changed("plan_set", title="甲\n乙"),
    "title reversed": changed("plan_set", title="\u202e案方"),
    "remarks no list": changed("plan_set", remarks={"rows": []}),
    "remark of text rows": changed("plan_set", remarks=[BODIES["plan_set"]["remarks"][0] | {"rows": ["1"]}]),
    "close without a day": line("plan_close", BODIES["plan_close"], occurred_on=None),
    "close without a basis": changed("plan_close", basis=" "),
    "task without a number": line("task_set", _TASK, task_no=None),
    "task of the shipped plan in another": line("task_set", _TASK, task_no=12),
    "task beyond the shipped ones": line("task_set", _TASK, task_no=61, plan="huaian-data-2024"),
    "text too long": changed("task_set", text="长" * 20_001),
    "text missing": line("task_set", {key: _TASK[key] for key in _TASK if key != "text"}),
    "place negative": changed("task_set", place=-1),
    "too many units": changed("task_set", lead=many(_TASK["lead"][0])),
    "too many milestones": changed("task_set", milestones=many(_TASK["milestones"][0], key="id")),
    "milestone of another task": changed("task_set", milestones=[_TASK["milestones"][0] | {"id": "12-1"}]),
    "milestone twice": changed("task_set", milestones=_TASK["milestones"] * 2),
    "deliverable of another task": changed(
        "task_set", deliverables=[_TASK["deliverables"][0] | {"id": "1-a"}]
    ),
    "due that is no day": changed("task_set", milestones=[_TASK["milestones"][0] | {"due": "2026-13-01"}]),
    "lead a text": changed("task_set", lead="市财政局"),
    "lead with a path": changed("task_set", lead=[{"raw": "新局", "unit": "../../etc/passwd"}]),
    "lead reversed": changed("task_set", lead=[{"raw": "新局", "unit": "\u202e局新"}]),
    "end without a reason": changed("task_end", reason=""),
    "end of no task": line("task_end", BODIES["task_end"], task_no=None),
    "unit with a path": changed("unit_set", unit="../../etc/passwd"),
    "unit hidden": changed("unit_set", name=".hidden"),
    "unit with a control": changed("unit_set", name="局\x1b[2J"),
    "unit reversed": changed("unit_set", full_name="\u202e局"),
    "unit of 10,000 characters": changed("unit_set", name="局" * 10_000),
    "unit blank": changed("unit_set", name="　"),
    "unit on a drive": changed("unit_set", name="C:\\局"),
    "alias with a path": changed("unit_set", called=[{"name": "a/b", "how": "alias"}]),
    "former with a path": changed("unit_set", former=[_UNIT["former"][0] | {"full_name": "a/b"}]),
    "former until no day": changed("unit_set", former=[_UNIT["former"][0] | {"until": "昨天"}]),
    "member with a path": changed("unit_set", members=[{"unit": "/etc", "certain": True}]),
    "member a text": changed("unit_set", members=["市财政局"]),
    "merge without a day": line("unit_merge", BODIES["unit_merge"], occurred_on=None),
    "merge into a path": changed("unit_merge", into="../.."),
    "contact without a day": line("contact_set", BODIES["contact_set"], occurred_on=None),
    "contact with an escape": changed("contact_set", person="王\x1b[2J"),
    "contact of two lines": changed("contact_set", phone="1\n2"),
    "choice of two lines": changed("reading_choice", text="甲\n乙"),
    "choice without a meaning": line("reading_choice", {"about": "a", "sort": "unit", "text": "a"}),
}


@pytest.fixture
def ours(seeded_file: Path, tmp_path: Path) -> Laptop:
    return Laptop(seeded_file, tmp_path, "张三")


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_broken_part_is_refused(ours: Laptop, tmp_path: Path, bad: dict[str, Any]) -> None:
    refused(ours, pack_of(tmp_path / "包", bad))


def good_ones(path: Path) -> Iterator[Path]:
    """Three packs: of contacts, of units, of the rest; each names what only another one brings."""
    yield forged_of(path / "人", bytes([9]) * 16, [line("contact_set", BODIES["contact_set"])], private=True)
    kinds = [[kind for kind in BODIES if kind.startswith("unit_")], ["task_set"], ["plan_set", "plan_close"]]
    for place, listed in enumerate(kinds):
        origin = bytes([place + 1]) * 16
        lines = [line(kind, BODIES[kind], seq) for seq, kind in enumerate(listed, start=1)]
        yield forged_of(path / f"包{place}", origin, lines)


def forged_of(path: Path, origin: bytes, lines: list[dict[str, Any]], **told: Any) -> Path:
    """A pack of an origin of its own, whose ids are nobody else's."""
    for seq, one in enumerate(lines, start=1):
        one["id"] = f"{one['id'][:-4]}{origin[0]:02x}{seq:02x}"
    written, head = chained(lines, origin)
    return write_pack(path, written, head, origins=lambda one: [one[0] | {"id": origin.hex()} | told])


def look_at_everything(laptop: Laptop) -> Any:
    """What lists say, so that nothing of them stumbles."""
    with laptop.reading() as connection:
        list_waiting_records(connection)
        rows = read_tasks(connection, TODAY, find_tasks(connection, TODAY, TaskFilter()))
        for (number,) in connection.execute("SELECT no FROM task WHERE no > 60").fetchall():
            read_task(connection, TODAY, number)
        units = list_units(connection, TODAY)
        for one in units:
            read_unit(connection, TODAY, one.id)
            read_contacts(connection, one.id, TODAY)
        return rows, units, list_plans(connection, TODAY), read_merges(connection, TODAY)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 2, 0, 3)])
def test_what_is_named_may_come_in_any_later_pack(
    seeded_file: Path, ours: Laptop, tmp_path: Path, order: tuple[int, ...]
) -> None:
    packs = list(good_ones(tmp_path))
    for place in order:
        ours.take(packs[place])
        look_at_everything(ours)
        assert ours.projections() == ours.projections(rebuilt=True)
    other = Laptop(seeded_file, tmp_path, "乙")
    other.take(*packs)
    assert other.everything() == ours.everything()
    assert look_at_everything(other) == look_at_everything(ours)
    assert check_ledger(ours.path).problems == ()


def test_a_unit_that_has_not_arrived_is_named_as_records_name_it(ours: Laptop, tmp_path: Path) -> None:
    _, units, task, plan = good_ones(tmp_path)
    assert ours.take(plan).units == ()
    result = ours.take(task)
    assert (result.waiting, result.units) == (0, ("新局",))
    with ours.reading() as connection:
        (row,) = read_tasks(connection, TODAY, [TASK])
        assert row.lead == ("新局",)
        waiting = list_waiting_records(connection)
    assert [(one.unit, one.records, one.plan) for one in waiting] == [("新局", 1, "")]
    assert ours.take(units).units == ("更新的局",)
    with ours.reading() as connection:
        assert read_unit(connection, TODAY, "新局").members == ("市财政局", "更新的局")
        assert [one.unit for one in list_waiting_records(connection)] == ["更新的局"]


def test_a_merge_into_a_unit_that_has_not_arrived_waits(ours: Laptop, tmp_path: Path) -> None:
    ours.take(pack_of(tmp_path / "包", line("unit_merge", BODIES["unit_merge"])))
    with ours.reading() as connection:
        assert (read_merges(connection, TODAY), unit_circles(connection)) == ({}, set())
        assert read_unit(connection, TODAY, "市科技局").merged is None


def test_two_plans_with_one_code_are_both_kept(ours: Laptop, tmp_path: Path) -> None:
    second = BODIES["plan_set"] | {"plan": "p-other", "title": "另一方案"}
    ours.take(pack_of(tmp_path / "包", line("plan_set", BODIES["plan_set"]), line("plan_set", second, 2)))
    with ours.reading() as connection:
        assert [one.title for one in list_plans(connection, TODAY) if one.code == "HP"] == [
            "外来方案",
            "另一方案",
        ]


# ------------------------------------------------------------------ bodies broken at random

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.sampled_from(["", "x", "市财政局", "../../etc", "\u202e", "2026-02-30", "9999-12-31", "长" * 300]),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from places(one, (*path, place))


def broken(body: dict[str, Any], where: int, how: str, leaf: Any) -> dict[str, Any]:
    result = copy.deepcopy(body)
    every = list(places(result))
    *path, last = every[where % len(every)]
    of: Any = result
    for step in path:
        of = of[step]
    if how == "drop":
        del of[last]
    elif how == "twice" and isinstance(of[last], list):
        of[last] = of[last] * 2
    else:
        of[last] = leaf
    return result


@settings(
    max_examples=examples(40),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(sorted(BODIES)),
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(("drop", "twice", "set", "set")), LEAVES),
        min_size=1,
        max_size=3,
    ),
)
def test_a_body_broken_at_random_harms_nothing(
    seeded_file: Path, kind: str, changes: list[tuple[int, str, Any]]
) -> None:
    body = BODIES[kind]
    for where, how, leaf in changes:
        if body:
            body = broken(body, where, how, leaf)
    with tempfile.TemporaryDirectory() as folder:
        ours = Laptop(seeded_file, Path(folder), "张三")
        others = list(good_ones(Path(folder)))
        pack = pack_of(Path(folder) / "坏", line(kind, json.loads(json.dumps(body))))
        before = ours.path.read_bytes()
        try:
            ours.take(pack)
        except PackRefused as error:
            assert ours.path.read_bytes() == before
            assert "Traceback" not in error.one_line()
            return
        ours.take(*others)
        look_at_everything(ours)
        assert ours.projections() == ours.projections(rebuilt=True)
