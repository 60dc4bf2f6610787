"""视图: the list of saved views - Enter opens one, the buttons save, rename, forget, show it first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import on

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services import views
from huaian_tui.services.views import SavedView
from huaian_tui.store.keep.preferences import read_preferences
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.views.opening import show_view
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog, read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import act_on_one
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.threads.background import in_thread

if TYPE_CHECKING:
    from huaian_tui.tui.frame.viewed_screen import ViewedScreen

NOT_KEPT = HuaianError("不能存视图", "这次打开没有设置文件夹", "正常打开程序后再存")


class Line(NamedTuple):
    """A view in the list; ``first``: the program begins with it."""

    view: SavedView
    first: bool


COLUMNS: tuple[Column[Line], ...] = (
    Column("名称", lambda of: of.view.name, weight=2, min_width=12),
    Column("列表", lambda of: views.SCREENS[of.view.screen], width=4),
    Column("条件", lambda of: of.view.words, weight=3, min_width=14, priority=2),
    Column("", lambda of: "先看" if of.first else "", width=4, priority=3),
)


class Asked(NamedTuple):
    """What is to be done: ``verb`` (open, save, rename, delete, first) with the view of this name."""

    verb: str
    name: str


class ViewsDialog(ListDialog[Asked]):
    """The views that there are; the result says what to do."""

    BINDINGS = bindings_for("view_rename", "view_delete", "view_first")
    BUTTONS = (
        ("save", "把现在的列表存为视图.."),
        ("view_rename", "改名.."),
        ("view_delete", "删去.."),
        ("view_first", "打开时先看"),
        ("back", "返回"),
    )

    def __init__(self, lines: Sequence[Line], chosen: str = "") -> None:
        """``chosen``: the name of the view on which the cursor stands at first."""
        said = "视图记下筛选、方案、排列和列，本周、近7天等按打开那天算。"
        about = f"{keys_said('open')}打开所选的视图；{said}"
        empty = "还没有视图。先筛选、排列好列表，再把它存下来"
        super().__init__("视图", about, VirtualList(COLUMNS, measure="个", empty_text=empty))
        self._lines = {line.view.name: line for line in lines}
        self._chosen_first = chosen

    def on_mount(self) -> None:
        """Fill the list."""
        rows = [ListRow(name, cells_of(line, COLUMNS)) for name, line in self._lines.items()]
        self._list.set_source(MemorySource(rows), key=self._chosen_first or None)

    @on(RowSelected)
    def _picked(self, message: RowSelected) -> None:
        message.stop()
        self.dismiss(Asked("open", message.key))

    def action_save(self) -> None:
        """Save what the list shows."""
        self.dismiss(Asked("save", ""))

    def _do(self, verb: str) -> None:
        def act(name: str | None) -> None:
            if name is not None:
                self.dismiss(Asked(verb, name))

        act_on_one(self._list, act)

    def action_view_rename(self) -> None:
        """Another name."""
        self._do("rename")

    def action_view_delete(self) -> None:
        """Forget it."""
        self._do("delete")

    def action_view_first(self) -> None:
        """Begin with it, or with 总览 again."""
        self._do("first")

    def action_back(self) -> None:
        """Nothing."""
        self.dismiss(None)


def open_views(app: Host, screen: ViewedScreen, chosen: str = "") -> None:
    """Show the views; ``screen`` is the one whose list can be saved as one.

    ``chosen``: the name of the view on which the cursor stands; empty: the first one.
    """
    path = app.preferences
    if path is None:
        app.show_error(NOT_KEPT)
        return

    def read() -> list[Line]:
        kept = read_preferences(path)
        first = views.first_view_of(kept)
        return [Line(one.on_day(app.session.today), one == first) for one in views.views_of(kept)]

    def show(lines: list[Line]) -> None:
        by_name = {line.view.name: line for line in lines}

        def asked(answer: Asked) -> None:
            back = partial(open_views, app, screen)
            if answer.verb == "save":
                _save(app, path, screen)
            elif answer.verb == "open":
                show_view(app, by_name[answer.name].view)
            elif answer.verb == "rename":
                _rename(app, path, answer.name, back)
            elif answer.verb == "delete":
                _delete(app, path, answer.name, neighbour(list(by_name), answer.name), back)
            else:
                _begin_with(app, path, by_name[answer.name], partial(back, answer.name))

        open_dialog(app, ViewsDialog(lines, chosen), asked)

    read_then(app, read, show, group="views")


def _save(app: Host, path: Path, screen: ViewedScreen) -> None:
    present = screen.present_view("")

    def save(values: dict[str, Any]) -> SavedView:
        view = screen_view(present, values["name"])
        return views.save_view(path, view, replacing=values["same"] == "replace")

    fields = [
        TextField("name", "名称", required=True, max_length=views.LONGEST_NAME, placeholder="如 我的逾期"),
        ChoiceField("same", "已有同名的", (("keep", "不覆盖"), ("replace", "覆盖")), value="keep"),
    ]
    intro = f"{views.SCREENS[present.screen]}列表：{one_line(present.words)}"
    if present.moving:
        intro += f"\n「{one_line(present.moving)}」不固定：哪天打开视图，就按哪天算。"
    dialog = FormDialog("存为视图", fields, save, intro=intro)
    open_dialog(app, dialog, lambda view: app.tell(f"已存视图「{one_line(view.name)}」"))


def screen_view(present: SavedView, name: str) -> SavedView:
    """What is shown, under the name that was typed."""
    from dataclasses import replace

    return replace(present, name=name)


def neighbour(names: Sequence[str], name: str) -> str:
    """Where the cursor goes when this one is gone: to the next, at the end to the one before; "" for none."""
    place = names.index(name)
    left = [*names[place + 1 :], *reversed(names[:place])]
    return next(iter(left), "")


def _rename(app: Host, path: Path, name: str, back: Callable[[str], object]) -> None:
    def save(values: dict[str, Any]) -> str:
        views.rename_view(path, name, values["name"])
        return str(values["name"])

    field = TextField("name", "名称", value=name, required=True, max_length=views.LONGEST_NAME)
    open_dialog(app, FormDialog("视图改名", [field], save), back, partial(back, name))


def _delete(app: Host, path: Path, name: str, beside: str, back: Callable[[str], object]) -> None:
    answers = (("stay", "不删"), ("delete", "删去"))
    question = ConfirmDialog("删去视图？", f"删去视图「{one_line(name)}」，台账不受影响。", answers)

    def delete() -> None:
        in_thread(app.screen, lambda: views.delete_view(path, name), lambda _: back(beside), group="views")

    if_answered(app, question, "delete", delete, partial(back, name))


def _begin_with(app: Host, path: Path, line: Line, then: Callable[[], object]) -> None:
    chosen = None if line.first else line.view.name

    def done(_: object) -> None:
        what = "总览" if chosen is None else f"视图「{one_line(chosen)}」"
        app.tell(f"打开程序时先看{what}")
        then()

    in_thread(app.screen, lambda: views.begin_with(path, chosen), done, group="views")
