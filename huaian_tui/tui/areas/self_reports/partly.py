"""Files with lines that are filled wrongly: the officer says of each whether the right ones are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.content import Content

from huaian_tui.services.feedback_intake import FormImport, import_form
from huaian_tui.tui.areas.self_reports.import_results import Brought, refusal_line
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.detail_lines import lines, quiet
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line

NONE, PART, PART_ALL, NONE_ALL = "none", "part", "part-all", "none-all"


def decide_parts(app: Host, brought: Brought, then: Callable[[Brought], object]) -> None:
    """Ask for each file that has right and wrong lines; ``then`` gets what became of all of them."""
    waiting = [at for at, one in enumerate(brought.results) if one.right]
    _ask(app, brought, waiting, then)


def _ask(app: Host, brought: Brought, waiting: list[int], then: Callable[[Brought], object]) -> None:
    if not waiting:
        then(brought)
        return
    at, rest = waiting[0], waiting[1:]

    def answered(answer: str) -> None:
        if answer == PART:
            _take(app, brought, [at], lambda done: _ask(app, done, rest, then))
        elif answer == PART_ALL:
            _take(app, brought, waiting, then)
        elif answer == NONE_ALL:
            then(brought)
        else:
            _ask(app, brought, rest, then)

    open_dialog(app, _question(brought.results[at], len(rest)), answered)


def _question(one: FormImport, more: int) -> ConfirmDialog:
    """Both lists, what is right and what is not."""
    text = lines(
        [
            Content.styled(f"{one_line(one.file.name)}  {one_line(one.unit)}", "bold"),
            Content(f"填对的 {one.right} 行：{'、'.join(one.right_lines)}"),
            Content(f"不能收的 {len(one.refused)} 处："),
            *(refusal_line(refusal) for refusal in one.refused),
            quiet(
                "先收对的：没有填对的行另存为标明原因的表，在文件旁的「退回」文件夹里；改好再导入，不会重复。"
            ),
        ]
    )
    choices = [(NONE, "整份不收"), (PART, "先收对的")]
    if more:
        choices += [(PART_ALL, f"后面 {more} 份也先收对的"), (NONE_ALL, "后面的也不收")]
    return ConfirmDialog("这份表有没有填对的行", text, choices)


def _take(app: Host, brought: Brought, places: list[int], then: Callable[[Brought], object]) -> None:
    """Take the right lines of these files; a file that has changed meanwhile says so itself."""
    session = app.session

    def take(at: int) -> FormImport:
        file = brought.results[at].file
        return session.write(lambda ledger: import_form(ledger, file, session.today, partial=True))

    def work() -> dict[int, FormImport]:
        return {at: take(at) for at in places}

    def done(found: dict[int, FormImport]) -> None:
        if any(one.accepted for one in found.values()):
            app.ledger_changed()
        results = tuple(found.get(at, one) for at, one in enumerate(brought.results))
        then(replace(brought, results=results))

    read_then(app, work, done, group="import-parts")
