"""A form for several things at once: how many and which, what is left out, and a value for each.

What is not possible for some is said before anything is saved, each by its name, and left out only when
the officer says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.content import Content
from textual.message import Message

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.services.several import Refused, SomeRefused
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.detail_lines import lines, quiet, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import own_words, safe_content

MOST_NAMED = 3
"""Things that the head of the form names; all of them stand in the list that a key opens."""

LONGEST_NAME = 44
"""Cells of a name in the head."""


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things: its key for the service, its name, and why the action is not possible on it."""

    key: Any
    name: str
    refusal: HuaianError | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Several things that are dealt with together; ``measure``: 个节点; ``hidden``: of rows out of sight."""

    items: tuple[Item, ...]
    measure: str
    hidden: str = ""

    @property
    def keys(self) -> list[Any]:
        """The keys for the service."""
        return [one.key for one in self.items]

    @property
    def many(self) -> str:
        """34 个节点."""
        return f"{len(self.items)} {self.measure}"

    def without(self, refused: Sequence[Any]) -> Together:
        """The others."""
        left = tuple(one for one in self.items if one.key not in refused)
        return Together(left, self.measure, self.hidden)

    def head(self) -> Content:
        """How many and which: the first by their names, and the key that shows all."""
        named = "；".join(ellipsis(one.name, LONGEST_NAME) for one in self.items[:MOST_NAMED])
        more = f" 等，{keys_said('batch_items')} 看全部" if len(self.items) > MOST_NAMED else ""
        return lines(
            [
                Content.styled(f"一共 {self.many}  ", "bold") + safe_content(named) + quiet(more),
                toned(self.hidden, "due_soon") if self.hidden else None,
            ]
        )


def with_possible(app: Host, together: Together, verb: str, then: Callable[[Together], object]) -> None:
    """Name those on which ``verb`` is not possible, and go on with the others only when that is chosen."""
    refused = [Refused(one.key, one.name, one.refusal) for one in together.items if one.refusal is not None]
    if not refused:
        then(together)
        return
    if len(refused) == len(together.items):
        words = "；".join(one.words for one in refused)
        raise HuaianError(f"没有可{verb}的，共 {together.many}", words, refused[0].error.way_out)
    rest = together.without([one.key for one in refused])
    ask_without(app, f"有 {len(refused)} 个不能{verb}", refused, rest, lambda: then(rest))


def ask_without(
    app: Host, title: str, refused: Sequence[Refused], rest: Together, then: Callable[[], object]
) -> None:
    """Show what is not possible, each with its reason; go on without them only after a yes."""
    told = lines([safe_content(own_words(one.words)) for one in refused])
    choices = (("back", "回去"), ("rest", f"不算这 {len(refused)} 个，办其余 {rest.many}"))
    question = ConfirmDialog(title, told, choices)
    open_dialog(app, question, lambda answer: then() if answer == "rest" else None)


class ColumnInput(LineInput):
    """An input in a column of them: several lines that are pasted go into those below it."""

    class Pasted(Message):
        """Lines were pasted; ``rows`` are their cells (a table has several)."""

        def __init__(self, sender: ColumnInput, rows: list[list[str]]) -> None:
            self.input = sender
            self.rows = rows
            super().__init__()

    def _on_paste(self, event: events.Paste) -> None:
        """One line is for this input: the handler of every input takes it."""
        rows = [[cell.strip() for cell in line.split("\t")] for line in event.text.strip("\r\n").splitlines()]
        if len(rows) > 1:
            event.prevent_default()
            event.stop()
            if not self.read_only:
                self.post_message(self.Pasted(self, rows))


Submit = Callable[[dict[str, Any], list[Any]], object]
"""Saves the values of the form for the things with these keys, in one action."""


class BatchForm(FormDialog):
    """The form; its result is what ``submit`` returned. ``together``: what is dealt with in the end."""

    BINDINGS = bindings_for("batch_items")

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        submit: Submit,
        together: Together,
        *,
        begin: FormField | None = None,
        below: Content | None = None,
        **rest: Any,
    ) -> None:
        """``begin``: the field that is typed into first; None: the first. ``below``: said below the head."""
        super().__init__(title, fields, self._submit_all, intro=lines([together.head(), below]), **rest)
        self.together = together
        self._below = below
        self._submit_each = submit
        self._begin = begin

    def on_mount(self) -> None:
        """One types into the field that is asked for first."""
        if self._begin is not None:
            self.set_focus(self._begin.control())

    def _submit_all(self, values: dict[str, Any]) -> object:
        return self._submit_each(values, self.together.keys)

    def action_batch_items(self) -> None:
        """All that is dealt with, in its order."""
        text = lines([safe_content(one.name) for one in self.together.items])
        self.app.push_screen(MessageDialog(f"一起办的 {self.together.many}", text))

    def _refused(self, error: HuaianError) -> None:
        """Of some only: each is named, and the others can be saved without them."""
        if not isinstance(error, SomeRefused) or len(error.refused) == error.total:
            super()._refused(error)
            return
        self._lock(False)
        self._status(f"没有{self._button_label}")
        rest = self.together.without([one.key for one in error.refused])
        title = f"有 {len(error.refused)} 个不能办，还没有保存"
        ask_without(self._app, title, error.refused, rest, lambda: self._save_rest(rest))

    def _save_rest(self, rest: Together) -> None:
        self.together = rest
        self.query_one(".form-intro", ChineseText).update(lines([rest.head(), self._below]))
        self.begin_save()

    @on(ColumnInput.Pasted)
    def _column_pasted(self, message: ColumnInput.Pasted) -> None:
        """A column of values: into this field and those below it, or where a line names its thing."""
        message.stop()
        fields = [field for field in self._fields if isinstance(field.control(), ColumnInput)]
        start = next(at for at, field in enumerate(fields) if field.control() is message.input)
        by_name = {field.label: field for field in fields}
        named = any(len(cells) > 1 and cells[0] in by_name for cells in message.rows)
        left = 0
        for at, cells in enumerate(message.rows, start):
            if named and len(cells) > 1:  # one that names none of them (a head, another thing) is for none
                field = by_name.get(cells[0])
            else:
                field = fields[at] if at < len(fields) else None
            if field is None:
                left += 1
            else:
                field.set_raw(cells[-1])
        said = f"已填 {len(message.rows) - left} 行"
        self._status(f"{said}，多出 {left} 行没有用" if left else said)
