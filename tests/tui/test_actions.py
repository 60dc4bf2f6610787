"""The registry of actions keeps its promises."""

from __future__ import annotations

from collections import defaultdict

import pytest
from pypinyin import lazy_pinyin

from huaian_tui.tui.actions.opening import SCREEN_MODES, opened_by
from huaian_tui.tui.actions.registry import (
    ACTIONS,
    EDITING_KEYS,
    GROUPS,
    NOTICES,
    REPORTS,
    WORK,
    action,
    bindings_for,
    grouped,
    keys_of,
    match_rank,
    matches,
)
from huaian_tui.tui.actions.table_evaluation import EVALUATION_ACTIONS
from huaian_tui.tui.actions.table_files import FILE_ACTIONS
from huaian_tui.tui.actions.table_lists import LIST_ACTIONS
from huaian_tui.tui.areas.drafts import DraftsDialog
from huaian_tui.tui.areas.notes.note_form import NoteForm
from huaian_tui.tui.areas.plan_import.screen import ImportPreview
from huaian_tui.tui.areas.self_reports.dialog import ReportsDialog
from huaian_tui.tui.areas.tasks.assigning_dialog import AssigningDialog
from huaian_tui.tui.files.chooser import FileChooser
from huaian_tui.tui.files.files_form import FilesForm
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.list.virtual_list import VirtualList

IN_PALETTE = [item for item in ACTIONS if item.in_palette]


def test_ids_are_unique_and_every_group_is_in_the_help() -> None:
    ids = [item.id for item in ACTIONS]
    assert len(ids) == len(set(ids))
    assert {item.group for item in ACTIONS} == set(GROUPS)
    assert sum(len(members) for _, members in grouped()) == len(ACTIONS)


@pytest.mark.parametrize("item", ACTIONS, ids=lambda item: item.id)
def test_every_letter_has_a_route_that_works_while_an_input_method_composes(item) -> None:
    """One without any key is reached by the palette and by the leader's menu, whose keys are such routes."""
    if item.keys:
        assert any(len(key) > 1 for key in item.keys), "only a letter"
    else:
        assert item.in_palette and item.pinyin and item.leader


@pytest.mark.parametrize("item", ACTIONS, ids=lambda item: item.id)
def test_full_width_twins_are_bound(item) -> None:
    bound = {binding.key for binding in bindings_for(item.id)}
    for key in item.keys:
        assert key in bound
        if len(key) == 1:
            assert chr(ord(key) + 0xFEE0) in bound


def test_the_slash_of_an_input_method_filters() -> None:
    assert {"/", "／", "、"} <= set(keys_of(action("filter")))


def test_no_letter_saves_quits_or_goes_back() -> None:
    for action_id in ("save", "quit", "back", "export"):
        assert all(len(key) > 1 for key in keys_of(action(action_id)))


def test_keys_that_terminals_keep_for_themselves_are_not_used() -> None:
    taken = {"ctrl+m", "ctrl+h", "ctrl+j", "ctrl+i", "f10", "f11"}
    for item in ACTIONS:
        assert not taken & set(item.keys), item.id


def test_no_key_stands_twice_on_one_screen() -> None:
    """The notices screen has keys of its own; elsewhere two actions share one only on two screens.

    These are 指标树, 已完成 and 筛选条件, 催办单 and 拟文书, 导出列表 and 导出 of a notice,
    改单位信息. Those of 单位自报 belong to a dialog and to single screens, those of drafts, of a note,
    of choosing a file, of columns and views, of conflicts and of forms on several things to these dialogs,
    those of 评价 to that screen:
    the test below looks at these.
    """
    of_dialogs = {"note_template", "draft_view", "draft_drop", *(item.id for item in FILE_ACTIONS)}
    of_dialogs |= {"recall", "recall_newer", "batch_items"}
    of_dialogs |= {"keep_mine", "keep_theirs", "decide_anew"}
    of_dialogs |= {item.id for item in LIST_ACTIONS if not item.in_palette}
    of_dialogs |= {"assign_accept", "assign_change", "assign_skip", "assign_previous"}
    of_dialogs |= {item.id for item in EVALUATION_ACTIONS if item.default_keys}
    usual = [item for item in ACTIONS if item.group != REPORTS and item.id not in of_dialogs]
    alone = {"toggle_finished", "notice_of_tasks", "export_list", "search_filters", "change_unit"}
    elsewhere = [item for item in usual if item.group != NOTICES and item.id not in alone]
    away = [item for item in usual if item.group == WORK or item.id.startswith("toggle_")]
    on_notices = [item for item in usual if item not in away and item.id not in alone]
    for on_one_screen in (elsewhere, on_notices):
        owners: dict[str, set[str]] = defaultdict(set)
        for item in on_one_screen:
            for key in keys_of(item):
                owners[key].add(item.id)
        assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def screen_classes() -> list[type]:
    """The six screens and the dialogs with actions of their own."""
    found = []
    for item in SCREEN_MODES.values():
        found.append(opened_by(item))
    of_files = (FileChooser, FilesForm, ImportPreview)
    return [*found, ReportsDialog, DraftsDialog, NoteForm, *of_files, AssigningDialog]


@pytest.mark.parametrize("screen", screen_classes(), ids=lambda screen: screen.__name__)
def test_no_screen_binds_a_key_twice(screen: type) -> None:
    """With those of its list; only 重新督办 takes a key from 导入反馈表, which keeps its letter there."""
    bound = [*screen.__dict__["BINDINGS"], *VirtualList.BINDINGS]
    if issubclass(screen, LedgerScreen):
        bound += LedgerScreen.BINDINGS
    owners: dict[str, set[str]] = defaultdict(set)
    for binding in bound:
        owners[binding.key].add(binding.id)
    twice = {key: ids for key, ids in owners.items() if len(ids) > 1}
    assert twice in ({}, {"ctrl+o": {"reopen", "import_forms"}})


@pytest.mark.parametrize("item", IN_PALETTE, ids=lambda item: item.id)
def test_pinyin_written_in_the_table_is_that_of_the_title(item) -> None:
    assert item.pinyin.split() == lazy_pinyin(item.title)


@pytest.mark.parametrize("query", ["写记录", "记录", "xjl", "xieji", "XJL", " xie ji "])
def test_palette_finds_an_action_by_chinese_pinyin_and_initials(query: str) -> None:
    assert matches(action("note"), query)


def test_palette_does_not_find_what_is_not_meant() -> None:
    assert not matches(action("note"), "yanqi")
    assert not matches(action("note"), "[/]")


@pytest.mark.parametrize("query", ["主题", "皮肤", "zhut"])
def test_palette_finds_an_action_by_another_word(query: str) -> None:
    assert [item.id for item in ACTIONS if (match_rank(item, query) or 9) < 9] == ["choose_theme"]


def test_what_edits_a_text_never_has_priority_over_it() -> None:
    keys = {binding.key for item in ACTIONS for binding in bindings_for(item.id) if binding.priority}
    assert not keys & EDITING_KEYS and {"ctrl+s", "ctrl+e", "ctrl+f"} <= keys


def test_only_function_keys_have_priority_over_typing() -> None:
    for item in ACTIONS:
        for binding in bindings_for(item.id):
            assert not (binding.priority and len(binding.key) == 1)
