"""Units in words: names and their days, merges, conflicts with the way out, what follows from a change."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.answers.unit_lists import NameChange, PlanTasks, UnitFollows, UnitRow
from huaian_tui.domain.answers.units import (
    Confirmation,
    Contact,
    UnitDetail,
    UnitMerged,
    UnitNaming,
    UnitSide,
)
from huaian_tui.domain.words.units import (
    changes_words,
    confirmed_words,
    conflict_words,
    follows_words,
    full_name_words,
    merged_words,
    missing_units_words,
    names_words,
    renamed_words,
    unit_words,
)

ROW = UnitRow("市甲局", "淮安市甲局", True, "municipal", 1, 2, 0, 0)
UNIT = UnitDetail(
    name="市甲局",
    full_name="淮安市甲局",
    full_name_certain=True,
    kind="municipal",
    note="",
    aliases=(),
    members=(),
    lead=(),
    support=(),
    via_group=(),
    counts={},
)
MERGED = UnitMerged("u2", "市乙局", date(2026, 7, 1))


def test_a_list_says_what_a_unit_has_become_and_that_it_is_in_conflict() -> None:
    assert unit_words(ROW) == "市甲局"
    assert unit_words(ROW._replace(merged=MERGED)) == "市甲局（并入市乙局）"
    assert unit_words(ROW._replace(merged=MERGED, disputed=True)) == "市甲局（并入市乙局）（冲突待核）"


def test_units_that_have_not_arrived_are_named_twelve_at_most() -> None:
    twelve = [f"市{number}局" for number in range(1, 13)]
    told = "还没有到，先照记录里的名称显示，到了自动归位。"
    assert missing_units_words(twelve[:2]) == f"等待单位：市1局、市2局{told}"
    assert missing_units_words(twelve) == f"等待单位：{'、'.join(twelve)}{told}"
    assert missing_units_words([*twelve, "市13局"]) == f"等待单位：{'、'.join(twelve)}等 13 个{told}"


def test_the_names_a_unit_has_borne_stand_with_their_first_and_last_day() -> None:
    first = UnitNaming("市甲局", "淮安市甲局", None, date(2026, 3, 1))
    second = UnitNaming("市乙局", "淮安市乙局", date(2026, 3, 1), None)
    assert names_words(UNIT._replace(names=(first,))) == ""
    assert (
        names_words(UNIT._replace(names=(first, second)))
        == "市甲局（至 2026-02-28 止）；市乙局（自 2026-03-01 起）"
    )


def test_renamings_and_merges_are_told_as_papers_write_them() -> None:
    assert renamed_words("市甲局", "2026-03-01", "市乙局") == "“市甲局”自2026-03-01起为“市乙局”"
    renamed = NameChange("市甲局", "市乙局", date(2026, 3, 1), merged=False)
    merged = NameChange("市丙局", "市丁局", date(2026, 7, 1), merged=True)
    assert (
        changes_words((renamed, merged))
        == "市甲局自2026年3月1日起更名为市乙局；市丙局自2026年7月1日起并入市丁局"
    )
    assert merged_words(UNIT) == ""
    assert merged_words(UNIT._replace(merged=MERGED)) == "市乙局（自 2026-07-01 起）"


def test_a_full_name_says_whether_and_how_it_was_confirmed() -> None:
    told = Confirmation(date(2026, 11, 29), "核对文件")
    assert confirmed_words(told) == "已确认（2026-11-29，依据：核对文件）"
    assert confirmed_words(told._replace(basis="")) == "已确认（2026-11-29）"
    assert full_name_words(UNIT) == "淮安市甲局"
    assert full_name_words(UNIT._replace(confirmed=told)) == f"淮安市甲局，{confirmed_words(told)}"
    assert full_name_words(UNIT._replace(full_name_certain=False)) == "淮安市甲局（待核）"


def test_a_conflict_names_all_sides_and_the_way_out() -> None:
    sides = (
        UnitSide(b"1", "1a", "张三", "2026-11-20T09:00", "更名为市乙局", "备注不同"),
        UnitSide(b"2", "2b", "甲", "2026-11-21T09:00", "更名为市丙局"),
    )
    told = "1a 张三 2026-11-20：更名为市乙局；备注不同；2b 甲 2026-11-21：更名为市丙局"
    apart = UNIT._replace(sides=sides)
    assert conflict_words(UNIT) == ""
    assert conflict_words(apart) == f"{told}；核定：huaian-tui unit settle 市甲局 --keep 编号 --basis 依据"
    assert conflict_words(apart, settle="按 k") == f"{told}；核定：按 k"
    circle = UNIT._replace(circle=True)
    told = "并成了一圈，这一次合并不算；恢复："
    assert conflict_words(circle) == f"{told}huaian-tui unit set 市甲局 --stands"
    assert conflict_words(circle, restore="按 r") == f"{told}按 r"


def test_what_follows_is_said_also_where_nothing_does() -> None:
    assert follows_words(UnitFollows()) == [
        ("任务", "没有未办结的"),
        ("草稿", "没有"),
        ("待反馈", "没有"),
        ("反馈表", "没有"),
    ]


def test_what_follows_from_a_renaming_stays_and_from_a_merge_passes_on() -> None:
    four = PlanTasks("2025", 3, 0, 1, ("第1项", "第2项", "第3项", "第4项"))
    one = PlanTasks("2026", 0, 1, 0, ("第5项",))
    unnamed = PlanTasks("2027", 0, 0, 1, ())
    follows = UnitFollows(
        (four, one, unnamed), ("甲通报", "乙函", "丙函", "丁函"), ("甲〔2026〕1号",), (date(2026, 11, 1),)
    )
    tasks = "2025 牵头 3 项、经集体 1 项（第1项、第2项、第3项 等）；2026 责任 1 项（第5项）；2027 经集体 1 项"
    drafts = "4 份（甲通报、乙函、丙函 等）；正文不会自动改，印发前请核对"
    forms = "1 份（2026-11-01 导出的）；填好后照常导入"
    assert follows_words(follows) == [
        ("任务", f"{tasks}；照旧归它"),
        ("草稿", drafts),
        ("待反馈", "1 份（甲〔2026〕1号）；照旧由它反馈，已印的名称不变"),
        ("反馈表", forms),
    ]
    assert follows_words(follows, "市乙局") == [
        ("任务", f"{tasks}；自这一天起转给市乙局"),
        ("草稿", drafts),
        ("待反馈", "1 份（甲〔2026〕1号）；由市乙局反馈，也登记在它名下"),
        ("反馈表", forms),
    ]


def test_a_contact_answers_from_the_first_day_to_the_day_before_the_next() -> None:
    first, until = date(2026, 3, 1), date(2026, 7, 1)
    contact = Contact("u1", "市甲局", "联络员", "张三", "8000", first, until, b"1")
    days = (date(2026, 2, 28), first, date(2026, 6, 30), until)
    assert [contact.answers_on(day) for day in days] == [False, True, True, False]
    assert contact._replace(until=None).answers_on(until)
