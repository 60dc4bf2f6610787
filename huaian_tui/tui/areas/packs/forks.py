"""分叉: which branch of a chain that was continued twice counts; asked, recorded, followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.answers.forks import BranchRow, ForkRow
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.forks import (
    WHY,
    branch_words,
    settled_words,
    state_words,
    which_branch,
    why_words,
)
from huaian_tui.services.forks import MOST_REASON, settle_fork
from huaian_tui.store.keep.backup import backup_before
from huaian_tui.store.queries.forks import list_forks
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import know_officer, open_dialog, read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.session import now

TITLE = "核定分叉"
INTRO = f"{WHY}。选定的一支计入，另一支保留、不计入；核定随数据包传给同事，可以再核定。"
NOTHING = "没有要核定的分叉"
LATER = ""
GIST_CELLS = 60
MOST_FORKS = 5
"""Asked at once; the others come next time."""


def open_settle_forks(app: Host) -> None:
    """Ask about each fork that somebody has to settle; say so when there is none."""
    session = app.session
    read_then(app, lambda: session.read_present(list_forks), lambda found: _ask(app, found), group="forks")


def _ask(app: Host, found: Sequence[ForkRow]) -> None:
    waiting = [one for one in found if one.open][:MOST_FORKS]
    if not waiting:
        app.tell(NOTHING)
        return
    fields: list[FormField] = [
        ChoiceField(str(place), f"来源 {fork.name}", _choices(fork)) for place, fork in enumerate(waiting)
    ]
    reason = TextField("reason", "理由", max_length=MOST_REASON)

    def save(values: dict[str, Any]) -> list[str]:
        chosen = [
            (fork, branch)
            for place, fork in enumerate(waiting)
            for branch in fork.branches
            if branch.first.hex() == values[str(place)]
        ]
        if chosen:
            backup_before(app.session.database, "核定分叉")
        return [_settle(app, fork, branch, values["reason"]) for fork, branch in chosen]

    def saved(said: list[str]) -> None:
        for line in said or ["都还没有核定"]:
            app.tell(line)
        app.ledger_changed()

    intro = "\n".join([INTRO, *(line for fork in waiting for line in _told(fork))])
    dialog = FormDialog(TITLE, [*fields, reason], save, intro=intro, button="核定", busy="正在核定并重新汇总")
    know_officer(app, lambda: open_dialog(app, dialog, saved))


def _settle(app: Host, fork: ForkRow, branch: BranchRow, reason: str) -> str:
    done = app.session.write(lambda ledger: settle_fork(ledger, fork, branch, now(), reason))
    return settled_words(done.fork, branch, exchanged=done.exchanged)


def _choices(fork: ForkRow) -> list[tuple[str, str]]:
    branches = [
        (one.first.hex(), one_line(f"{which_branch(one)}（{'、'.join(one.officers)} {one.records} 条）"))
        for one in fork.branches
    ]
    return [(LATER, "暂不定"), *branches]


def _told(fork: ForkRow) -> list[str]:
    """The fork and each branch with what its first record says."""
    said = [f"来源 {fork.name} 自第 {fork.seq} 号起（{state_words(fork)}）：{why_words(fork)}"]
    said += [
        one_line(f"{branch_words(one)}；{ellipsis(one_line(one.gist), GIST_CELLS)}") for one in fork.branches
    ]
    return said
