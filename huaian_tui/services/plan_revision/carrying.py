"""What of a task goes on when its text is written anew: milestones keep their ids, decided ones stay.

Pure functions over the bodies of records (``ledger.kinds.tasks``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huaian_tui.domain.text.marking import followed
from huaian_tui.services.plan_revision.comparing import KEPT

Part = Mapping[str, Any]
"""A milestone, duty or deliverable as a body has it."""

_GIVEN = ("due", "operator", "value", "upper", "unit", "target_text", "phrase")
_TARGET = ("operator", "value", "upper", "unit", "target_text")
_TARGET_PARTS = (*_TARGET, "cumulative", "inferred", "baseline")


@dataclass(slots=True)
class Carried:
    """The parts of a task in its new text. ``kept``: decided on, though the new text has them no more;
    ``dropped``: gone with the old text."""

    parts: list[dict[str, Any]]
    kept: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)


def carry_milestones(
    old: Sequence[Part],
    new: Sequence[Part],
    texts: tuple[str, str],
    recorded: Collection[str],
    new_id: Callable[[], str],
) -> Carried:
    """The milestones of a task; ``texts``: the old one and the new one (its column of deadlines included).

    ``recorded`` are the ids on which somebody decided or recorded something; ``new_id`` gives one that no
    milestone of the task ever had. An old one that goes on keeps its id; what it is by its words, its target
    and its day, in this order, and by its place.
    """
    plain = _plain(texts[1])
    pairs = _paired(old, new, plain)
    made = Carried([])
    series = {new[at]["series"]: old[x]["series"] for at, x in pairs.items() if new[at].get("series")}
    for at, one in enumerate(new):
        before = pairs.get(at)
        if before is None:
            made.parts.append(dict(one) | _fresh(one, series, new_id))
        else:
            made.parts.append(_moved(old[before], one, plain))
    gone_on = set(pairs.values())
    for at, one in enumerate(old):
        if at in gone_on:
            continue
        phrase = _plain(str(one.get("phrase", "")))
        if not phrase or phrase in plain:
            made.parts.append({key: one[key] for key in one if key != KEPT or phrase not in plain})
        elif (now := _followed(one, texts)) is not None:
            made.parts.append(now)
        elif one["id"] in recorded:
            made.parts.append(dict(one) | {KEPT: True})
            made.kept.append(dict(one))
        else:
            made.dropped.append(dict(one))
    return made


def carry_by_phrase(
    old: Iterable[Part], new: Iterable[Part], texts: tuple[str, str], recorded: Collection[str] = ()
) -> Carried:
    """Duties and deliverables: those whose phrase still stands go on, those of the new text join them."""
    plain, made = _plain(texts[1]), Carried([])
    for one in old:
        if _plain(str(one.get("phrase", ""))) in plain:
            made.parts.append(dict(one))
        elif (now := _followed(one, texts)) is not None:
            made.parts.append(now)
        elif one.get("id") in recorded:
            made.parts.append(dict(one))
            made.kept.append(dict(one))
        else:
            made.dropped.append(dict(one))
    known = [_plain(str(one.get("phrase", ""))) for one in made.parts]
    for one in new:
        phrase = _plain(str(one.get("phrase", "")))
        if not any(phrase in said or said in phrase for said in known):
            made.parts.append(dict(one))
    return made


def _plain(text: str) -> str:
    return "".join(text.split())


def _followed(one: Part, texts: tuple[str, str]) -> dict[str, Any] | None:
    """A part whose phrase reads a little otherwise in the new text; a number in it must be the same."""
    phrase = str(one.get("phrase", ""))
    now = followed(phrase, *texts)
    if now is None or _DIGITS.findall(now) != _DIGITS.findall(phrase):
        return None
    made = {key: one[key] for key in one if key != KEPT} | {"phrase": now}
    if title := followed(str(one.get("title", "")), *texts):
        made["title"] = title
    return made


_DIGITS = re.compile("[0-9]+")


def _fresh(one: Part, series: dict[str, str], new_id: Callable[[], str]) -> dict[str, Any]:
    """A new id; of an occurrence of a recurring duty (``series``: as it is now) one that says its day."""
    if not one.get("series"):
        return {"id": new_id()}
    if one["series"] not in series:
        series[one["series"]] = new_id()
    now = series[one["series"]]
    return {"id": f"{now}-{str(one['due']).replace('-', '')}", "series": now}


def _moved(old: Part, new: Part, plain: str) -> dict[str, Any]:
    """An old milestone as the new text gives it; what is known beyond the words stays while they stand."""
    phrase = _plain(str(old.get("phrase", "")))
    stands = bool(phrase) and phrase in plain
    made = {key: value for key, value in old.items() if key != KEPT}
    if not stands or new.get("operator") is not None:
        made = {key: value for key, value in made.items() if key not in _TARGET_PARTS}
        made |= {key: new[key] for key in _TARGET_PARTS if key in new}
    if not stands:
        made |= {key: new[key] for key in ("title", "phrase") if key in new}
    due = new.get("due")
    if due is None and stands and old.get("assumed"):
        return made
    if due != old.get("due"):
        made |= {"due": due, "assumed": bool(new.get("assumed", False))}
        made |= {"basis": new["basis"]} if "basis" in new else {}
    return made


# ---------------------------------------------------------------------- which is which


def _paired(old: Sequence[Part], new: Sequence[Part], plain: str) -> dict[int, int]:
    """Place of a new milestone → place of the old one that it is.

    An old one whose phrase still stands in the new text is no other one that merely looks like it.
    """
    pairs, taken = dict[int, int](), set[int]()
    standing = {x for x, one in enumerate(old) if _phrase(one) and _phrase(one) in plain}
    for alike in (_same, _same_words, _words_within, _same_value, _same_target, _same_day, _of_one_kind):
        loose = alike in (_same_target, _same_day, _of_one_kind)
        for at, one in enumerate(new):
            if at in pairs:
                continue
            left = (x for x in range(len(old)) if x not in taken and not (loose and x in standing))
            found = next((x for x in left if alike(old[x], one)), None)
            if found is not None:
                pairs[at] = found
                taken.add(found)
    return pairs


def same_goal(old: Part, new: Part) -> bool:
    """Whether two milestones of different tasks ask for the same, by their words or by what they count."""
    return any(alike(old, new) for alike in (_same, _same_words, _words_within, _same_value))


def _phrase(one: Part) -> str:
    return _plain(str(one.get("phrase", "")))


def _same(old: Part, new: Part) -> bool:
    return _phrase(old) == _phrase(new) and all(old.get(key) == new.get(key) for key in ("due", *_TARGET[:4]))


def _once(old: Part, new: Part) -> bool:
    """Occurrences of a recurring duty are told apart by their days alone."""
    return not old.get("series") and not new.get("series")


def _same_words(old: Part, new: Part) -> bool:
    if not _once(old, new):
        return bool(old.get("series")) and bool(new.get("series")) and old.get("due") == new.get("due")
    return bool(_phrase(new)) and _phrase(old) == _phrase(new)


def _words_within(old: Part, new: Part) -> bool:
    first, second = _phrase(old), _phrase(new)
    return _once(old, new) and bool(first and second) and (first in second or second in first)


def _same_value(old: Part, new: Part) -> bool:
    parts = ("operator", "value", "upper", "unit")
    known = old.get("operator") is not None and all(old.get(key) == new.get(key) for key in parts)
    return _once(old, new) and known


def _same_target(old: Part, new: Part) -> bool:
    known = old.get("operator") is not None and bool(old.get("unit"))
    return (
        _once(old, new) and known and (old["operator"], old["unit"]) == (new.get("operator"), new.get("unit"))
    )


def _same_day(old: Part, new: Part) -> bool:
    due = old.get("due")
    both = (old.get("operator") is None) == (new.get("operator") is None)
    return _once(old, new) and both and due is not None and due == new.get("due")


def _of_one_kind(old: Part, new: Part) -> bool:
    return _once(old, new) and (old.get("operator") is None) == (new.get("operator") is None)
