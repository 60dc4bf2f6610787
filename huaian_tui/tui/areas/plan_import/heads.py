"""What stands above the lists of the preview: what the plan is called, and the parts with their counts."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.tui.areas.plan_import import parts
from huaian_tui.tui.areas.plan_import.changes import shown_changes
from huaian_tui.tui.areas.plan_import.kept import Opened
from huaian_tui.tui.looks.themes import CURSOR_STYLE
from huaian_tui.tui.safe_text import one_line, safe_content


def titles_of(opened: Opened) -> dict[str, str]:
    """The parts that a file has."""
    return parts.TITLES if opened.revision is None else parts.REVISION_TITLES


def title_line(opened: Opened) -> str:
    """The title of the plan and the name of the file."""
    preview = opened.preview
    doing, title = "导入方案", preview.title
    if opened.revision is not None:
        doing, title = "修订方案", f"{opened.revision.plan.code} {opened.revision.plan.title}"
    return f"{doing}：{one_line(title)}（{one_line(preview.read.name)}）"


def facts_line(opened: Opened) -> Content:
    """What the plan is called, its year and days; of a revision how its text was and is called."""
    preview, revision = opened.preview, opened.revision
    if revision is not None:
        stages = f"{revision.plan.stage or '未写阶段'} 改为 {revision.new_stage or '未写阶段'}"
        return safe_content(f"{stages}  文件题名 {one_line(preview.title)}")
    year = f"{preview.year}年" if preview.year else "年份未定"
    stage = f"  {one_line(preview.stage)}" if preview.stage else ""
    days = f"{preview.start or '未写'} 至 {preview.horizon or '未写'}"
    return safe_content(f"简称 {one_line(preview.short)}  代号 {preview.code}  {year}{stage}  起止 {days}")


class PartBar(Widget, can_focus=False, inherit_bindings=False):
    """The parts side by side, the one that is shown stands out; a click shows another."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "PartBar { height: 1; padding: 0 1; }"

    class Picked(Message):
        """This part was clicked."""

        def __init__(self, part: str) -> None:
            self.part = part
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._words = dict[str, str]()
        self._shown = ""

    def show(self, opened: Opened, decisions: Decisions, part: str) -> None:
        """Say how many there are of each, and which part is shown."""
        counts = _counts(opened, decisions)
        self._words = {name: f" {title} {counts[name]} " for name, title in titles_of(opened).items()}
        self._shown = part
        self.refresh()

    def render(self) -> Content:
        """The parts in a row."""
        here = CURSOR_STYLE
        return Content(" ").join(
            [
                Content.styled(words, here if part == self._shown else "$text-quiet")
                for part, words in self._words.items()
            ]
        )

    def on_click(self, event: events.Click) -> None:
        """Show the part under the pointer."""
        event.stop()
        left = 1
        for part, words in self._words.items():
            width = Content(words).cell_length
            if left <= event.x < left + width:
                self.post_message(self.Picked(part))
            left += width + 1


def _counts(opened: Opened, decisions: Decisions) -> dict[str, str]:
    preview, revision = opened.preview, opened.revision
    waits = len(parts.open_ids(preview, decisions))
    made = [one for task in preview.tasks for one in task.milestones]
    return {
        parts.CHANGES: "" if revision is None else str(len(shown_changes(revision))),
        parts.QUESTIONS: f"待定 {waits}" if waits else "都已定",
        parts.TASKS: f"{len(preview.taken)}/{len(preview.draft.tasks)}",
        parts.MILESTONES: f"{sum(one.sure for one in made)}/{len(made)}",
        parts.UNITS: f"新 {len(preview.new_units)}",
        parts.COLUMNS: str(sum(len(table.columns) for table in preview.read.draft.tables)),
    }
