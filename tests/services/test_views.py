"""Saved views: kept with what a newer program says of them, found by name, honest about what is gone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.tui import TODAY

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.services import views
from huaian_tui.services.views import SavedView
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.preferences import read_preferences
from huaian_tui.store.search.filters import (
    Facet,
    Filter,
    Vocabulary,
    light_filter,
    offers,
    plan_filter,
    unit_filter,
)

VIEW = SavedView(
    "本周 到期",
    "tasks",
    "入表",
    (light_filter(Light.OVERDUE), unit_filter("市财政局")),
    Sort("due", descending=True),
    ("序号", "重点任务"),
    {"tree": True},
)


def test_a_view_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    views.save_view(path, VIEW)
    assert views.read_views(path) == [VIEW]
    assert views.find_view(path, " 本周 到期 ", "tasks") == VIEW
    with pytest.raises(HuaianError, match="已有"):
        views.save_view(path, VIEW)
    views.save_view(path, SavedView("本周 到期", "tasks"), replacing=True)
    assert views.read_views(path) == [SavedView("本周 到期", "tasks")]


def test_what_could_not_be_read_again_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    with pytest.raises(InputRefused, match="筛选的文字太长"):
        views.save_view(path, SavedView("长", "tasks", "写" * 501))
    views.save_view(path, VIEW)
    with pytest.raises(HuaianError, match="视图等存得太多"):
        for number in range(views.MOST):
            views.save_view(path, SavedView(f"视图{number}", "tasks", "写" * 500, VIEW.filters * 10))
    assert views.read_views(path)[0] == VIEW and len(views.read_views(path)) > 10


def test_what_a_newer_program_saved_is_never_lost(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    newer = {"name": "新式", "screen": "maps", "map": [1, 2]}
    known = {**views.to_json(VIEW), "colour": "红"}
    odd = ["?", {"name": "坏", "screen": "tasks", "filters": [{"facet": "moon", "value": "1", "words": "1"}]}]
    path.write_text(json.dumps({"theme": "x", "views": [newer, known, *odd]}), encoding="utf-8")
    assert [one.name for one in views.read_views(path)] == ["本周 到期"]
    views.rename_view(path, "本周 到期", "改名")
    views.save_view(path, SavedView("另一个", "notices"))
    views.save_view(path, SavedView("改名", "tasks"), replacing=True)
    kept = read_preferences(path)
    assert kept["theme"] == "x" and kept["views"][0] == newer and kept["views"][2:4] == odd
    assert kept["views"][1]["colour"] == "红" and kept["views"][1]["name"] == "改名"
    with pytest.raises(NotFound) as refusal:
        views.find_view(path, "新式")
    assert "较新版本" in refusal.value.one_line()


def test_views_of_another_form_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text('{"views": {"form": 2}}', encoding="utf-8")
    with pytest.raises(HuaianError, match="没有存上"):
        views.save_view(path, VIEW)
    assert read_preferences(path) == {"views": {"form": 2}}


def test_an_unknown_name_names_the_views_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    views.save_view(path, VIEW)
    views.save_view(path, SavedView("草稿们", "notices"))
    with pytest.raises(NotFound) as refusal:
        views.find_view(path, "没有", "tasks")
    assert "现有：本周 到期；" in refusal.value.one_line()
    with pytest.raises(HuaianError) as other:
        views.find_view(path, "草稿们", "tasks")
    assert "notice list --view" in other.value.one_line()


def test_the_first_view_follows_its_name(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    views.save_view(path, VIEW)
    views.begin_with(path, VIEW.name)
    views.rename_view(path, VIEW.name, "早上")
    first = views.first_view_of(read_preferences(path))
    assert first is not None and first.name == "早上"
    views.delete_view(path, "早上")
    kept = read_preferences(path)
    assert views.first_view_of(kept) is None and views.FIRST_KEY not in kept


def test_what_a_view_asks_for_and_is_gone_is_said(ledger: Ledger) -> None:
    def said(*filters: Filter) -> str:
        view = SavedView("甲", "tasks", filters=filters)
        return "".join(views.what_is_gone(ledger.connection, TODAY, view))

    assert said(unit_filter("市财政局")) == ""
    assert "单位“没有局”不在这本台账里" in said(unit_filter("没有局"))
    assert "方案“旧方案”不在这本台账里" in said(plan_filter("zzz", "旧方案"))


def test_this_week_is_the_week_of_the_day_on_which_a_view_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    (week,) = offers("本周", TODAY, Vocabulary(), (Facet.DATES,))
    views.save_view(path, SavedView("到期", "milestones", filters=(week,)))
    kept = views.find_view(path, "到期")
    assert kept.moving == "本周" and kept.on_day(TODAY).filters == (week,)
    later = kept.on_day(date(2027, 2, 3))
    assert later.filters[0].value == "2027-02-01/2027-02-07"
    assert later.words == "日期 本周（2027-02-01至02-07）"


def test_a_view_of_before_keeps_its_days(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    days = {"facet": "dates", "value": "2026-11-16/2026-11-22", "words": "2026-11-16至11-22"}
    old = {**views.to_json(SavedView("旧", "tasks")), "filters": [days]}
    path.write_text(json.dumps({"views": [old]}), encoding="utf-8")
    (found,) = views.read_views(path)
    assert found.moving == "" and found.on_day(date(2027, 2, 3)) == found
