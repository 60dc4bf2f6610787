"""评价: the figures of a period by unit, indicator, plan or task; each figure opens what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.evaluation.figures import By
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.evaluation.choice import Choice, earlier, first_choice, later
from huaian_tui.tui.areas.evaluation.facts import Shown, read_shown
from huaian_tui.tui.areas.evaluation.list import (
    COMPARING_COLUMNS,
    FIGURE_COLUMNS,
    MEASURE_TEXTS,
    ROW_COLUMNS,
    figure_rows,
    rows_of_evaluation,
)
from huaian_tui.tui.areas.evaluation.text import choice_line, measure_text
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList


class EvaluationScreen(LedgerScreen):
    """What is evaluated above, the rows at the left, all figures of the chosen row at the right.

    Enter on a row leads to its figures, on a figure to the milestones, tasks, extensions, replies or visits
    that it counts, and from there to their own screens.
    """

    ACTION_ID = "show_evaluation"
    CSS_PATH = "screen.tcss"
    HINTS = ("evaluation_choose", "evaluation_by", "evaluation_earlier", "evaluation_later")
    BINDINGS = bindings_for(
        "evaluation_choose",
        "evaluation_by",
        "evaluation_earlier",
        "evaluation_later",
        "evaluation_changes",
        "evaluation_pictures",
        "evaluation_slips",
        "evaluation_compare",
        "evaluation_forecasts",
        "evaluation_export",
        "rechecks",
        "export_list",
        "back",
    )

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice | None = None
        """What is asked for; None: as it is at first, on the day that is shown."""
        self._shown: Shown | None = None

    def compose_body(self) -> Iterable[Widget]:
        """What is evaluated, rows, figures, what the chosen figure is."""
        yield ChineseText(id="evaluation-choice")
        with Horizontal(id="evaluation-body"):
            yield VirtualList(ROW_COLUMNS, empty_text="没有可评价的", id="evaluation-rows")
            with Vertical(id="evaluation-side"):
                yield VirtualList(FIGURE_COLUMNS, empty_text="", measure="个数字", id="evaluation-figures")
                yield ChineseText(id="evaluation-measure")

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#evaluation-rows", VirtualList)

    @property
    def _figures(self) -> VirtualList:
        return self.query_one("#evaluation-figures", VirtualList)

    # ------------------------------------------------------------------ reading

    @property
    def choice(self) -> Choice:
        """What is asked for now."""
        shown = None if self._shown is None else self._shown.choice
        return self._choice or shown or first_choice(self.ledger_app.session.today)

    def load(self) -> None:
        """Evaluate anew."""
        self._read(other_rows=False)

    def _choose(self, choice: Choice) -> None:
        """Evaluate something else."""
        self._choice = choice
        self._read(other_rows=True)

    def _read(self, *, other_rows: bool) -> None:
        session, choice = self.ledger_app.session, self._choice
        if choice is not None:
            self._say(choice)
        self._rows.expect(other_rows=other_rows)
        self._figures.expect(other_rows=other_rows)
        self.read(
            lambda c: read_shown(c, session, choice),
            self._show,
            group="evaluation",
            lists=[self._rows, self._figures],
        )

    def _say(self, choice: Choice) -> None:
        """What is evaluated, above the rows."""
        today = self.ledger_app.session.today
        self.query_one("#evaluation-choice", ChineseText).update(choice_line(choice, today))

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        self._say(shown.choice)
        found = shown.evaluation
        self._rows.measure = MEASURE_TEXTS[found.by]
        self._rows.hide_columns(*(["角色"] if found.by != "unit" else []))
        self._figures.hide_columns(*(COMPARING_COLUMNS if shown.other is None else ()))
        self._rows.set_source(MemorySource(rows_of_evaluation(found.rows)))
        if not found.rows:
            self._figures.set_source(MemorySource(()))

    @on(RowHighlighted, "#evaluation-rows")
    def _row_highlighted(self, message: RowHighlighted) -> None:
        """The figures of the row."""
        message.stop()
        if self._shown is None:
            return
        row, other = self._shown.row(message.key), self._shown.other_row(message.key)
        if row is not None:
            figures = figure_rows(row.figures, None if other is None else other.figures)
            self._figures.set_source(MemorySource(figures))

    @on(RowHighlighted, "#evaluation-figures")
    def _figure_highlighted(self, message: RowHighlighted) -> None:
        """What the figure is."""
        message.stop()
        self.query_one("#evaluation-measure", ChineseText).update(measure_text(BY_KEY[message.key]))

    # ------------------------------------------------------------------ opening

    @on(RowSelected, "#evaluation-rows")
    def _row_selected(self, message: RowSelected) -> None:
        """Enter on a row: to its figures."""
        message.stop()
        self._figures.focus()

    @on(RowSelected, "#evaluation-figures")
    def _figure_selected(self, message: RowSelected) -> None:
        """Enter on a figure: what it counts."""
        from huaian_tui.tui.areas.evaluation.things import open_things

        message.stop()
        shown, key = self._shown, self._rows.cursor_key
        row = None if shown is None or key is None else shown.row(key)
        if shown is not None and row is not None:
            open_things(self.ledger_app, self.choice, row, BY_KEY[message.key])

    async def action_back(self) -> None:
        """From the figures to the rows, from them to where one came from or to today."""
        if self.back_leads_to_today():
            return
        if not self._rows.has_focus:
            self._rows.focus()
        else:
            await self.back_to_origin()

    @property
    def at_rest(self) -> bool:
        """The rows have the keys."""
        return self._rows.has_focus and super().at_rest

    def forget_day(self) -> None:
        """The period at first is that of the day that is shown."""
        super().forget_day()
        self._shown = None

    # ------------------------------------------------------------------ choosing

    def action_evaluation_choose(self) -> None:
        """Period, by what, whose, which plan, beside what."""
        from huaian_tui.tui.areas.evaluation.choose import open_choose

        open_choose(self.ledger_app, self.choice, self._choose)

    def action_evaluation_by(self) -> None:
        """By unit, indicator, plan, task in turn."""
        kinds: list[By] = ["unit", "indicator", "plan", "task"]
        self._choose(replace(self.choice, by=kinds[(kinds.index(self.choice.by) + 1) % len(kinds)]))

    def action_evaluation_changes(self) -> None:
        """变化"""
        from huaian_tui.tui.areas.evaluation.changes import open_changes

        try:
            open_changes(self.ledger_app, self.choice)
        except HuaianError as error:
            self.ledger_app.show_error(error)

    def action_evaluation_pictures(self) -> None:
        """图"""
        from huaian_tui.tui.areas.evaluation.pictures import open_pictures

        open_pictures(self.ledger_app, self.choice)

    def action_evaluation_slips(self) -> None:
        """延期账"""
        from huaian_tui.tui.areas.evaluation.things import open_slips

        open_slips(self.ledger_app, self.choice)

    def action_evaluation_compare(self) -> None:
        """单位对照"""
        from huaian_tui.tui.areas.evaluation.compared import open_compared

        open_compared(self.ledger_app, self.choice)

    def action_evaluation_forecasts(self) -> None:
        """逾期预测"""
        from huaian_tui.tui.areas.evaluation.forecasts import open_forecasts

        open_forecasts(self.ledger_app, self.choice)

    def action_evaluation_export(self) -> None:
        """导出评价"""
        from huaian_tui.tui.areas.evaluation.export import open_evaluation_export

        open_evaluation_export(self.ledger_app, self.choice)

    def action_rechecks(self) -> None:
        """销号抽查"""
        open_action(self.ledger_app, "rechecks")

    def action_evaluation_earlier(self) -> None:
        """The period before."""
        self._choose(earlier(self.choice))

    def action_evaluation_later(self) -> None:
        """The period after, as long as it has begun."""
        further = later(self.choice, self.ledger_app.session.today)
        if further is None:
            how = f"{keys_said('evaluation_choose')} 可以写任何期间"
            self.ledger_app.tell(f"后面的期间还没有开始。{how}", "warning")
        else:
            self._choose(further)
