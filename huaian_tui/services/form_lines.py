"""Reading the lines of a filled form into drafts of reports, and all that is wrong with each at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.feedback_layout import ANSWER_COLUMNS, FormFacts, column_name
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.importing.form_cells import EMPTY, FormCell, FormSheet
from huaian_tui.services.form_parts import Refusal, Told, shown_words
from huaian_tui.services.form_places import Places
from huaian_tui.services.form_values import contact_of, day_of, finished_of, number_of, text_of
from huaian_tui.services.report_taking import faults_of_report, unfinished_with_day, without_target
from huaian_tui.store.queries.milestones import read_milestone

T = TypeVar("T")
REPORTER = ("reporter", "phone")
"""Who fills the form: no answer about a line."""
_ADDED = "这一行没有节点编号，是另加的，或编号被删了；请写到表里原有的行，表里没有的工作另行报送。"
_TEXTS = ("progress", "problem", "next_step")


class Lines:
    """Reads line after line into drafts, refusals, and what is told of lines that are none."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        facts: FormFacts,
        sheet: FormSheet,
        places: Places,
        file: str,
        today: date,
    ) -> None:
        self.connection = connection
        self.facts = facts
        self.sheet = sheet
        self.places = places
        self.file = file
        self.today = today
        self.drafts: list[ReportDraft] = []
        self.refused: list[Refusal] = []
        self.told: list[Told] = []
        self.reporters: dict[int, tuple[FormCell, FormCell]] = {}
        """Of each line that was read who fills it, be it written in a line above."""
        self._reporter = (EMPTY, EMPTY)
        self._unused: Told | None = None
        """Who was named in a row without answers, as long as no line below took it."""
        self._seen: dict[str, int] = {}
        self._row = 0

    def read_all(self) -> None:
        """All rows below the heads; a row without answers is no line."""
        for row in sorted(self.sheet.rows):
            if row > self.places.head_row:
                self._row = row
                self._read(self.sheet.rows[row])
        self._tell_unused()

    def _read(self, cells: Mapping[int, FormCell]) -> None:
        answers = {field: cells.get(column, EMPTY) for field, column in self.places.answers.items()}
        id_cell = cells.get(self.places.milestone, EMPTY)
        milestone = id_cell.text.strip()
        filled = any(cell.filled for field, cell in answers.items() if field not in REPORTER)
        known = milestone in self.facts.milestones
        twice = self._seen.get(milestone) if known else None
        if known and (twice is None or not filled):
            self._seen.setdefault(milestone, self._row)
        if twice is not None and (filled or not self._only_known(cells)):
            where = f"已在第 {twice} 行；请在原来的行里填写。"
            self._refuse("milestone", f"节点编号 {milestone} 出现了两次，{where}")
        if not filled:
            self._no_line(cells, answers, known=known)
            return
        if not known and not id_cell.filled:
            self._take_reporter(answers)
            self._refuse("milestone", _ADDED)  # of a row of the unit's own nothing else can be asked
            return
        if not known:
            why = id_cell.fault or "节点编号被改动过，或不是这张表里的节点"
            self._refuse("milestone", f"{why}；请在原来的行里填写。")
        self._line(milestone if known else "", answers, doubled=twice is not None)

    def _only_known(self, cells: Mapping[int, FormCell]) -> bool:
        return not any(column in self.places.answers.values() for column in cells)

    def _no_line(
        self, cells: Mapping[int, FormCell], answers: Mapping[str, FormCell], *, known: bool
    ) -> None:
        """A row without answers: the form names who answers at the unit in its first; others are told."""
        named = [answers[field] for field in REPORTER if answers[field].filled]
        if answers["reporter"].filled:
            self._tell_unused()
            self._reporter = (answers["reporter"], answers["phone"])
        if named and known and self._row > self.places.head_row + 1:  # in the first the form itself names one
            quoted = "、".join(f"“{shown_words(cell.text)}”" for cell in named)
            where = self.places.cell("reporter" if answers["reporter"].filled else "phone", self._row)
            told = Told(where, f"{quoted}写在没有填的行里，填了的行没有用上，没有收；{BY_HAND_WAY}。")
            if answers["reporter"].filled:
                self._unused = told
            else:
                self.told.append(told)
        own = [(column, cell) for column, cell in sorted(cells.items()) if column in self.places.columns]
        if not known and own:
            quoted = "、".join(f"“{shown_words(cell.text)}”" for _, cell in own)
            why = f"{quoted}不在表内的行里，没有收；{BY_HAND_WAY}。"
            self.told.append(Told(f"{column_name(own[0][0])}{self._row}", why))

    def _tell_unused(self) -> None:
        if self._unused is not None:
            self.told.append(self._unused)
        self._unused = None

    def _line(self, milestone: str, answers: dict[str, FormCell], *, doubled: bool) -> None:
        """A filled row: every cell by itself, then what they say together."""
        wrong = len(self.refused)
        state = self._state(milestone)
        bad = set[str]()
        finished = self._try(bad, "finished", lambda: finished_of(answers["finished"]))
        finished_on = self._try(bad, "finished_on", lambda: day_of(answers["finished_on"], self.today))
        if "finished_on" in bad and finished is False:
            self._refuse_error(unfinished_with_day(shown_words(answers["finished_on"].text)), "finished_on")
        value = self._value(bad, state, answers["value"])
        reporter = self._take_reporter(answers)
        contact = self._try(bad, "reporter", lambda: contact_of(*reporter))
        texts = {field: self._try(bad, field, partial(text_of, answers[field], field)) for field in _TEXTS}
        draft = ReportDraft(
            unit=self.facts.unit,
            milestone=milestone,
            # Where 是否完成 could not be read, the day is looked at for itself.
            finished=finished_on is not None if finished is None else finished,
            finished_on=finished_on,
            value=value,
            contact=contact or "",
            form=FormLine(self.facts.id, self.facts.version, self.facts.exported_on, self.file, self._row),
            **{field: text or "" for field, text in texts.items()},
        )
        skip = {*bad, "contact"}
        for fault in faults_of_report(self.connection, draft, self.today, state, skip=skip):
            self._refuse_error(fault, fault.field)
        if len(self.refused) == wrong and milestone and not doubled:
            self.drafts.append(draft)

    def _take_reporter(self, answers: Mapping[str, FormCell]) -> tuple[FormCell, FormCell]:
        """Who fills this line: written once, it holds for the lines below too."""
        if answers["reporter"].filled:
            self._tell_unused()
            self._reporter = (answers["reporter"], answers["phone"])
        self._unused = None
        self.reporters[self._row] = self._reporter
        return self._reporter

    def _state(self, milestone: str) -> MilestoneState | None:
        if not milestone:
            return None
        try:
            return read_milestone(self.connection, self.today, milestone).state
        except HuaianError as error:
            self._refuse_error(error, "milestone")
        return None

    def _value(self, bad: set[str], state: MilestoneState | None, cell: FormCell) -> float | None:
        if state is not None and state.target is None and cell.filled:
            bad.add("value")
            self._refuse_error(without_target(state), "value")
            return None
        target = None if state is None else state.target
        return self._try(bad, "value", lambda: number_of(cell, target, any_unit=state is None))

    def _try(self, bad: set[str], field: str, read: Callable[[], T]) -> T | None:
        """What was read; None after noting a refusal at its cell."""
        try:
            return read()
        except HuaianError as error:
            bad.add(field)
            named = error.field if isinstance(error, InputRefused) else ""
            self._refuse_error(error, named or field)
        return None

    def _refuse_error(self, error: HuaianError, field: str) -> None:
        self._refuse(field, error.one_line())

    def _refuse(self, field: str, message: str) -> None:
        field = field if field in _FIELDS else "milestone"
        self.refused.append(Refusal(self._row, self.places.cell(field, self._row), message))


_FIELDS = frozenset(field for field, _, _ in ANSWER_COLUMNS)
BY_HAND_WAY = "要收的请补填进黄色单元格，或手工登记"
