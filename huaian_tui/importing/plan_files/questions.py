"""Gathering questions: each once, with an id that is the same whenever the same file is read."""

from __future__ import annotations

import hashlib

from huaian_tui.importing.plan_files.draft import Answer, Question

WORDS = {
    "drop": "不读入",
    "type": "补写",
    "unit": "作为单位",
    "lead": "只作牵头",
    "both": "两者都是",
    "leave": "以括注（责任栏）为准",
    "add": "加为责任单位",
    "add_later": "以后各项都加上",
    "first_leads": "首位作牵头",
    "no_lead": "不设牵头",
    "one_plan": "合为一个方案",
    "apart": "分成几个方案",
    "one": "是同一个单位",
    "same": "是两个单位",
}
"""The answers by their keys."""


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
        answers: tuple[str, ...] = (),
        about: str = "",
        *,
        typed: bool = False,
    ) -> None:
        """One question; ``answers`` by their keys.

        ``about`` what tells it from others of its kind and place.
        """
        digest = hashlib.sha256(f"{kind}\0{where}\0{task}\0{about or message}".encode()).hexdigest()[:10]
        given = tuple(Answer(key, WORDS[key]) for key in answers)
        self._all.setdefault(digest, Question(digest, kind, where, message, task, given, typed))

    def all(self) -> list[Question]:
        """What was asked."""
        return list(self._all.values())
