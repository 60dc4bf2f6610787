"""A field of paragraphs: one a line, set apart by blank lines, moved and deleted as a whole, searched."""

from __future__ import annotations

from typing import cast

from textual import events
from textual.widgets.text_area import Selection

from huaian_tui.domain.text.paragraphs import (
    exchange,
    find_next,
    paragraph_number,
    paragraph_row,
    set_apart,
)
from huaian_tui.tui.forms.long_text import LONGEST_TEXT, LongTextArea, LongTextField


class ParagraphArea(LongTextArea):
    """The editor. Enter begins another paragraph; what changes a whole paragraph is undone as one step."""

    BEGINS_AT_END = False
    """A paper is read from its beginning."""

    async def _on_key(self, event: events.Key) -> None:
        """Enter inside a paragraph leaves a blank line too, so that paragraphs stay apart."""
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            on_text = self.document.get_line(self.cursor_location[0]).strip()
            self._as_one_step("\n\n" if on_text else "\n", *self.selection)
            return
        await super()._on_key(event)

    @property
    def rows(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @property
    def paragraph(self) -> str:
        """The paragraph that the cursor is in or below; empty without any."""
        rows = self.rows
        row = paragraph_row(rows, self.cursor_location[0])
        return "" if row is None else rows[row].strip()

    @property
    def paragraph_number(self) -> int:
        """Which paragraph that is, from 1."""
        return max(1, paragraph_number(self.rows, self.cursor_location[0]))

    def move_paragraph(self, step: int) -> bool:
        """Move the paragraph of the cursor up (-1) or down (1); whether there was a place to move it to."""
        row, column = self.cursor_location
        made = exchange(self.rows, row, step)
        if made is None:
            return False
        end = (made.last, len(self.document.get_line(made.last)))
        self._as_one_step("\n".join(made.lines), (made.first, 0), end)
        # Moved down, the rows between and the other one stand above it; moved up it is the first.
        self._go_to(made.first if step < 0 else made.last, column)
        return True

    def delete_paragraph(self) -> bool:
        """Delete the paragraph of the cursor and the blank lines below it; whether there was one."""
        rows = self.rows
        row = paragraph_row(rows, self.cursor_location[0])
        if row is None:
            return False
        after = next((at for at in range(row + 1, len(rows)) if rows[at].strip()), None)
        if after is not None:
            self._as_one_step("", (row, 0), (after, 0))
        else:
            before = paragraph_row(rows[:row], row - 1) if row else None
            start = (0, 0) if before is None else (before, len(rows[before]))
            self._as_one_step("", start, (len(rows) - 1, len(rows[-1])))
        return True

    def insert_paragraph(self) -> None:
        """Begin a paragraph below that of the cursor."""
        rows = self.rows
        row = paragraph_row(rows, self.cursor_location[0])
        if row is None:
            return
        end = (row, len(rows[row]))
        self._as_one_step("\n\n", end, end)
        self._go_to(row + 2, 0)

    def find(self, wanted: str, *, again: bool) -> bool:
        """Select the next occurrence, going round; ``again``: after the present one. Whether there is any."""
        start, end = sorted(self.selection)
        found = find_next(self.rows, wanted, *(end if again else start))
        if found is None:
            return False
        row, column = found
        self.selection = Selection((row, column), (row, column + len(wanted)))
        self.scroll_cursor_visible()
        return True

    def _as_one_step(self, text: str, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Replace, as one step of undo."""
        self.history.checkpoint()
        self.replace(text, *sorted((start, end)), maintain_selection_offset=False)
        self.history.checkpoint()

    def _go_to(self, row: int, column: int) -> None:
        row = min(row, self.document.line_count - 1)
        self.move_cursor((row, min(column, len(self.document.get_line(row)))))
        self.scroll_cursor_visible()


class ParagraphsField(LongTextField):
    """Label and editor; the value is the paragraphs, one a line."""

    AREA = ParagraphArea

    def __init__(self, key: str, label: str, *, value: str, lines: int, limit: int = LONGEST_TEXT) -> None:
        super().__init__(key, label, value=set_apart(value), required=True, lines=lines, limit=limit)

    @property
    def area(self) -> ParagraphArea:
        """The editor."""
        return cast("ParagraphArea", self._area)
