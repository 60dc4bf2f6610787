"""冲突待核: the decisions that do not know of each other side by side, and a key for each way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.words.days import moment, recorded_later
from huaian_tui.domain.words.milestones import CONFLICT, outcome_words, side_words
from huaian_tui.services.conflicts import kept_words, left_words, settle_conflict
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.milestones.text import milestone_head
from huaian_tui.tui.forms.fields import reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.chinese_text import ChineseText, DetailPane
from huaian_tui.tui.frame.detail_lines import labelled, lines, quiet, toned
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import one_line, safe_content

WAYS_OUT = ("keep_mine", "keep_theirs", "decide_anew")
"""What can be done with a conflict."""

ANEW = (("complete", "办结"), ("extend", "延期（调整时限）"), ("cancel", "中止"), ("reopen", "重新督办"))
"""The decisions that can be taken instead of both sides."""


BOTH_AGREE = "以上各方一致，核定之前按此督办；各方的决定如下"


class _Decision(NamedTuple):
    verb: str
    title: str


SIDE_COLUMNS: tuple[Column[ConflictSide], ...] = (
    Column("哪一方", side_words, width=22),
    Column("决定", lambda side: side.what, min_width=24),
)
ANEW_COLUMNS: tuple[Column[_Decision], ...] = (Column("决定", lambda one: one.title, min_width=20),)


class ConflictDialog(ModalScreen[str]):
    """Both versions, and the ways out; the result is the verb of a new decision, "" once a side is kept."""

    BINDINGS = bindings_for(*WAYS_OUT, "back")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    ConflictDialog .dialog { width: 100%; height: 100%; }
    ConflictDialog .conflict-head { margin: 0 2; max-height: 6; }
    ConflictDialog .conflict-sides { layout: horizontal; height: 1fr; }
    ConflictDialog.-narrow .conflict-sides { layout: vertical; }
    ConflictDialog .conflict-side { width: 1fr; height: 1fr; }
    ConflictDialog .conflict-side Static { width: 1fr; height: 1; padding: 0 1; background: $panel; }
    ConflictDialog .conflict-side DetailPane { height: 1fr; }
    """

    def __init__(self, row: MilestoneRow, sides: Sequence[ConflictSide]) -> None:
        super().__init__()
        self._row = row
        self._sides = tuple(sides)

    def compose(self) -> ComposeResult:
        """Title, the milestone, the sides."""
        with Vertical(classes="dialog"):
            yield Static(f"{CONFLICT}：{one_line(self._row.id)}", classes="dialog-title", markup=False)
            head = lines([milestone_head(self._row), quiet(BOTH_AGREE)])
            yield ChineseText(head, classes="conflict-head")
            with Container(classes="conflict-sides"):
                for side in self._sides:
                    with Vertical(classes="conflict-side"):
                        yield Static(one_line(side_words(side)), markup=False)
                        yield DetailPane()
        yield HintBar()

    def on_mount(self) -> None:
        """Fill the sides."""
        for pane, side in zip(self.query(DetailPane), self._sides, strict=True):
            pane.show(side_text(side))

    def action_keep_mine(self) -> None:
        """采用我方"""
        self._keep([side for side in self._sides if side.mine])

    def action_keep_theirs(self) -> None:
        """采用对方"""
        self._keep([side for side in self._sides if not side.mine])

    def action_decide_anew(self) -> None:
        """另作决定"""
        ended = any(side.state.status is not Status.OPEN for side in self._sides)
        rows = [
            ListRow(verb, cells_of(_Decision(verb, title), ANEW_COLUMNS))
            for verb, title in ANEW
            if verb != "extend" or not ended
        ]
        question = "不采用任何一方，另作决定（各方的仍可查）。"
        if ended:
            question += "要延期，先采用没有办结、中止的一方，或选重新督办。"
        dialog = PickDialog("另作决定", question, ANEW_COLUMNS, rows, "种")
        open_dialog(host_of(self), dialog, lambda verb: self.dismiss(verb) if verb else None)

    def _keep(self, fitting: Sequence[ConflictSide]) -> None:
        """Keep the one side that fits; where none or several do, the officer says which."""
        if len(fitting) == 1:
            self._ask_basis(fitting[0])
            return
        by_key = {side.record_id.hex(): side for side in fitting or self._sides}
        rows = [ListRow(key, cells_of(side, SIDE_COLUMNS)) for key, side in by_key.items()]
        dialog = PickDialog("采用哪一方", "各方的决定：", SIDE_COLUMNS, rows, "方")
        open_dialog(host_of(self), dialog, lambda key: self._ask_basis(by_key[key]) if key else None)

    def _ask_basis(self, side: ConflictSide) -> None:
        app, row = host_of(self), self._row
        field = reason_field("核定依据", "如 与双方核对、验收单、会议纪要", key="basis")

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: settle_conflict(
                    ledger, row.id, side.record_id, values["basis"], app.session.today
                )
            )

        def saved(_: object) -> None:
            self.dismiss("")
            tell_recorded(app, f"已核定：{row.state.title}")

        def ask(gone: list[str]) -> None:
            kept = [safe_content(f"采用{kept_words(side)}"), safe_content(f"此后{outcome_words(side.state)}")]
            intro = lines([*kept, *(toned(one, "due_soon") for one in gone)])
            named = f"settle:{row.id}"
            form = FormDialog("核定冲突", [field], save, intro=intro, form_id=named, button="核定")
            open_dialog(app, form, saved)

        read_then(app, lambda: app.session.read(lambda c: left_words(c, row.id, side.record_id)), ask)

    def action_back(self) -> None:
        """Nothing is decided."""
        self.dismiss(None)


def side_text(side: ConflictSide) -> Content:
    """One version: who, when, what with its basis, and what holds when it is kept."""
    own_day = recorded_later(side.day, side.recorded_at)
    return lines(
        [
            labelled("承办人", side.who),
            labelled("登记", moment(side.recorded_at)),
            labelled("日期", own_day) if own_day else None,
            labelled("决定", side.what),
            Content(""),
            quiet("采用这一方后"),
            safe_content(outcome_words(side.state)),
        ]
    )


def open_conflict(
    app: Host, row: MilestoneRow, sides: Sequence[ConflictSide], then: Callable[[str], object]
) -> None:
    """Show the sides; ``then`` gets the verb of the decision that is to be taken anew."""
    open_dialog(app, ConflictDialog(row, sides), lambda verb: then(verb) if verb else None)
