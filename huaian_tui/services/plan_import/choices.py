"""Choices of earlier files that are used again for the next one of the office, and told each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.importing.plan_files.draft import Draft, Question
from huaian_tui.ledger.kinds.choices import ANSWER, COLUMN, UNIT, about_of
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.unit_questions import KIND
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plan_imports import KeptChoice, kept_choices

OF_EVERY_FILE = ("no_lead", "bold")
"""Kinds of questions whose answer is a habit of the office."""

OF_THEIR_WORDS = ("not_a_unit", "spelling")
"""Kinds whose answer holds wherever the same words stand."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds: head of a column → role, name → id of a unit or ``drop``, question → answer."""

    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def read_choices(connection: sqlite3.Connection) -> Choices:
    """The choices that hold in this ledger."""
    by_sort = dict[str, dict[str, str]]()
    for one in kept_choices(connection):
        by_sort.setdefault(one.sort, {})[one.text] = one.means
    return Choices(by_sort.get(COLUMN, {}), by_sort.get(UNIT, {}), by_sort.get(ANSWER, {}))


# ---------------------------------------------------------------------- using them


Columns = Mapping[str, Mapping[int, str]]
"""Table → place of a column → role."""


def remembered_columns(choices: Choices, read: Draft, decided: Columns) -> dict[str, dict[int, str]]:
    """The columns that earlier choices know by their heads, that were read otherwise and not decided now."""
    found = dict[str, dict[int, str]]()
    for table in read.tables:
        for place, head, role in table.columns:
            kept = choices.columns.get(_text(head))
            if kept and kept != role and place not in decided.get(table.name, {}):
                found.setdefault(table.name, {})[place] = kept
    return found


def with_columns(decided: Columns, more: Columns) -> dict[str, dict[int, str]]:
    """Both together; what was decided now holds."""
    tables = dict.fromkeys((*decided, *more))
    return {name: {**more.get(name, {}), **decided.get(name, {})} for name in tables}


def in_force(
    choices: Choices, questions: tuple[Question, ...], decided: Decisions, known: Mapping[str, str]
) -> Decisions:
    """The decisions with the answers and units of earlier choices, where nothing was decided now.

    ``known``: the units there are; one that is not here (yet) is not meant.
    """
    answers = dict(decided.answers)
    for question in questions:
        kept = choices.answers.get(question_text(question) or "")
        fits = kept in {one.key for one in question.answers}
        if fits and question.id not in answers and question.kind not in answers:
            answers[question.id] = kept or ""
    units = {name: unit for name, unit in choices.units.items() if unit in known or unit == NO_UNIT}
    return replace(decided, answers=answers, units={**units, **decided.units})


def used_choices(
    questions: tuple[Question, ...], decided: Decisions, force: Decisions, names: Collection[str]
) -> Iterator[tuple[str, str]]:
    """(where, Chinese sentence) of each choice of an earlier file that was used; ``names``: as read."""
    for question in questions:
        answer = force.answers.get(question.id, "")
        if answer and question.id not in decided.answers and question.kind not in decided.answers:
            words = next((one.words for one in question.answers if one.key == answer), answer)
            yield question.where, f"沿用以前的选择：{question.message[:60]}（{words}）"
    for name, unit in force.units.items():
        if name not in decided.units and name in names:
            meant = "不是单位" if unit == NO_UNIT else f"就是{unit}"
            yield "单位", f"沿用以前的选择：“{name}”{meant}"


def question_text(question: Question) -> str | None:
    """What of a question is remembered; None where its answer is of one file."""
    if question.kind in OF_EVERY_FILE:
        return question.kind
    if question.kind in OF_THEIR_WORDS:
        return _text(f"{question.kind}：{'／'.join(question.about)}")
    return None


def _text(text: str) -> str:
    return clean_line("".join(text.split()), limit=100_000, field="text")[:_LONGEST]


# ---------------------------------------------------------------------- keeping and forgetting


def choice_entries(
    kept: Choices,
    read: Draft,
    questions: tuple[Question, ...],
    decided: Decisions,
    answer_of: Mapping[str, str],
) -> Iterator[Entry]:
    """The records that keep what was decided now and is not kept yet; ``answer_of``: id → answer."""
    for table in read.tables:
        for place, head, _ in table.columns:
            role = decided.columns.get(table.name, {}).get(place)
            if role and _text(head) and not head.startswith("第") and kept.columns.get(_text(head)) != role:
                yield _entry(COLUMN, _text(head), role)
    for name, unit in _units(questions, decided, answer_of):
        if unit != NEW_UNIT and kept.units.get(name) != unit:
            yield _entry(UNIT, name, unit)
    for question in questions:
        text, answer = question_text(question), answer_of.get(question.id, "")
        if text and answer in {one.key for one in question.answers} and kept.answers.get(text) != answer:
            yield _entry(ANSWER, text, answer)


def _units(
    questions: tuple[Question, ...], decided: Decisions, answer_of: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    answered = (one for one in questions if one.kind == KIND and answer_of.get(one.id))
    asked = {one.about[0]: answer_of[one.id] for one in answered}
    yield from ((_text(name), unit) for name, unit in {**asked, **decided.units}.items())


def _entry(sort: str, text: str, means: str) -> Entry:
    body = {"about": about_of(sort, text), "sort": sort, "text": text, "means": means}
    return Entry(RecordKind.READING_CHOICE, body)


def forget_choice(ledger: Ledger, text: str) -> list[KeptChoice]:
    """Forget the choices about a text (a head, a name), for all laptops of the office; those forgotten."""
    with ledger.action() as action:
        known = kept_choices(action.connection)
        found = [one for one in known if text in (one.text, one.about)]
        if not found:
            some = "、".join(one.text for one in known[:12]) or "没有"
            raise NotFound(f"没有记住“{text}”", f"现有：{some}", "用 huaian-tui plan choices 查看")
        action.append_all(_entry(one.sort, one.text, "") for one in found)
        return found
