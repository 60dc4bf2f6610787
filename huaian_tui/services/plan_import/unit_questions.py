"""Names that no known unit bears: which are asked about, and which units accepting would enter."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from huaian_tui.domain.reading.unit_names import is_group, unit_key
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.importing.plan_files.draft import Answer, DraftTask, NewUnit, Question
from huaian_tui.importing.plan_files.questions import question_id
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT

KIND = "new_unit"
"""The kind of these questions; their answers are ids of known units, ``new`` and ``drop``."""

_NEAR = 0.8
_MOST_NEAREST = 3


def new_units(tasks: Iterable[DraftTask], shown: Mapping[str, str]) -> tuple[NewUnit, ...]:
    """The names of tasks that no known unit bears, with the nearest known ones."""
    counted = Counter(one.name for task in tasks for one in (*task.lead, *task.support) if not one.unit)
    known = tuple(dict.fromkeys(shown.values()))
    return tuple(
        NewUnit(name, _nearest(name, known), is_group(name), count) for name, count in counted.items()
    )


@lru_cache(maxsize=4096)
def _nearest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(name, known, _MOST_NEAREST, 0.5))


def unit_questions(new: Iterable[NewUnit], shown: Mapping[str, str]) -> list[Question]:
    """A question for each new name that may be a spelling of a known unit; the others are simply new."""
    ids = {name: unit for unit, name in reversed(list(shown.items()))}
    asked = list[Question]()
    for one in new:
        near = [name for name in one.nearest if _may_be(one.name, name)]
        if not near:
            continue
        answers = [Answer(ids[name], f"是{name}") for name in near]
        answers += [Answer(NEW_UNIT, "是新的单位"), Answer(NO_UNIT, "不是单位")]
        words = f"“{one.name}”没有登记过（{one.count}处），与{'、'.join(near)}相近，是不是同一个单位请确认"
        identity = question_id(KIND, "单位", None, one.name)
        asked.append(Question(identity, KIND, "单位", words, None, tuple(answers), False, (one.name,)))
    return asked


def _may_be(name: str, known: str) -> bool:
    """Whether a name may be another spelling of a known one: of the same government, nearly alike."""
    first, second = unit_key(search_key(name)), unit_key(search_key(known))
    if first[:1] != second[:1] and not (first.endswith(second) or second.endswith(first)):
        return False
    return difflib.SequenceMatcher(None, first, second).ratio() >= _NEAR
