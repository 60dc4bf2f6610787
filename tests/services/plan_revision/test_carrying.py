"""Milestones, duties and deliverables of a task whose text is written anew."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from huaian_tui.services.plan_revision.carrying import Carried, carry_by_phrase, carry_milestones


def milestone(identity: str, phrase: str, due: str | None, **more: Any) -> dict[str, Any]:
    return {"id": identity, "title": phrase, "phrase": phrase, "basis": "原文写明", "due": due, **more}


def target(value: float) -> dict[str, Any]:
    return {"operator": ">=", "value": value, "upper": None, "unit": "家", "target_text": f"{value:g}家以上"}


def carried(
    old: list[dict[str, Any]],
    new: list[dict[str, Any]],
    texts: tuple[str, str],
    recorded: Mapping[str, str] | None = None,
) -> Carried:
    fresh = (f"x-{place}" for place in count(10))
    return carry_milestones(old, new, texts, recorded or {}, lambda: next(fresh))


def test_a_day_that_moves_keeps_the_id() -> None:
    old, new = [milestone("x-1", "6月底前", "2026-06-30")], [milestone("x-1", "7月底前", "2026-07-31")]
    made = carried(old, new, ("制定办法。6月底前", "制定办法。7月底前"))
    assert [(one["id"], one["due"], one["phrase"]) for one in made.parts] == [
        ("x-1", "2026-07-31", "7月底前")
    ]
    assert not made.kept and not made.dropped


def test_a_target_that_is_raised_keeps_the_id() -> None:
    old = [
        milestone("x-1", "不少于10家", None),
        milestone("x-2", "培育数据商20家以上", "2026-12-31", **target(20)),
    ]
    new = [milestone("x-1", "培育数据商30家以上", "2026-12-31", **target(30))]
    made = carried(old, new, ("不少于10家，培育数据商20家以上", "培育数据商30家以上"))
    assert [(one["id"], one["value"]) for one in made.parts] == [("x-2", 30)]
    assert [one["id"] for one in made.dropped] == ["x-1"]


def test_what_is_new_gets_an_id_that_none_ever_had() -> None:
    old = [milestone("x-1", "6月底前完成", "2026-06-30")]
    new = [*old, milestone("x-2", "9月底前验收", "2026-09-30")]
    made = carried(old, new, ("6月底前完成", "6月底前完成，9月底前验收"))
    assert [one["id"] for one in made.parts] == ["x-1", "x-10"]


def test_what_was_decided_is_kept_and_marked() -> None:
    old = [milestone("x-1", "6月底前", "2026-06-30")]
    made = carried(old, [], ("完成。6月底前", "完成。长期"), {"x-1": "6月底前"})
    assert made.parts == [old[0] | {"kept": True}] and made.kept == old


def test_what_is_known_beyond_the_words_stays_while_they_stand() -> None:
    old = [milestone("x-1", "2024年启动工作", "2024-12-31", assumed=True)]
    new = [milestone("x-1", "2024年启动工作", None)]
    assert carried(old, new, ("2024年启动工作", "2024年启动工作，扩大范围")).parts == old


def test_a_phrase_that_reads_a_little_otherwise_is_followed() -> None:
    old = [milestone("x-1", "完成市数据资产登记平台建设", "2024-12-31", assumed=True)]
    texts = ("启动工作，完成市数据资产登记平台建设；扩大。", "启动工作，完成市级数据资产登记平台建设；扩大。")
    (only,) = carried(old, [], texts).parts
    assert (only["id"], only["phrase"], only["due"]) == ("x-1", "完成市级数据资产登记平台建设", "2024-12-31")


def test_a_number_that_changed_is_not_followed() -> None:
    old = [milestone("x-1", "培育企业20家", "2026-12-31", **target(20))]
    made = carried(old, [], ("今年培育企业20家左右", "今年培育企业90家左右"))
    assert made.parts == [] and made.dropped == old


def test_occurrences_of_a_recurring_duty_keep_their_days_and_series() -> None:
    def occurrence(day: str) -> dict[str, Any]:
        return milestone(f"x-1-{day.replace('-', '')}", "每季度报告", day, series="x-1", every="quarter")

    old = [occurrence(day) for day in ("2026-03-31", "2026-06-30")]
    new = [occurrence(day) for day in ("2026-03-31", "2026-06-30", "2026-09-30")]
    made = carried(old, new, ("每季度报告", "每季度报告"))
    assert [one["id"] for one in made.parts] == ["x-1-20260331", "x-1-20260630", "x-1-20260930"]
    assert {one["series"] for one in made.parts} == {"x-1"}


def test_duties_and_deliverables_go_by_their_phrases() -> None:
    old = [
        {"id": "x-a", "title": "办法", "phrase": "制定办法"},
        {"id": "x-b", "title": "清单", "phrase": "形成清单"},
    ]
    made = carry_by_phrase(
        old, [{"phrase": "持续推进"}], ("制定办法，形成清单", "制定办法，持续推进"), {"x-b": "清单"}
    )
    assert [one["phrase"] for one in made.parts] == ["制定办法", "形成清单", "持续推进"]
    assert [one["id"] for one in made.kept] == ["x-b"]
