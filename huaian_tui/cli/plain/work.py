"""What the menus work with: the ledger of this run, and the commands of the command line.

All that is done or shown in full is done by a command (``note add``, ``task show`` ...), with its checks and
words; the menus only gather what it is to be told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.plain.dialogue import PAGE, InputEnded, WentBack, ask, ask_text, choose, tell
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.drafts import drop_draft, load_draft, save_draft

K = TypeVar("K")
R = TypeVar("R")

_KEYS = {"unit": "units", "date": "day"}
"""Options whose field on the screens has another name; drafts are shared with the screens."""


@dataclass(frozen=True, slots=True)
class Work:
    """``invocation``: which ledger, day and officer; ``run`` does a command and gives its exit code."""

    invocation: Invocation
    run: Callable[[Sequence[str]], int]

    def show(self, *arguments: str) -> None:
        """What a command says."""
        tell("")
        self.run(arguments)

    def rows(
        self, keys: Sequence[K], read: Callable[[sqlite3.Connection, Sequence[K]], Iterable[R]]
    ) -> Iterator[R]:
        """Rows, read a page at a time; no page keeps the ledger open while the officer thinks."""
        for first in range(0, len(keys), PAGE):
            with self.invocation.reader() as connection:
                page = list(read(connection, keys[first : first + PAGE]))
            yield from page

    def within(self, go: Callable[..., object], *arguments: object) -> None:
        """Do something with this and come back; a refusal is said."""
        try:
            go(self, *arguments)
        except WentBack:
            pass
        except HuaianError as error:
            tell(error.one_line())


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a form: its name, the option that it becomes, whether it must be filled in.

    ``long``: text of several lines; ``many``: several, with 、 between them.
    """

    label: str
    option: str
    required: bool = False
    long: bool = False
    many: bool = False

    @property
    def key(self) -> str:
        """Its name in a draft."""
        name = self.option.removeprefix("--").replace("-", "_")
        return _KEYS.get(name, name)

    def ask(self, now: str = "") -> str:
        """What is typed. Error: ``WentBack``."""
        return (ask_text if self.long else ask)(self.label, required=self.required, now=now)

    def arguments(self, typed: str) -> list[str]:
        """As the command takes it; nothing where nothing was typed."""
        if not typed:
            return []
        parts = typed.replace("，", "、").replace(",", "、").split("、") if self.many else [typed]
        return [f"{self.option}={part.strip()}" for part in parts if part.strip()]


class Form:
    """Fields of one command, asked one after the other; what it refuses can be changed and tried again.

    ``draft`` names the form as the screens do (``note:12``): what is typed is kept under it when the
    program is ended in between, there and here. Without one nothing is kept.
    """

    def __init__(
        self, work: Work, title: str, command: Sequence[str], fields: Sequence[Asked], draft: str = ""
    ) -> None:
        self._work = work
        self._title = title
        self._command = command
        self._fields = fields
        self._draft = draft
        self._typed = {field.key: "" for field in fields}

    def fill_in(self) -> None:
        """Ask, then do it. Error: ``WentBack`` when it was given up."""
        tell("", f"{self._title}。逐栏填写，每栏回车。")
        try:
            if not self._take_up():
                self._ask_all()
            self._until_done()
        except (InputEnded, KeyboardInterrupt):
            self._keep()
            raise
        if self._draft:
            drop_draft(self._work.invocation.path, self._draft)

    def _take_up(self) -> bool:
        """Whether a draft that waits is gone on with."""
        kept = load_draft(self._work.invocation.path, self._draft) if self._draft else None
        if not kept or choose("上次没有写完，留有草稿：", ["接着写", "重新写"]) == 1:
            return False
        self._typed |= {key: text for key, text in kept.items() if key in self._typed}
        return True

    def _keep(self) -> None:
        if self._draft and any(self._typed.values()):
            save_draft(self._work.invocation.path, self._draft, self._typed)
            tell("", "没有写完的已留作草稿。")

    def _ask_all(self) -> None:
        for field in self._fields:
            try:
                self._typed[field.key] = field.ask()
            except WentBack:
                if not any(self._typed.values()) or _gives_up():
                    raise
                return

    def _until_done(self) -> None:
        while True:
            field = self._to_change()
            if field is not None:
                self._change(field)
                continue
            options = [part for one in self._fields for part in one.arguments(self._typed[one.key])]
            if self._work.run([*self._command, *options]) == 0:
                return
            tell("没有存上。改好后再存，已填的还在。")

    def _to_change(self) -> Asked | None:
        """Which field is to be changed; None: save. Error: ``WentBack`` when it is given up."""
        while True:
            shown = [f"改 {one.label}：{self._typed[one.key] or '（空）'}" for one in self._fields]
            try:
                at = choose("核对，没有错就保存：", ["保存", *shown])
            except WentBack:
                if _gives_up():
                    raise
                continue
            return self._fields[at - 1] if at else None

    def _change(self, field: Asked) -> None:
        try:
            self._typed[field.key] = field.ask(self._typed[field.key])
        except WentBack:
            return  # it stays as it is


def fill_in(work: Work, title: str, command: Sequence[str], fields: Sequence[Asked], draft: str = "") -> None:
    """Ask for the fields of a command and do it (``Form``)."""
    Form(work, title, command, fields, draft).fill_in()


def _gives_up() -> bool:
    try:
        return choose("放弃已填的内容吗？", ["放弃", "不放弃，接着填"]) == 0
    except WentBack:
        return False
