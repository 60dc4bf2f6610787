"""Proposed milestones of one task: its text and its time column read together.

One for each date and each quantity that is a goal; every proposal quotes its phrase. A quantity without a
date of its own takes that of its sentence, else the row's only time limit, else that of its chapter
(全年预期目标). What can be read in two ways is not sure, and a Chinese question says what must be decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from huaian_tui.domain.reading.clauses import (
    LONGEST_PHRASE,
    Clause,
    clauses,
    is_date_only,
    is_end_of_what_precedes,
    phrases,
)
from huaian_tui.domain.reading.deadlines import END, START, Deadline, find_deadlines, read_due_cell
from huaian_tui.domain.reading.own_lines import OwnLine, own_lines
from huaian_tui.domain.reading.own_targets import own_target
from huaian_tui.domain.reading.quantities import Quantity
from huaian_tui.domain.reading.unit_lists import says_none
from huaian_tui.domain.text.chinese_numbers import YEAR_NUMBER, read_year_number


@dataclass(frozen=True, slots=True)
class Proposal:
    """A milestone as the text proposes it.

    ``phrase`` is verbatim; ``due`` None where the text gives no day; ``recurrence`` as of a ``Deadline``;
    ``kind`` is ``start`` for a beginning; ``sure`` says whether it is ticked; ``question`` what to decide.
    """

    phrase: str
    due: date | None = None
    kind: str = END
    recurrence: str = ""
    quantity: Quantity | None = None
    sure: bool = True
    question: str = ""

    @property
    def target(self) -> str | None:
        """The target in one form for comparing; None without one."""
        return None if self.quantity is None else self.quantity.text


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """A column that says what is to stand at the end of a period: 一季度目标; ``head`` is its head."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Goals:
    """What the text of a task asks for; ``duties`` are phrases of standing work without a date."""

    proposals: tuple[Proposal, ...] = ()
    duties: tuple[str, ...] = ()
    questions: tuple[str, ...] = field(default=())


_SENTENCES = re.compile(r"[。！？\n]")
_YEAR_OF_HEAD = re.compile(f"({YEAR_NUMBER})年")
_STARTS = re.compile(r"开工(?!率)|动工|启动|开建|奠基|进场|入场")
_ENDS = re.compile(r"完成|完工|竣工|建成|投用|交付|投产|落成|实现")
_WORDLESS = re.compile(
    r"与[^，。；]{1,12}同步|(?:增速|增幅|水平|比重|排名|位次|指标|收入)[^，。；]{0,10}(?:高于|不低于|优于|快于|超过|领先)|"
    r"(?:高于|不低于|优于|快于)(?:全[国省市县区]|[省市]|上年|城镇|周边|同类)[^，。；]{0,10}(?:平均|水平|居民|增速)?|完成[^，。；]{0,6}下达[^，。；]{0,10}(?:目标|任务)"
)
_REPORTS = re.compile(r"报送|上报|报告进展|反馈进展|填报")


def read_goals(
    text: str,
    due_text: str = "",
    *,
    year: int | None,
    start_text: str = "",
    goal_text: str = "",
    periods: Sequence[TimeColumn] = (),
    chapter: str = "",
) -> Goals:
    """The proposals of a task; ``chapter`` is the heading above it, ``goal_text`` a column 目标 beside it."""
    if (lines := own_lines(due_text)) is not None:
        return _of_own(lines, text, year)
    column = () if says_none(due_text) else read_due_cell(due_text, year)
    reading = _Reading(column, year, chapter)
    staged = _staged(due_text, year)
    if len(staged) == 1:
        reading.without_column(staged[0])
    reading.sentences(text)
    if goal_text and not says_none(goal_text):
        before = tuple(reading.proposals)
        reading.sentences(goal_text)
        reading.proposals = [*before, *_not_yet(reading.proposals[len(before) :], before)]
    reading.staged(staged)
    for one in periods:
        reading.period(one)
    reading.without_totals(periods)
    if start_text and not says_none(start_text):
        reading.start(start_text)
    reading.column_alone()
    questions = [one.question for one in reading.proposals if one.question]
    questions += [one.question for one in column if one.question]
    if due_text.strip() and not column and not says_none(due_text):
        questions.append(f"时限“{due_text.strip()[:30]}”没有看懂，请补上日期")
    return Goals(tuple(reading.proposals), tuple(reading.duties), tuple(dict.fromkeys(questions)))


def _of_own(lines: Sequence[OwnLine], text: str, year: int | None) -> Goals:
    """The milestones as this program's own book lists them; their targets by their titles, else by the text.

    What the text says beside them is none: the book names every milestone.
    """
    said = _counted(text, year)
    made = list[Proposal]()
    for line in lines:
        counted = own_target(line, text, said, _counted, year)
        if counted is not None and line.stretch:
            counted = replace(counted, stretch=True)
        starts = _STARTS.search(line.title) and not _ENDS.search(line.title)
        made.append(Proposal(line.title, line.due, START if starts else END, "", counted))
    return Goals(tuple(made))


def _counted(text: str, year: int | None) -> list[Proposal]:
    return [one for one in read_goals(text, year=year).proposals if one.quantity is not None]


def _not_yet(more: Sequence[Proposal], before: Sequence[Proposal]) -> list[Proposal]:
    """The proposals of a column 目标 without those whose quantity the text says too."""
    said = {(one.quantity.value, one.quantity.unit) for one in before if one.quantity is not None}
    return [
        one for one in more if one.quantity is None or (one.quantity.value, one.quantity.unit) not in said
    ]


class _Reading:
    """The state of one reading: what was proposed, and which times of the column are used."""

    def __init__(self, column: Sequence[Deadline], year: int | None, chapter: str) -> None:
        self.proposals = list[Proposal]()
        self.duties = [one.phrase for one in column if one.standing]
        self._column = column
        self._year = year
        self._ends = [one for one in column if one.due and one.kind == END]
        self._chapter = self._chapter_end(chapter)

    def _chapter_end(self, chapter: str) -> date | None:
        if (
            self._year is not None
            and re.search("全年|年度", chapter)
            and re.search("目标|指标|任务", chapter)
        ):
            return date(self._year, 12, 31)
        return None

    # ------------------------------------------------------------------ text

    def sentences(self, text: str) -> None:
        """Read a text, sentence by sentence; a date is carried to the end of its sentence."""
        for sentence in _SENTENCES.split(text):
            if sentence.strip():
                self._sentence(sentence)

    def _sentence(self, sentence: str) -> None:
        frame: Deadline | None = None
        carried: Deadline | None = None
        waiting: tuple[Clause, Deadline] | None = None
        listed = list[Deadline]()
        first = len(self.proposals)
        for clause in clauses(sentence, self._year):
            own = [one for one in clause.dates if not one.standing]
            self.duties += [one.phrase for one in clause.dates if one.standing]
            if own and is_date_only(clause):
                carried = own[-1]
                frame = carried if carried.whole_year else frame
                waiting = (clause, own[-1])
                listed = own
                continue
            here = carried if carried is not None else frame
            used = self._quantified(clause, own, here, listed)
            if own and not used:
                if not self._ended(first, clause, own):
                    self._dated(clause, own)
            elif waiting and not used and not own:
                self._dated(Clause(f"{waiting[0].text}，{clause.text}", 0, (), ()), [waiting[1]])
            if not used and not own and _WORDLESS.search(clause.text):
                self._wordless(clause, here)
            waiting, listed = None, []
            if own:
                frame = own[-1] if own[-1].whole_year else frame
                last = own[-1] if own[-1].due is not None or not own[-1].recurrence else None
                carried = frame if frame is not None and not own[-1].whole_year else last
        if waiting is not None:
            self._dated(waiting[0], [waiting[1]])

    def _quantified(
        self, clause: Clause, own: list[Deadline], here: Deadline | None, listed: list[Deadline]
    ) -> bool:
        each = own if len(own) > 1 else listed
        apart = "分别" in clause.text and len(each) == len(clause.quantities) > 1
        for place, (quantity, phrase) in enumerate(phrases(clause)):
            before = [one for one in own if one.begin <= clause.begin + quantity.begin]
            day = before[-1] if before else own[0] if own else here
            if apart:
                day = each[place]
            self.proposals += self._placed(quantity, phrase, day, clause.text)
        return bool(clause.quantities)

    def _placed(
        self, quantity: Quantity, phrase: str, day: Deadline | None, clause: str
    ) -> Iterator[Proposal]:
        """The quantity at its date: its own, else that of the column, else that of the chapter."""
        kind = START if _STARTS.search(clause) and not _ENDS.search(clause) else END
        if day is not None:
            sure = quantity.sure and day.sure and day.recurrence != "open" and not _REPORTS.search(clause)
            yield Proposal(phrase, day.due, kind, day.recurrence, quantity, sure, day.question)
            return
        plain = Proposal(phrase, None, kind, "", quantity, quantity.sure)
        if quantity.each and len(self._ends) > 1:
            for one in self._ends:
                yield replace(plain, phrase=one.phrase, due=one.due, sure=plain.sure and one.sure)
            return
        repeated = [one for one in self._column if one.recurrence]
        if repeated and not self._ends:
            yield replace(plain, recurrence=repeated[0].recurrence)
            return
        if self._ends:
            last = self._ends[-1]
            yield Proposal(phrase, last.due, kind, "", quantity, quantity.sure and last.sure)
            return
        yield replace(plain, due=self._chapter)

    def _ended(self, first: int, clause: Clause, own: list[Deadline]) -> bool:
        """Give the day to what the sentence counted before (建成50个，年底前完成), if it says no more."""
        day = own[0]
        if len(own) > 1 or day.due is None or day.kind != END or not is_end_of_what_precedes(clause):
            return False
        undated = [
            place
            for place, one in enumerate(self.proposals[first:], start=first)
            if one.quantity is not None and one.due is None and not one.recurrence
        ]
        for place in undated:
            one = self.proposals[place]
            self.proposals[place] = replace(
                one, due=day.due, sure=one.sure and day.sure, question=one.question or day.question
            )
        return bool(undated)

    def _dated(self, clause: Clause, own: list[Deadline]) -> None:
        """A clause with a date and no quantity: a milestone of its own, 全年 alone a duty."""
        for one in own:
            if one.duty_if_bare and not one.recurrence:
                self.duties.append(clause.text[:LONGEST_PHRASE])
                continue
            kind = START if _STARTS.search(clause.text) and not _ENDS.search(clause.text) else END
            sure = (
                one.sure
                and one.recurrence != "open"
                and not (one.recurrence and _REPORTS.search(clause.text))
            )
            question = one.question
            if one.recurrence == "open":
                question = f"“{clause.text[:30]}”没有说明多久一次，请定下周期"
            self.proposals.append(
                Proposal(clause.text[:LONGEST_PHRASE], one.due, kind, one.recurrence, None, sure, question)
            )

    def _wordless(self, clause: Clause, here: Deadline | None) -> None:
        """A goal without a number (与经济增长基本同步): proposed, never ticked."""
        due = here.due if here is not None else self._ends[-1].due if self._ends else self._chapter
        question = f"“{clause.text[:30]}”没有数量，怎样算完成请确认"
        self.proposals.append(
            Proposal(clause.text[:LONGEST_PHRASE], due, END, "", None, sure=False, question=question)
        )

    # ------------------------------------------------------------------ columns

    def without_column(self, stage: Proposal) -> None:
        """Leave the date of a stage (6月底开工率达80%) to what it counts: the text's goals have others.

        The last of several is that of the whole.
        """
        if len(self._ends) > 1 and stage.due == self._ends[-1].due:
            return
        self._ends = [one for one in self._ends if one.due != stage.due]

    def staged(self, stages: Sequence[Proposal]) -> None:
        """What the time column itself counts, in place of the text's total: 6月底前1000家，12月底前2000家."""
        said = {(one.quantity.value, one.quantity.unit) for one in stages if one.quantity is not None}
        self.proposals = [
            one
            for one in self.proposals
            if one.quantity is None or (one.quantity.value, one.quantity.unit) not in said
        ]
        self.proposals += stages

    def period(self, one: TimeColumn) -> None:
        """A column of a quarter: what it says is due at the quarter's end."""
        if says_none(one.text):
            return
        due = self._end_of(one.head)
        found = False
        for clause in clauses(one.text.replace("\n", "，"), self._year):
            for quantity, phrase in phrases(clause):
                found = True
                own = clause.dates[0].due if clause.dates else due
                self.proposals.append(Proposal(phrase, own, END, "", quantity, quantity.sure))
        if not found:
            starts = _STARTS.search(one.text) and not _ENDS.search(one.text)
            text = one.text.strip()[:LONGEST_PHRASE]
            self.proposals.append(Proposal(text, due, START if starts else END))

    def _end_of(self, head: str) -> date | None:
        """The end of the period that a head names; of 2027年度目标一季度 that of the quarter in that year."""
        said = _YEAR_OF_HEAD.search(head)
        year = read_year_number(said[1]) if said else None
        found = find_deadlines(head, year or self._year)
        return found[-1].due if found else None

    def without_totals(self, periods: Sequence[TimeColumn]) -> None:
        """Leave out what the text counts without a day where a period counts the same at its end."""
        if not periods:
            return
        dated = {
            (one.quantity.value, one.quantity.unit)
            for one in self.proposals
            if one.quantity is not None and one.due is not None
        }
        self.proposals = [
            one
            for one in self.proposals
            if one.quantity is None
            or one.due is not None
            or one.recurrence
            or (one.quantity.value, one.quantity.unit) not in dated
        ]

    def start(self, text: str) -> None:
        """A column 开工时间: a beginning."""
        for one in read_due_cell(text, self._year):
            if one.due is not None:
                self.proposals.append(Proposal(one.phrase, one.due, START, "", None, one.sure, one.question))

    def column_alone(self) -> None:
        """What the time column says and no quantity took."""
        used = {one.due for one in self.proposals if one.due is not None}
        for one in self._column:
            if one.standing or one.due in used and one.due is not None:
                continue
            if one.recurrence:
                if not any(made.recurrence == one.recurrence for made in self.proposals):
                    sure = one.recurrence != "open"
                    self.proposals.append(Proposal(one.phrase, None, END, one.recurrence, None, sure))
            elif one.due is not None:
                if one.duty_if_bare:
                    self.duties.append(one.phrase)
                else:
                    self.proposals.append(
                        Proposal(one.phrase, one.due, one.kind, "", None, one.sure, one.question)
                    )
                    used.add(one.due)
            elif not any(one.phrase in made.phrase for made in self.proposals):
                self.proposals.append(Proposal(one.phrase, None, one.kind, "", None, False, one.question))


@lru_cache(maxsize=4096)
def _staged(due_text: str, year: int | None) -> tuple[Proposal, ...]:
    """The quantities that a time column gives at its dates; none where it counts nothing."""
    column = () if says_none(due_text) else read_due_cell(due_text, year)
    if len(due_text) < 6 or all(one.standing or one.recurrence for one in column):
        return ()
    stages, waiting = list[Proposal](), list[Deadline]()
    for clause in clauses(due_text.replace("\n", "，").replace("、", "，"), year):
        waiting += [one for one in clause.dates if not one.standing and not one.recurrence]
        if not clause.quantities:
            continue
        each = "各" in clause.text or "分别" in clause.text
        for one in waiting if each else waiting[-1:]:
            for quantity in clause.quantities:
                stages.append(Proposal(clause.text, one.due, END, "", quantity, quantity.sure and one.sure))
        waiting = []
    return tuple(stages)
