"""数字来源 of a notice: the list of its figures; Enter lists what one counts, Enter there opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from textual import on

from huaian_tui.documents.composers.sources import Passage
from huaian_tui.documents.composers.sources_annex import ANNEX, NO_RECORD, NOTHING_COUNTED
from huaian_tui.documents.counted import THING_TITLES, Figure, Thing, ThingKind
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.services.notice_files import FORMATS
from huaian_tui.services.notice_sources import export_sources
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.send_out import ALL_FORMATS, Exported
from huaian_tui.tui.areas.notices.text import notice_name
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList

NO_FIGURES = "文中没有数字"
_UNSAID = "没有记录"

_OPENED_IN: dict[ThingKind, str] = {
    "task": "tasks",
    "milestone": "milestones",
    "reading": "milestones",
    "notice": "notices",
}
"""The screens on which things are opened; any other is a record."""


class Place(NamedTuple):
    """Where a thing is opened: a screen, and its place there."""

    mode: str
    key: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: a figure in its passage; None: a passage whose numbers no record stands behind."""

    passage: Passage
    figure: Figure | None

    @property
    def counted(self) -> str:
        """What it counts: 12个节点; 没有记录."""
        if self.passage.edited is not None:
            return f"手改 {self.passage.edited.officer}"
        if self.figure is None:
            return _UNSAID
        kinds = Counter(THING_TITLES[one.kind] for one in self.figure.things)
        return "，".join(f"{title} {count}" for title, count in kinds.items()) or "0"


_FIGURES: tuple[Column[_Line], ...] = (
    Column("所在", lambda one: one.passage.place, weight=2, min_width=14),
    Column("数字", lambda one: _label(one), weight=2, min_width=16),
    Column("文中写的", lambda one: _printed(one), weight=3, min_width=12, priority=3),
    Column("所计", lambda one: one.counted, width=14),
)

_THINGS: tuple[Column[Thing], ...] = (
    Column("任务", lambda one: one.task, width=10),
    Column("种类", lambda one: THING_TITLES[one.kind], width=8, priority=5),
    Column("事项", lambda one: one.title, weight=3, min_width=16),
    Column("状态", lambda one: one.said, width=12, priority=4),
    Column("日期", lambda one: "" if one.day is None else one.day.isoformat(), width=10, priority=2),
    Column("登记人", lambda one: one.officer, width=8, priority=3),
)


def _label(line: _Line) -> str:
    return "" if line.figure is None else line.figure.label


def _printed(line: _Line) -> str:
    said = line.passage.text if line.figure is None else line.figure.value
    return " ".join(said.split())[:200]


def place_of(thing: Thing) -> Place:
    """Where a thing is opened."""
    mode = _OPENED_IN.get(thing.kind, "records")
    return Place(mode, thing.key if mode in ("tasks", "milestones") else thing.key.replace("-", ""))


class FiguresDialog(ListDialog[Place]):
    """Every figure of a notice; the result is the place of the thing to be opened, None for Esc."""

    BUTTONS = (("save", "导出附表..."), ("back", "关闭"))

    def __init__(
        self, notice: NoticeRow, found: Sequence[Passage], fingerprint: str, chosen: str = ""
    ) -> None:
        """``fingerprint``: what is said of 台账指纹; ``chosen``: the key of the figure on which the cursor
        stands at first."""
        self._notice = notice
        self._found = tuple(found)
        self._lines = [_Line(one, figure) for one in found for figure in (one.figures or (None,))]
        self.left = chosen
        """The key of the figure under the cursor when the dialog was left."""
        about = f"{notice_name(notice)}。{keys_said('open')} 看一个数字计了哪些事项。\n{fingerprint}。"
        super().__init__("数字来源", about, VirtualList(_FIGURES, empty_text=NO_FIGURES, measure="处"))

    def on_mount(self) -> None:
        """Fill the list."""
        rows = [ListRow(str(place), cells_of(one, _FIGURES)) for place, one in enumerate(self._lines)]
        self.query_one(VirtualList).set_source(MemorySource(rows), key=self.left or None)

    @on(RowSelected)
    def _opened(self, message: RowSelected) -> None:
        message.stop()
        line = self._lines[int(message.key)]
        app = host_of(self)
        if line.figure is None or not line.figure.things:
            why = NO_RECORD if line.figure is None else NOTHING_COUNTED
            why = line.passage.edited.told if line.passage.edited else why
            app.push_screen(MessageDialog(line.passage.place, f"{line.passage.text}\n\n{why}。"))
            return
        open_dialog(app, _things_dialog(line.passage, line.figure), self._picked(line.figure))

    def _picked(self, figure: Figure) -> Callable[[str], object]:
        def picked(key: str) -> None:
            if key:
                self._leave(place_of(figure.things[int(key)]))

        return picked

    def action_save(self) -> None:
        """Export the table for the file."""
        app = host_of(self)
        open_annex_form(app, self._notice, self._found, lambda made: app.tell(made.told))

    def action_back(self) -> None:
        """Close."""
        self._leave(None)

    def _leave(self, place: Place | None) -> None:
        self.left = self.query_one(VirtualList).cursor_key or ""
        self.dismiss(place)


def _things_dialog(passage: Passage, figure: Figure) -> PickDialog:
    rows = [ListRow(str(place), cells_of(one, _THINGS)) for place, one in enumerate(figure.things)]
    printed = " ".join(figure.value.split())[:100]
    intro = f"{passage.place}：{printed}。{keys_said('open')} 打开所选的一项；名称、状态、日期为拟稿时的。"
    return PickDialog(figure.label, intro, _THINGS, rows, "项")


def open_annex_form(
    app: Host, notice: NoticeRow, found: Sequence[Passage], then: Callable[[Exported], object]
) -> None:
    """Ask for the format and the folder of 附：数字来源表; ``then`` gets what was written."""
    fields: list[FormField] = [
        ChoiceField("formats", "格式", ((ALL_FORMATS, "全部"), *FORMATS.items())),
        folder_field(app, "notices"),
    ]

    def work(values: dict[str, Any]) -> Exported:
        folder = typed_path(values["folder"], "folder")
        paths = export_sources(notice, found, values["formats"].split(","), folder)
        keep_folder(app, "notices", folder)
        return Exported(tuple(paths), 1, 0)

    intro = "存档备查，不随文印发。同名文件不会被覆盖，新文件名后加（2）。"
    form = FormDialog(f"导出{ANNEX}", fields, work, intro=intro, button="导出", busy="正在排版")
    open_dialog(app, form, then)
