"""没写完的表单: every draft that waits is offered at the start, and later from the palette."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.drafts import KeptDraft
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.draft_forms import can_restore, restore_draft
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread

MOST_LINES = 10
LONGEST_SHOWN = 5000
INTRO = "上次没有保存的内容还在。{open}恢复所选的一份；其余的留着，以后在命令里找「草稿」。"
LABELS = {
    "day": "日期",
    "units": "单位",
    "unit": "单位",
    "method": "方式",
    "contact": "联系人",
    "text": "内容",
    "problem": "存在问题",
    "requirement": "督查要求",
    "follow_up": "回访日期",
    "keeps_visit": "约定的回访",
    "basis": "依据",
    "reason": "理由",
    "due": "时限",
    "value": "数值",
    "title": "名称",
    "body": "正文",
    "name": "简称",
    "full_name": "全称",
    "into": "并入",
    "post": "岗位",
    "person": "姓名",
    "phone": "电话",
    "progress": "进展",
    "source": "来源",
    "finished_on": "完成日期",
    "next_step": "下一步",
}
"""Field of a form → what stands before its text when a draft is viewed."""


class Line(NamedTuple):
    """A draft in the list, with the title of its form."""

    draft: KeptDraft
    title: str


COLUMNS: tuple[Column[Line], ...] = (
    Column("表单", lambda of: of.title, min_width=18),
    Column("内容", lambda of: of.draft.gist, min_width=16, weight=2),
    Column("保存时间", lambda of: f"{of.draft.kept_at:%Y-%m-%d %H:%M}", width=16, priority=2),
)


class DraftsDialog(ModalScreen[KeptDraft]):
    """The drafts; the result is the one to restore, None for none of them now."""

    BINDINGS = bindings_for("draft_view", "draft_drop", "back")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    DraftsDialog .dialog-body { padding: 1 2 0 2; }
    DraftsDialog VirtualList { height: 12; background: $surface; margin: 1 0; }
    DraftsDialog.-low VirtualList, DraftsDialog.-flat VirtualList { height: 1fr; margin: 0; }
    DraftsDialog.-low ChineseText, DraftsDialog.-flat ChineseText { display: none; }
    DraftsDialog.-flat .dialog-buttons { display: none; }
    """

    def __init__(self, drafts: Sequence[KeptDraft], titles: Mapping[str, str]) -> None:
        """``titles``: what the forms are called (``read_titles``)."""
        super().__init__()
        self._titles = titles
        self._drafts = list(drafts)
        self._list = VirtualList(COLUMNS, measure="份")
        self._list.styles.max_height = min(len(self._drafts), MOST_LINES) + 2

    def compose(self) -> ComposeResult:
        """Title, what it is about, the list, the answers."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("没写完的表单", classes="dialog-title", markup=False)
            with Vertical(classes="dialog-body"):
                yield ChineseText(INTRO.format(open=keys_said("open")))
                yield self._list
            with ButtonRow():
                for name, label in (
                    ("restore", "恢复"),
                    ("view", "查看"),
                    ("drop", "放弃"),
                    ("later", "以后再说"),
                ):
                    yield Button(Content(label), compact=True, id=f"draft-{name}")
        yield HintBar()

    def on_mount(self) -> None:
        """Fill the list."""
        self._show()

    def _show(self) -> None:
        rows = [
            ListRow(str(at), cells_of(Line(one, self._titles[one.form]), COLUMNS))
            for at, one in enumerate(self._drafts)
        ]
        self._list.set_source(MemorySource(rows))

    @property
    def _app(self) -> Host:
        return host_of(self)

    def _chosen(self) -> KeptDraft:
        return self._drafts[min(self._list.cursor, len(self._drafts) - 1)]

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._restore(self._drafts[message.index])

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "draft-restore":
            self._restore(self._chosen())
        elif event.button.id == "draft-view":
            self.action_draft_view()
        elif event.button.id == "draft-drop":
            self.action_draft_drop()
        else:
            self.dismiss(None)

    def action_draft_view(self) -> None:
        """All that was typed in the chosen one."""
        draft = self._chosen()
        self.app.push_screen(MessageDialog(self._titles[draft.form], draft_text(draft)))

    def action_draft_drop(self) -> None:
        """Ask, then forget the chosen one."""
        draft = self._chosen()
        about = f"{self._titles[draft.form]}：{draft.gist}"
        question = ConfirmDialog("放弃这份草稿？", about, (("keep", "留着"), ("drop", "放弃")))
        if_answered(self._app, question, "drop", lambda: self._drop(draft))

    def _restore(self, draft: KeptDraft) -> None:
        if can_restore(draft):
            self.dismiss(draft)
        else:
            title, way_out = "这份草稿没有对应的表单", "可以查看后照抄，再放弃"
            self._app.show_error(HuaianError(title, "它由另一版本的程序留下", way_out))

    def _drop(self, draft: KeptDraft) -> None:
        def gone(_: object) -> None:
            self._drafts.remove(draft)
            if self._drafts:
                self._show()
            else:
                self.dismiss(None)

        in_thread(self, lambda: self._app.session.drop_draft(draft.form), gone, group="draft")

    def action_back(self) -> None:
        """Not now; all are kept."""
        self.dismiss(None)


def draft_text(draft: KeptDraft) -> Content:
    """All that was typed, field by field."""
    parts = [
        Content.styled(f"{_label(key)}  ", "bold $accent") + Content(text[:LONGEST_SHOWN])
        for key, text in draft.values.items()
        if text.strip()
    ]
    return Content("\n").join(parts)


def _label(key: str) -> str:
    """What stands before a text: 数值 2-1 for one of a column of them."""
    name, _, of = key.partition(":")
    return f"{LABELS.get(name, name)} {of}".strip()


def show_drafts(app: Host, drafts: Sequence[KeptDraft], titles: Mapping[str, str]) -> None:
    """Offer these drafts; the one that is chosen is taken up."""
    open_dialog(app, DraftsDialog(drafts, titles), lambda draft: restore_draft(app, draft))
