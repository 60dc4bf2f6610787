"""The seed against its source: the 60 rows, and every figure, phrase and reference in its files."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.plan_data import MilestoneSeed, Seed, TaskSeed, UnitSeed
from huaian_tui.importing.published_plan import PublishedPlan, derive_tasks, read_published_plan
from huaian_tui.importing.seed_files import find_seed_folder, load_seed, source_path
from huaian_tui.store.keep import locations

OFFICE = "市职能转变和数字政府建设领导小组办公室"
COUNTIES = ["清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县"]
ZONES = ["淮安经济技术开发区", "淮安工业园区", "淮安生态文旅区"]
NAMES_NO_DELIVERABLE = {4, 7, 8, 10, 20, 24, 29, 31, 33, 48, 50, 53, 55, 56}
DATED = re.compile(r"20[0-9]{2}年|每年")


@pytest.fixture(scope="module")
def seed() -> Seed:
    return load_seed()


@pytest.fixture(scope="module")
def published() -> PublishedPlan:
    return read_published_plan(source_path().read_text(encoding="utf-8"))


def task(seed: Seed, no: int) -> TaskSeed:
    return seed.tasks[no - 1]


def unit(seed: Seed, name: str) -> UnitSeed:
    return next(unit for unit in seed.units if unit.name == name)


def milestone(seed: Seed, identity: str) -> MilestoneSeed:
    return next(entry for entry in seed.milestones if entry.id == identity)


def slots_of(task_seed: TaskSeed) -> list[str]:
    return [slot.unit for slot in (*task_seed.lead, *task_seed.support)]


def test_the_published_text_gives_exactly_the_seeded_rows(seed: Seed, published: PublishedPlan) -> None:
    assert derive_tasks(published) == seed.tasks
    assert len(seed.tasks) == 60


def test_the_plan_quotes_its_source(seed: Seed, published: PublishedPlan) -> None:
    assert (seed.plan.title, seed.plan.stage) == (published.title, published.stage)
    assert seed.plan.supervisor == OFFICE
    assert (seed.plan.start.day, seed.plan.start.assumed) == (date(2024, 1, 1), True)
    assert (seed.plan.horizon.day, seed.plan.horizon.assumed) == (date(2025, 12, 31), False)
    assert seed.plan.start.phrase in task(seed, 2).text
    assert published.body.count(seed.plan.horizon.phrase) == 1


def test_the_plan_starts_in_the_earliest_year_the_table_names(seed: Seed) -> None:
    years = {int(year) for row in seed.tasks for year in re.findall(r"(20[0-9]{2})年", row.text)}
    assert min(years) == seed.plan.start.day.year


def test_33_units_of_the_plan_and_ten_members(seed: Seed) -> None:
    named = {name for row in seed.tasks for name in slots_of(row)}
    groups = {entry.name for entry in seed.units if entry.kind == "group"}
    assert len(named) == 33
    assert groups == {"各县区人民政府", "市各有关部门单位", "各通信运营商"}
    assert len(named - groups) == 30
    assert {entry.name for entry in seed.units} - named == {*COUNTIES, *ZONES}
    assert Counter(entry.kind for entry in seed.units)["county"] == 7
    assert Counter(entry.kind for entry in seed.units)["zone"] == 3


def test_counties_are_certain_members_and_zones_are_not(seed: Seed) -> None:
    group = unit(seed, "各县区人民政府")
    assert not group.open
    assert [member.unit for member in group.members if member.certain] == COUNTIES
    assert [member.unit for member in group.members if not member.certain] == ZONES


def test_the_departments_concerned_are_an_open_set_of_possible_members(seed: Seed) -> None:
    group = unit(seed, "市各有关部门单位")
    bodies = {name for row in seed.tasks for name in slots_of(row)}
    expected = {name for name in bodies if unit(seed, name).kind != "group"} - {OFFICE}
    assert group.open
    assert {member.unit for member in group.members} == expected
    assert len(group.members) == 29
    assert not any(member.certain for member in group.members)


def test_the_operators_are_open_and_unnamed(seed: Seed) -> None:
    group = unit(seed, "各通信运营商")
    assert group.open
    assert group.members == ()


def test_full_names_are_certain_only_where_the_fact_is(seed: Seed) -> None:
    uncertain = {entry.name for entry in seed.units if not entry.full_name_certain}
    assert uncertain == {
        "市数据局",
        "市大数据中心",
        "市通管办",
        "市委人才办",
        "市知识产权局",
        OFFICE,
        *COUNTIES,
        *ZONES,
    }
    assert unit(seed, "市国资委").full_name == "淮安市人民政府国有资产监督管理委员会"
    assert unit(seed, "市委网信办").full_name == "中共淮安市委网络安全和信息化委员会办公室"
    assert unit(seed, "市税务局").full_name == "国家税务总局淮安市税务局"


def test_no_unit_answers_to_bare_huaian(seed: Seed) -> None:
    """淮安 may be the city or the district: a name that is only that would decide silently."""
    for entry in seed.units:
        assert "淮安" not in (entry.name, entry.full_name, *entry.aliases)


def test_old_districts_lead_to_the_merged_one(seed: Seed) -> None:
    former = {name.name for name in unit(seed, "清江浦区").former_names}
    assert former == {"清河区", "清浦区"}


def test_slots_read_otherwise_are_the_two_known_ones(seed: Seed) -> None:
    explained = [
        (row.no, slot.name, slot.unit, slot.open)
        for row in seed.tasks
        for slot in (*row.lead, *row.support)
        if slot.assumption
    ]
    assert explained == [(29, "市科技局等单位", "市科技局", True), (50, "市工信厅", "市工信局", False)]


def test_every_phrase_is_verbatim_and_stands_in_its_row(seed: Seed) -> None:
    entries = (*seed.milestones, *seed.duties, *seed.deliverables)
    assert len(entries) == 14 + 9 + 47
    for entry in entries:
        assert entry.phrase in task(seed, entry.task_no).text


def test_eleven_dated_clauses_in_five_rows(seed: Seed) -> None:
    dated = [entry for entry in seed.milestones if entry.due]
    assert len(dated) == 11
    assert Counter(entry.task_no for entry in dated) == {2: 4, 6: 2, 22: 1, 25: 2, 45: 2}
    assert Counter(entry.due for entry in dated) == {date(2024, 12, 31): 5, date(2025, 12, 31): 6}
    for entry in dated:
        assert entry.assumed
        assert entry.due is not None and f"{entry.due.year}年12月31日" in entry.basis


def test_a_row_without_a_date_has_no_due_date(seed: Seed) -> None:
    """Row 27 names years of a national plan; they are no date of this one."""
    with_year = {row.no for row in seed.tasks if DATED.search(row.text)}
    with_due = {entry.task_no for entry in seed.milestones if entry.due or entry.recurrence}
    assert with_year - with_due == {27}
    assert with_due <= with_year


def test_the_year_of_a_due_date_is_in_the_phrase_or_carried_over(seed: Seed) -> None:
    carried = []
    for entry in seed.milestones:
        if entry.due is None:
            continue
        year = f"{entry.due.year}年"
        if year not in entry.phrase:
            carried.append(entry.id)
            before = task(seed, entry.task_no).text.partition(entry.phrase)[0]
            assert re.findall(r"20[0-9]{2}年", before)[-1] == year
            assert "承前句" in entry.basis
    assert carried == ["2-2", "2-4"]


def test_stretch_where_the_text_says_so(seed: Seed) -> None:
    assert [entry.id for entry in seed.milestones if entry.stretch] == ["2-4", "6-1"]
    assert all(("力争" in entry.phrase) == entry.stretch for entry in seed.milestones)


@pytest.mark.parametrize(
    ("identity", "operator", "value", "unit_of_value", "text"),
    [
        ("2-3", "=", 100, "%", "100%"),
        ("6-1", ">=", 1, "个", "1个以上（含）"),
        ("22-1", ">=", 20, "家", "20家以上（含）"),
        ("25-1", ">=", 4, "个", "4个以上（含）"),
        ("25-2", ">=", 10, "个", "累计10个以上（含）"),
        ("26-1", ">=", 1, "次", "1次以上（含）"),
        ("26-2", ">=", 10, "个", "10个以上（含）"),
        ("28-1", "range", 1, "个", "1—2个"),
        ("45-1", ">", 4000, "个", "超过4000个（不含）"),
        ("45-2", ">", 5000, "个", "超过5000个（不含）"),
    ],
)
def test_targets(seed: Seed, identity: str, operator: str, value: int, unit_of_value: str, text: str) -> None:
    target = milestone(seed, identity).target
    assert target is not None
    assert (target.operator, target.value, target.unit, target.text) == (
        operator,
        value,
        unit_of_value,
        text,
    )
    assert target.upper == (2 if identity == "28-1" else None)
    assert target.cumulative == (identity == "25-2")
    assert target.inferred == (identity in ("6-1", "26-1"))


def test_started_finished_and_linked_have_no_figure(seed: Seed) -> None:
    assert [entry.id for entry in seed.milestones if entry.target is None] == ["2-1", "2-2", "2-4", "6-2"]


def test_the_yearly_contest_is_one_entry(seed: Seed) -> None:
    yearly = [entry.id for entry in seed.milestones if entry.recurrence == "year"]
    assert yearly == ["26-1"]
    undated = [entry.id for entry in seed.milestones if entry.due is None and entry.recurrence is None]
    assert undated == ["26-2", "28-1"]
    assert all("原文未写时限" in milestone(seed, identity).basis for identity in undated)


def test_every_word_of_a_duty_in_the_table_is_entered(seed: Seed) -> None:
    """定期 and 常态化, 动态, 持续, 不断: each occurrence in a task text is covered by a duty."""
    kinds = {
        "定期": "periodic",
        "常态化": "standing",
        "动态": "standing",
        "持续": "standing",
        "不断": "standing",
    }
    found = {(row.no, word, kind) for row in seed.tasks for word, kind in kinds.items() if word in row.text}
    entered = {
        (duty.task_no, word, duty.kind) for duty in seed.duties for word in kinds if word in duty.phrase
    }
    assert entered == found
    assert sorted(duty.task_no for duty in seed.duties if duty.kind == "periodic") == [12, 18, 60]


def test_deliverables_stand_in_the_rows_that_name_them(seed: Seed) -> None:
    rows = {entry.task_no for entry in seed.deliverables}
    assert not rows & NAMES_NO_DELIVERABLE
    assert len(rows) == 40
    several = {no: count for no, count in Counter(e.task_no for e in seed.deliverables).items() if count > 1}
    assert several == {3: 2, 13: 2, 18: 2, 38: 2, 39: 2, 42: 2, 60: 2}


def test_remarks_reach_the_rows_they_speak_of(seed: Seed) -> None:
    def rows_naming(name: str) -> tuple[int, ...]:
        return tuple(row.no for row in seed.tasks if name in slots_of(row))

    rows = [remark.rows for remark in seed.remarks]
    assert rows.count(()) == 1
    for expected in ((57,), (50,), (29,), (27,), (28,), (7,), (30, 31, 32, 33), (53, 54, 60)):
        assert expected in rows
    assert tuple(range(53, 61)) in rows
    counties, departments = rows_naming("各县区人民政府"), rows_naming("市各有关部门单位")
    assert (len(counties), len(departments)) == (17, 13)
    assert counties in rows
    assert departments in rows
    assert rows.count((45,)) == 2
    assert tuple(row.no for row in seed.tasks if OFFICE in slots_of(row)) == (53, 54, 60)


def test_what_officers_read_is_chinese_and_of_certain_width(seed: Seed) -> None:
    """Signs such as U+2265 have no certain width on a terminal; words are used in their place."""
    for entry in seed.milestones:
        shown = f"{entry.title}{entry.basis}{entry.target.text if entry.target else ''}"
        assert re.search(r"[一-鿿]", shown)
        assert not set(shown) & set("≥≤＞＜±×")


def test_the_seed_is_frozen_and_refuses_unknown_keys(seed: Seed) -> None:
    with pytest.raises(ValidationError):
        seed.plan.title = "另一个标题"  # type: ignore[misc]
    with pytest.raises(ValidationError) as refused:
        type(seed.plan).model_validate({**seed.plan.model_dump(), "secret": "内部内容"})
    assert "内部内容" not in str(refused.value)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A writable copy of the seed files."""
    folder = tmp_path / "seed"
    shutil.copytree(find_seed_folder(), folder)
    return folder


def change(folder: Path, part: str, *path: str | int, value: Any) -> None:
    file = folder / f"{part}.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_a_copied_folder_loads_the_same(copy: Path, seed: Seed) -> None:
    assert load_seed(copy) == seed


@pytest.mark.parametrize(
    ("part", "path", "value", "reason"),
    [
        ("plan", ("supervisor",), "市没有局", "督查单位“市没有局”不在单位表中"),
        ("plan", ("start", "day"), "2026-01-01", "起始日晚于截止日"),
        ("tasks", (4, "no"), 7, "序号应从1起连续编排"),
        ("tasks", (0, "lead_raw"), "市发改委", "第1项的单位与原文单元格不一致"),
        ("tasks", (49, "support", 1, "assumption"), None, "应写明理由"),
        ("units", (0, "name"), "市新局", "不在单位表中"),
        ("units", (1, "aliases"), ["市财政局"], "单位名称“市财政局”重复"),
        ("units", (0, "open"), True, "不是集体单位"),
        ("milestones", (0, "phrase"), "2024年前启动", "“2024年前启动”不是第2项的原文"),
        ("milestones", (0, "task_no"), 61, "不存在的第61项"),
        ("milestones", (0, "id"), "2-2", "节点编号“2-2”重复"),
        ("milestones", (0, "id"), "3-1", "编号3-1与所在第2项不符"),
        ("milestones", (9, "due"), "2024-12-31", "每年一次"),
        ("milestones", (10, "assumed"), True, "没有时限"),
        ("milestones", (11, "target", "upper"), None, "区间指标"),
        ("milestones", (11, "target", "upper"), 0, "上限小于下限"),
        ("duties", (0, "phrase"), "常常开展", "不是第3项的原文"),
        ("deliverables", (1, "id"), "1-a", "成果编号“1-a”重复"),
        ("deliverables", (0, "phrase"), "制定办法", "不是第1项的原文"),
        ("remarks", (3, "rows"), [99], "不存在的第99项"),
    ],
)
def test_data_that_does_not_hold_together_is_refused(
    copy: Path, part: str, path: tuple[str | int, ...], value: Any, reason: str
) -> None:
    change(copy, part, *path, value=value)
    with pytest.raises(HuaianError) as refused:
        load_seed(copy)
    assert reason in refused.value.message
    assert refused.value.way_out


def test_an_unknown_key_is_named_by_its_place(copy: Path) -> None:
    change(copy, "units", 2, "telephone", value="不该有")
    with pytest.raises(HuaianError) as refused:
        load_seed(copy)
    assert "units.2.telephone" in refused.value.message
    assert "不该有" not in refused.value.message


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000, None])
def test_an_unreadable_file_is_named(copy: Path, content: bytes | None) -> None:
    file = copy / "duties.json"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(HuaianError, match=r"duties\.json"):
        load_seed(copy)


def test_the_folder_inside_the_package_comes_before_the_one_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "huaian_tui"
    monkeypatch.setattr(locations, "__file__", str(package / "store" / "keep" / "locations.py"))
    with pytest.raises(HuaianError, match="找不到方案数据"):
        find_seed_folder()
    for folder in (package.parent / "seed", package / "seed"):
        folder.mkdir(parents=True)
        (folder / "plan.json").touch()
        assert find_seed_folder() == folder
