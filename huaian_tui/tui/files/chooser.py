"""选文件: folders by keyboard and mouse, a field that narrows the list and takes paths, recent files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from huaian_tui.domain.columns import cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.files.asked import listed
from huaian_tui.tui.files.listing import (
    COLUMNS,
    Entry,
    Listing,
    is_path,
    path_of_key,
    sorted_entries,
)
from huaian_tui.tui.files.places import Source, keep_recent
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected, SortChanged
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.threads.background import in_thread

BEGIN = "最近打开的和常用的位置"
NOTHING = "没有符合的文件。退格清空，再按退格回上一级"
NO_FOLDER = "没有下级文件夹。退格清空，再按退格回上一级"
LONGEST_PATH = 1_000
BUTTONS = (
    ("here", "就用这里"),
    ("open", "打开"),
    ("up", "上一级"),
    ("paste", "粘贴文字.."),
    ("cancel", "取消"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: for what purpose, which names, what the button and the title say.

    ``many``: several may be marked and taken, folders too. ``pasting``: text may be pasted instead.
    ``source``: None for a folder, where something is to go; at first it, or the nearest one above it, is
    shown that was typed (``begin``).
    """

    title: str
    source: Source | None
    suffixes: Sequence[str]
    intro: str = ""
    many: bool = False
    pasting: bool = False
    begin: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether a folder is looked for, no file."""
        return self.source is None

    def fits(self, name: str) -> bool:
        """Whether a file of this name can be read."""
        return name.lower().endswith(tuple(self.suffixes))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that were chosen; without any, text is to be pasted: ``text`` is what was so far."""

    paths: tuple[Path, ...] = ()
    text: str = ""


class PathInput(LineInput):
    """The field above the list: Backspace in the empty field goes up, several pasted lines are a text."""

    class Emptied(Message):
        """Backspace where nothing stands: to the folder above."""

    class TextPasted(Message):
        """Several lines were pasted: no path."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def action_delete_left(self) -> None:
        """Backspace."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.Emptied())

    def _on_paste(self, event: events.Paste) -> None:
        if "\n" in event.text.strip():
            event.prevent_default()
            event.stop()
            self.post_message(self.TextPasted(event.text))
        else:
            super()._on_paste(event)


class FileList(VirtualList):
    """The lines, led by the field."""

    def __init__(self, marks: Marks | None) -> None:
        super().__init__(COLUMNS, measure="个", empty_text=NOTHING, marks=marks)
        self.can_focus = False
        self.led = True


class FileChooser(ModalScreen[Chosen]):
    """The list of a folder under the field; the field has the keys, the arrows are the list's."""

    BINDINGS = [
        *bindings_for("save", "paste_instead", "mark_down", "mark_up", "back"),
        *(
            Binding(key, f"move({step})", show=False)
            for key, step in (("up", -1), ("down", 1), ("pageup", -10), ("pagedown", 10))
        ),
    ]
    AUTO_FOCUS = "PathInput"
    DEFAULT_CSS = """
    FileChooser .folder-line { height: 1; color: $text-quiet; text-overflow: ellipsis; text-wrap: nowrap; }
    """

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.hint_words = {"save": "取用"}
        self._wanted = wanted
        self._begin = wanted.begin
        """What was typed before, until its folder is shown."""
        self._folder: Path | None = None
        """The folder that is shown while nothing of a path is typed; None: the places to begin at."""
        self._came_from: Path | None = None
        """The folder that was left by going up: the cursor stands on it."""
        self._listed: Path | None = None
        """The folder whose lines are shown."""
        self._shown: tuple[Entry, ...] = ()
        self._marks = Marks()

    def compose(self) -> ComposeResult:
        """Title, folder, field, list, buttons."""
        with Vertical(classes="dialog dialog-list"):
            yield Static(one_line(self._wanted.title), classes="dialog-title", markup=False)
            with Vertical(classes="dialog-body"):
                if self._wanted.intro:
                    yield ChineseText(self._wanted.intro)
                yield Static("", classes="folder-line", markup=False)
                yield PathInput(placeholder="输入几个字缩小列表，或写、粘贴路径", max_length=LONGEST_PATH)
                yield FileList(self._marks if self._wanted.many else None)
            with ButtonRow():
                for name, label in BUTTONS:
                    if self._offers(name):
                        yield Button(Content(label), compact=True, id=f"file-{name}")
        yield HintBar()

    def _offers(self, button: str) -> bool:
        """Whether this button stands there."""
        return {"paste": self._wanted.pasting, "here": self._wanted.is_folder}.get(button, True)

    def on_mount(self) -> None:
        """What was opened lately, and the usual places."""
        self._look("")

    @property
    def _app(self) -> Host:
        return host_of(self)

    @property
    def _list(self) -> VirtualList:
        return self.query_one(VirtualList)

    @property
    def _field(self) -> PathInput:
        return self.query_one(PathInput)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Text is pasted only where that is understood."""
        if action == "paste_instead":
            return self._wanted.pasting
        return super().check_action(action, parameters)

    # ------------------------------------------------------------------ what is listed

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look(event.value)

    def _look(self, typed: str) -> None:
        """Read what is asked for in a thread: a stick or a share may be slow."""
        at, wanted, app, begin = self._folder, self._wanted, self._app, self._begin
        self._list.expect(other_rows=True)

        def read() -> Listing:
            return listed(app, wanted.source, wanted.fits, typed, at, begin)

        def show(found: Listing) -> None:
            if begin and not is_path(typed):
                self._begin, self._folder = "", found.folder
            self._show(found)

        in_thread(self, read, show, group="folder", refused=self._refused)

    def _show(self, found: Listing) -> None:
        self._shown, self._listed = found.entries, found.folder
        where = BEGIN if found.folder is None else f"文件夹  {one_line(str(found.folder))}"
        self.query_one(".folder-line", Static).update(where)
        self._list.empty_text = NO_FOLDER if self._wanted.is_folder else NOTHING
        self._list.set_caption(found.others)
        self._list.hide_columns(*(() if found.folder is None else ("位置",)))
        self._fill()

    def _fill(self) -> None:
        entries, sort = list(self._shown), self._list.sort
        if sort is not None:
            entries = sorted_entries(entries, sort.key, descending=sort.descending)
        rows = [ListRow(one.key, cells_of(one, COLUMNS)) for one in entries]
        left = next((one.key for one in entries if one.path == self._came_from), None)
        self._list.set_source(MemorySource(rows), key=left)

    def _refused(self, error: HuaianError) -> None:
        self._shown = ()
        self._list.set_caption("")
        self._list.empty_text = own_words(error.one_line())
        self._list.set_source(MemorySource(()))

    @on(SortChanged)
    def _sort_changed(self, message: SortChanged) -> None:
        message.stop()
        self._fill()

    # ------------------------------------------------------------------ keys and mouse

    def action_move(self, step: int) -> None:
        """The arrows move the cursor of the list."""
        self._list.move_to(self._list.cursor + step)

    def action_mark_down(self) -> None:
        """Mark the file under the cursor and go on."""
        if self._wanted.many:
            self._list.action_mark_down()

    def action_mark_up(self) -> None:
        """The same upwards."""
        if self._wanted.many:
            self._list.action_mark_up()

    @on(PathInput.Emptied)
    def _up(self) -> None:
        """One folder up; from the top to the places to begin at."""
        if self._folder is not None:
            above = self._folder.parent
            self._go_to(None if above == self._folder else above, came_from=self._folder)

    def _go_to(self, folder: Path | None, came_from: Path | None = None) -> None:
        self._folder, self._came_from, self._begin = folder, came_from, ""
        with self._field.prevent(Input.Changed):
            self._field.load("")
        self._look("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.with_chosen(self._open)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._open(message.key)

    def _open(self, key: str | None) -> None:
        """Into a folder; a file, or all that are marked, is the answer."""
        entry = self._entry(key)
        if self._marks and (entry is None or not entry.folder):
            self._take_marked()
        elif entry is None:
            self._app.tell(self._list.empty_text if not self._list.count else "请先选一个文件", "warning")
        elif entry.folder:
            self._go_to(entry.path)
        else:
            self._take([entry.path])

    def action_save(self) -> None:
        """Ctrl+S: take what is marked, else the file (where several are wanted also the folder) at hand."""

        def take(key: str | None) -> None:
            entry = self._entry(key)
            if self._wanted.is_folder:
                self._take_folder(entry)
            elif self._marks:
                self._take_marked()
            elif self._wanted.many and entry is not None:
                self._take([entry.path])
            else:
                self._open(key)

        self._list.with_chosen(take)

    def _take_folder(self, entry: Entry | None) -> None:
        """The folder whose lines are shown; else, and while a path is begun, the one under the cursor."""
        typed = self._field.value
        begun = is_path(typed) and str(self._listed) != typed.strip().rstrip(os.sep)
        if self._listed is not None and not begun:
            self.dismiss(Chosen((self._listed,)))
        elif entry is not None and entry.folder:
            self.dismiss(Chosen((entry.path,)))
        else:
            self._app.tell("请先选一个文件夹", "warning")

    def _take_marked(self) -> None:
        self._take([path_of_key(one) for one in self._list.marked])

    def _entry(self, key: str | None) -> Entry | None:
        return next((one for one in self._shown if one.key == key), None)

    def _take(self, paths: Sequence[Path]) -> None:
        app, source = self._app, self._wanted.source
        if source is None:
            return  # a folder has nothing to be taken in it
        in_thread(app.screen_stack[0], lambda: keep_recent(app, source, paths), _done, group="recent-files")
        self.dismiss(Chosen(tuple(paths)))

    @on(PathInput.TextPasted)
    def _text_pasted(self, message: PathInput.TextPasted) -> None:
        message.stop()
        if self._wanted.pasting:
            self.dismiss(Chosen(text=message.text))
        else:
            self._app.tell("这里要选文件，一次只能写一个路径", "warning")

    def action_paste_instead(self) -> None:
        """粘贴文字: no file at all."""
        self.dismiss(Chosen())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "file-open":
            self._list.with_chosen(self._open)
        elif event.button.id == "file-up":
            self._up()
            self._field.focus()
        elif event.button.id == "file-here":
            self.action_save()
        elif event.button.id == "file-paste":
            self.action_paste_instead()
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Esc: what was typed goes first, then the dialog."""
        if self._field.value:
            self._field.load("")
        else:
            self.dismiss(None)


def _done(_: object) -> None:
    """Nothing more is to be said."""


def choose_file(app: Host, wanted: Wanted, then: Callable[[Chosen], object]) -> None:
    """Ask for a file (or several, or a text to be pasted); ``then`` gets it unless it is given up."""
    open_dialog(app, FileChooser(wanted), then)
