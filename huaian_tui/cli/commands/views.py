"""``view``: the saved views of the terminal program - listed, renamed, deleted, shown first."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.services import views
from huaian_tui.services.views import SavedView
from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.store.keep.preferences import read_preferences

_name = click.argument("name", metavar="名称", type=LINE)


@group("view")
def view() -> None:
    """视图：终端程序的列表上存的筛选、排列和列；tasks、overdue、units 等用 --view 名称 照它列出。"""


@view.command("list")
@json_option
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出存的视图；本周、近7天 等按当天（--today）算。"""
    kept, today = read_preferences(preferences_file()), invocation.today
    found = [one.on_day(today) for one in views.views_of(kept)]
    begins = views.first_view_of(kept)
    first = None if begins is None else begins.on_day(today)

    def blocks() -> Iterator[Block]:
        columns: list[Column[SavedView]] = [
            Column("名称", lambda one: one.name),
            Column("列表", lambda one: views.SCREENS[one.screen]),
            Column("条件", lambda one: one.words, rest=True),
            Column("", lambda one: "打开时先看" if one == first else ""),
        ]
        yield Table(columns, found)
        none = "还没有视图；在终端程序的列表上按 Ctrl+\\ 再选“视图”来存。"
        yield Lines([f"共 {len(found)} 个视图。" if found else none])

    answer(as_json, lambda: [_form(one, first) for one in found], blocks)


def _form(one: SavedView, first: SavedView | None) -> Form:
    command = views.LISTED_BY.get(one.screen)
    listed = None if command is None else f"{command} --view {one.name}"
    return {**views.to_json(one), "first": one == first, "command": listed}


@view.command("rename")
@_name
@click.argument("new", metavar="新名称", type=LINE)
@json_option
@pass_invocation
def rename(_: Invocation, name: str, new: str, as_json: bool) -> None:
    """给视图改名。"""
    path = preferences_file()
    before = views.find_view(path, name)
    views.rename_view(path, before.name, new)
    made = views.find_view(path, new)
    kept = views.first_view_of(read_preferences(path))
    tell(as_json, lambda: _form(made, kept), f"视图“{before.name}”改名为“{made.name}”")


@view.command("delete")
@_name
@json_option
@pass_invocation
def delete(_: Invocation, name: str, as_json: bool) -> None:
    """删去一个视图；台账不受影响。"""
    path = preferences_file()
    gone = views.find_view(path, name)
    views.delete_view(path, gone.name)
    tell(as_json, lambda: _form(gone, None), f"已删去视图“{gone.name}”")


@view.command("first")
@click.argument("name", metavar="[名称]", type=LINE, required=False)
@json_option
@pass_invocation
def first(_: Invocation, name: str | None, as_json: bool) -> None:
    """打开终端程序时先看这个视图；不写名称则先看总览。"""
    path = preferences_file()
    chosen = None if name is None else views.find_view(path, name)
    views.begin_with(path, None if chosen is None else chosen.name)
    said = "打开终端程序时先看总览" if chosen is None else f"打开终端程序时先看视图“{chosen.name}”"
    tell(as_json, lambda: {"first": None if chosen is None else chosen.name}, said)
