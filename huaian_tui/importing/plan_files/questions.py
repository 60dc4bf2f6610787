"""Gathering questions: each once, with an id that is the same whenever the same file is read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.importing.plan_files.draft import Answer, Question

WORDS = {
    "drop": "不读入",
    "unit": "作为单位",
    "lead": "只作牵头",
    "both": "两者都是",
    "leave": "以括注（责任栏）为准",
    "add": "加为责任单位",
    "add_later": "以后各项都加上",
    "first_leads": "首位作牵头",
    "no_lead": "不设牵头",
    "one_plan": "合为一个方案",
    "one": "是同一个单位",
    "same": "是两个单位",
    "keep": "按这样理解",
    "keep_day": "按读到的日期",
    "keep_goal": "设为节点",
    "skip": "不设节点",
    "plain": "加粗不表示牵头",
    "none": "没有牵头单位",
    "above": "同上一行",
    "printed": "照原文保留",
}
"""The answers by their keys."""

OWN_ANSWERS: dict[str, tuple[tuple[str, ...], bool]] = {
    "columns": (("keep",), False),
    "year": (("keep",), True),
    "no_year": ((), True),
    "bold": (("keep", "plain"), False),
    "spans": (("lead", "both"), False),
    "lead_empty": (("none", "above"), False),
}
"""Kinds that are asked in the same way wherever: the keys of their answers, and whether a value is typed."""


def question_id(kind: str, where: str, task: int | None, about: str) -> str:
    """The id of a question, 10 hexadecimal characters: the same whenever the same file is read."""
    return hashlib.sha256(f"{kind}\0{where}\0{task}\0{about}".encode()).hexdigest()[:10]


def answers_of(*keys: str) -> tuple[Answer, ...]:
    """Answers by their keys, with the common words."""
    return tuple(Answer(key, WORDS[key]) for key in keys)


def asked_about(proposals: Sequence[Proposal], words: str, due_text: str) -> list[Proposal]:
    """The milestones that a question about a date is of.

    Where none bears it itself, a question that quotes the time of the row is of all that have a day by it.
    """
    own = [one for one in proposals if one.question == words]
    quoted = due_text.strip()
    if own or not quoted or f"“{quoted}”" not in words:
        return own
    return [one for one in proposals if one.due is not None]


class Questions:
    """The questions of a draft in their order; the same one is asked once."""

    def __init__(self) -> None:
        self._all = dict[str, Question]()

    def add(
        self,
        kind: str,
        where: str,
        message: str,
        task: int | None = None,
        answers: Sequence[str] | Sequence[Answer] = (),
        about: str | Sequence[str] = "",
        *,
        typed: bool = False,
        tasks: Sequence[int] = (),
    ) -> str:
        """Ask, and return the id; ``answers`` by their keys, or with words of their own.

        ``about`` what tells it from others of its kind and place, ``tasks`` the places an answer changes.
        """
        words = (about,) if isinstance(about, str) else tuple(about)
        digest = question_id(kind, where, task, "".join(words) or message)
        keys, own_typed = OWN_ANSWERS.get(kind, (answers, typed))
        given = tuple(one if isinstance(one, Answer) else Answer(one, WORDS[one]) for one in keys)
        self._all.setdefault(
            digest,
            Question(
                digest,
                kind,
                where,
                message,
                task,
                given,
                own_typed,
                tuple(one for one in words if one),
                tuple(tasks),
            ),
        )
        return digest

    def all(self) -> list[Question]:
        """What was asked."""
        return list(self._all.values())
