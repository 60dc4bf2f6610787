"""The same plan revised: what moved, merged, was split, reworded, and what is no change at all."""

from __future__ import annotations

from typing import Any

from support.plan_drafts import from_text

from huaian_tui.importing.revisions.changes import Change, changes_between
from huaian_tui.importing.revisions.changes_json import changes_json
from huaian_tui.importing.revisions.items import PlanItem, items_of

HEADS = "序号\t类别\t任务\t牵头单位\t责任单位\t时限"
ROWS = [
    "1\t制度\t制定公共数据登记管理办法。\t市数据局\t市司法局\t6月底前",
    "2\t制度\t建立数据产权争议调解机制。\t市司法局\t市法院\t9月底前",
    "3\t流通\t培育数据商20家以上。\t市数据局\t市工信局、市商务局\t12月底前",
    "4\t流通\t建设数据交易服务平台。\t市数据局\t市大数据中心\t8月底前",
    "5\t流通\t建设隐私计算公共服务节点。\t市大数据中心\t市数据局\t12月底前",
    "6\t安全\t开展数据安全检查和应急演练。\t市委网信办\t市公安局\t11月底前",
    "7\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
]


def items(rows: list[str]) -> list[PlanItem]:
    return items_of(from_text("云川市2026年任务表\n" + "\n".join([HEADS, *rows])))


def changed(old: list[str], new: list[str]) -> list[tuple[str, Any, Any]]:
    before, after = items(old), items(new)
    listed = changes_json(changes_between(before, after), before, after)
    return [(one["change"], one["old_no"], one["new_no"]) for one in listed if one["change"] != "unchanged"]


def with_row(place: int, row: str) -> list[str]:
    return [row if at == place else one for at, one in enumerate(ROWS)]


def test_the_same_text_has_no_change() -> None:
    before = items(ROWS)
    assert {one.kind for one in changes_between(before, items(ROWS))} == {"unchanged"}


def test_spelling_is_no_change() -> None:
    other = [
        "1\t制度\t制定公共数据登记管理办法\t市数据局\t市司法局\t2026年6月30日前",
        "2\t制度\t建立数据产权 争议调解机制。\t市司法局\t市法院\t2026年9月",
        "3\t流通\t培育数据商20家以上。\t市数据局\t市工业和信息化局、市商务局\t年底前",
        *ROWS[3:],
    ]
    assert changed(ROWS, other) == []


def test_words_dates_targets_and_units() -> None:
    row = "3\t流通\t培育数据商30家以上。\t市数据局\t市工信局、市财政局\t11月底前"
    assert changed(ROWS, with_row(2, row)) == [
        ("reworded", "3", "3"),
        ("unit_added", "3", "3"),
        ("unit_dropped", "3", "3"),
        ("date_moved", "3", "3"),
        ("target_changed", "3", "3"),
    ]


def test_rewording_is_marked_by_character() -> None:
    row = "1\t制度\t制定公共数据登记管理实施办法。\t市数据局\t市司法局\t6月底前"
    before, after = items(ROWS), items(with_row(0, row))
    (change,) = [one for one in changes_between(before, after) if one.kind == "reworded"]
    assert change.marks == (("=", "制定公共数据登记管理"), ("+", "实施"), ("=", "办法。"))


def test_another_lead_is_one_change() -> None:
    row = "7\t安全\t设立数据安全专家库。\t市数据局\t市科协、市委网信办\t4月底前"
    assert changed(ROWS, with_row(6, row)) == [("lead_changed", "7", "7")]


def test_two_tasks_merge_into_one() -> None:
    new = [
        *ROWS[:3],
        "4\t流通\t建设数据交易服务平台和隐私计算公共服务节点。\t市数据局、市大数据中心\t\t10月底前",
        "5\t安全\t开展数据安全检查和应急演练。\t市委网信办\t市公安局\t11月底前",
        "6\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
    ]
    assert changed(ROWS, new) == [
        ("merged", ["4", "5"], "4"),
        ("date_moved", ["4", "5"], "4"),
        ("renumbered", "6", "5"),
        ("renumbered", "7", "6"),
    ]


def test_one_task_is_split_into_two() -> None:
    new = [
        *ROWS[:5],
        "6\t安全\t开展数据安全检查。\t市委网信办\t市公安局\t11月底前",
        "7\t安全\t组织数据安全应急演练。\t市公安局\t市委网信办\t11月底前",
        "8\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
    ]
    assert changed(ROWS, new) == [("split", "6", ["6", "7"]), ("renumbered", "7", "8")]


def test_added_removed_and_renumbered() -> None:
    new = [
        ROWS[0],
        "2\t制度\t出台政府采购数据服务指引。\t市财政局\t市数据局\t7月底前",
        *[f"{at}\t{row.partition(chr(9))[2]}" for at, row in enumerate(ROWS[1:6], start=3)],
    ]
    assert changed(ROWS, new) == [
        ("added", None, "2"),
        ("renumbered", "2", "3"),
        ("renumbered", "3", "4"),
        ("renumbered", "4", "5"),
        ("renumbered", "5", "6"),
        ("renumbered", "6", "7"),
        ("removed", "7", None),
    ]


def test_a_task_that_goes_to_another_part_is_moved() -> None:
    new = [
        "1\t制度\t建立数据产权争议调解机制。\t市司法局\t市法院\t9月底前",
        "2\t流通\t培育数据商20家以上。\t市数据局\t市工信局、市商务局\t12月底前",
        "3\t流通\t建设数据交易服务平台。\t市数据局\t市大数据中心\t8月底前",
        "4\t流通\t建设隐私计算公共服务节点。\t市大数据中心\t市数据局\t12月底前",
        "5\t安全\t开展数据安全检查和应急演练。\t市委网信办\t市公安局\t11月底前",
        "6\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
        "7\t安全\t制定公共数据登记管理办法。\t市数据局\t市司法局\t6月底前",
    ]
    found = changed(ROWS, new)
    assert ("moved", "1", "7") in found
    assert {kind for kind, old, _ in found if old != "1"} == {"renumbered"}


def test_a_part_that_only_got_another_name_moves_nothing() -> None:
    assert changed(ROWS, [row.replace("\t流通\t", "\t流通交易\t") for row in ROWS]) == []


def test_a_doubtful_match_is_not_sure() -> None:
    row = "7\t安全\t组建网络与数据安全专家咨询委员会。\t市委网信办\t市科协\t4月底前"
    before, after = items(ROWS), items(with_row(6, row))
    last: list[Change] = [one for one in changes_between(before, after) if 6 in one.old]
    assert last and all(not one.sure for one in last if one.kind != "removed")


def test_a_standing_task_that_gets_a_date() -> None:
    old = with_row(6, "7\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t长期")
    assert changed(old, ROWS) == [("date_added", "7", "7")]
    assert changed(ROWS, old) == [("date_dropped", "7", "7")]


def test_parts_of_a_split_with_the_same_target_change_none_and_short_names_are_no_changes() -> None:
    old = from_text(
        "云川市2026年工作要点\n1.开展窗口人员业务培训和评议考核，每季度一次。（市政务办、市自然资源局按职责分工负责）\n"
        "2.建成平台。（市数据局牵头）\n"
    )
    new = from_text(
        "云川市2026年工作要点\n1.开展窗口人员业务培训，每季度一次。（市政务办、市自然资源和规划局按职责分工负责）\n"
        "2.开展窗口人员评议考核，每季度一次。（市政务办按职责分工负责）\n3.建成平台。（市数据局牵头）\n"
    )
    before, after = items_of(old), items_of(new)
    changes = changes_between(before, after)
    found = [(one.kind, one.old, one.new) for one in changes if one.kind != "unchanged"]
    assert found == [("split", (0,), (0, 1)), ("renumbered", (1,), (2,))]
