"""What changed between two texts of a plan, task by task, in the words of ``plan diff``."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from huaian_tui.domain.text.marking import marked
from huaian_tui.importing.revisions.items import PlanItem, heading
from huaian_tui.importing.revisions.matching import Match, Matching, match_tasks
from huaian_tui.importing.revisions.target_words import target_words

ADDED, REMOVED, MOVED, RENUMBERED = "added", "removed", "moved", "renumbered"
MERGED, SPLIT, REWORDED, UNCHANGED = "merged", "split", "reworded", "unchanged"
UNIT_ADDED, UNIT_DROPPED, LEAD_CHANGED = "unit_added", "unit_dropped", "lead_changed"
DATE_MOVED, DATE_ADDED, DATE_DROPPED, TARGET_CHANGED = (
    "date_moved",
    "date_added",
    "date_dropped",
    "target_changed",
)

WORDS = {
    ADDED: "新增",
    REMOVED: "删去",
    MOVED: "移动",
    RENUMBERED: "改序号",
    MERGED: "合并",
    SPLIT: "拆分",
    REWORDED: "改文字",
    UNIT_ADDED: "加单位",
    UNIT_DROPPED: "减单位",
    LEAD_CHANGED: "改牵头",
    DATE_MOVED: "改时限",
    DATE_ADDED: "加时限",
    DATE_DROPPED: "去时限",
    TARGET_CHANGED: "改指标",
    UNCHANGED: "未变",
}
"""What each change is called on screens and in papers."""

_INTERVALS = {"month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "week": "每周"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``old`` and ``new`` are places of tasks in their texts (from 0); several where they merge.

    ``detail`` is Chinese; ``marks`` of a rewording: (``=``, ``-`` or ``+``, characters). ``sure`` False:
    asked.
    """

    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]
    sure: bool = True
    detail: str = ""
    marks: tuple[tuple[str, str], ...] = ()


def changes_between(
    old: Sequence[PlanItem], new: Sequence[PlanItem], matching: Matching | None = None
) -> list[Change]:
    """All changes in the order of the new text; what was removed stands where it stood.

    ``matching``: which task became which, where it is known already.
    """
    if matching is None:
        matching = match_tasks(old, new)
    chapters = _renamed_chapters(old, new, matching.matches)
    steady = _steady(matching.matches)
    found = list[tuple[float, Change]]()
    for match in matching.matches:
        place = float(min(match.new))
        for change in _of_match(old, new, match, chapters, steady):
            found.append((place, change))
    for at in matching.added:
        found.append((float(at), Change(ADDED, (), (at,), detail=new[at].text[:60])))
    for at in matching.removed:
        before = [min(one.new) for one in matching.matches if min(one.old) < at]
        place = max(before, default=-1) + 0.5
        found.append((place, Change(REMOVED, (at,), (), detail=old[at].text[:60])))
    return [change for _, change in sorted(found, key=lambda one: one[0])]


# ---------------------------------------------------------------------- one match


def _of_match(
    old: Sequence[PlanItem],
    new: Sequence[PlanItem],
    match: Match,
    chapters: dict[str, str],
    steady: set[tuple[int, int]],
) -> Iterator[Change]:
    before, after = [old[one] for one in match.old], [new[one] for one in match.new]
    olds, news = tuple(match.old), tuple(match.new)
    if len(before) > 1 or len(after) > 1:
        kind = MERGED if len(before) > 1 else SPLIT
        words = f"{len(before)}项合为一项" if kind == MERGED else f"一项拆为{len(after)}项"
        yield Change(kind, olds, news, match.sure, words)
        yield from _parts_changed(before, after, olds, news, match.sure, split=kind == SPLIT)
        return
    found = list(_place_changed(before[0], after[0], olds, news, chapters, steady))
    found += _words_changed(before[0], after[0], olds, news)
    found += _parts_changed(before, after, olds, news, match.sure, split=False)
    if not found:
        yield Change(UNCHANGED, olds, news, match.sure)
    for one in found:
        yield Change(one.kind, one.old, one.new, match.sure, one.detail, one.marks)


def _place_changed(
    old: PlanItem,
    new: PlanItem,
    olds: tuple[int, ...],
    news: tuple[int, ...],
    chapters: dict[str, str],
    steady: set[tuple[int, int]],
) -> Iterator[Change]:
    chapter = chapters.get(old.chapter, old.chapter)
    renumbered = old.no != new.no
    if chapter != new.chapter:
        yield Change(MOVED, olds, news, detail=f"{old.level1 or '（无）'}改到{new.level1 or '（无）'}")
        if renumbered:
            yield Change(RENUMBERED, olds, news, detail=_renumbered(old.no, new.no))
    elif renumbered and (olds[0], news[0]) not in steady:
        yield Change(MOVED, olds, news, detail=f"第{old.no or ''}项移到第{new.no or ''}项")
    elif renumbered:
        yield Change(RENUMBERED, olds, news, detail=_renumbered(old.no, new.no))
    elif old.no is None and (olds[0], news[0]) not in steady:
        yield Change(MOVED, olds, news, detail="换了位置")


def _words_changed(
    old: PlanItem, new: PlanItem, olds: tuple[int, ...], news: tuple[int, ...]
) -> Iterator[Change]:
    if old.plain != new.plain:
        marks = tuple(marked(old.text, new.text))
        yield Change(REWORDED, olds, news, detail=_in_words(marks), marks=marks)
    elif heading(old.level2) != heading(new.level2) and old.chapter == new.chapter:
        marks = tuple(marked(old.level2, new.level2))
        yield Change(REWORDED, olds, news, detail=_in_words(marks), marks=marks)


def _parts_changed(
    before: Sequence[PlanItem],
    after: Sequence[PlanItem],
    olds: tuple[int, ...],
    news: tuple[int, ...],
    sure: bool,
    *,
    split: bool,
) -> Iterator[Change]:
    """Units, dates and targets; of a split the dates of each part by itself."""
    for kind, detail in _units_changed(before, after, split=split):
        yield Change(kind, olds, news, sure, detail)
    if split:
        for one, place in zip(after, news, strict=True):
            for kind, detail in _dates_changed(before, [one]):
                yield Change(kind, olds, (place,), sure, detail)
    else:
        for kind, detail in _dates_changed(before, after):
            yield Change(kind, olds, news, sure, detail)
    gone, come = _more_targets(before, after), _more_targets(after, before)
    if gone or come:
        yield Change(TARGET_CHANGED, olds, news, sure, _instead(gone, come))


def _dates(items: Iterable[PlanItem]) -> frozenset[str]:
    return frozenset[str]().union(*(one.dates for one in items))


def _targets(items: Iterable[PlanItem]) -> Counter[str]:
    return Counter(target for one in items for target in one.targets)


def _more_targets(here: Sequence[PlanItem], there: Sequence[PlanItem]) -> Counter[str]:
    """The targets of one side that the other neither says nor may say.

    Where tasks merge or split, a target that several of them say (每季度一次) is the same.
    """
    known, more = _maybe(there), _targets(here) - _targets(there)
    if len(here) > 1 or len(there) > 1:
        known |= set(_targets(there))
    return Counter({one: number for one, number in more.items() if one not in known})


def _instead(gone: Counter[str], come: Counter[str]) -> str:
    """Targets before and after, in words: 12家以上改为15家以上."""
    before, after = ("、".join(target_words(one) for one in counted.elements()) for counted in (gone, come))
    return f"{before or '无'}改为{after or '无'}"


def _renumbered(old: str | None, new: str | None) -> str:
    return f"第{old}项改为第{new}项" if old and new else f"{old or '无'}改为{new or '无'}"


def _units_changed(
    before: Sequence[PlanItem], after: Sequence[PlanItem], *, split: bool
) -> Iterator[tuple[str, str]]:
    old_lead, new_lead = _named(one.lead for one in before), _named(one.lead for one in after)
    old_all, new_all = _named(one.units for one in before), _named(one.units for one in after)
    changed = set(old_lead) != set(new_lead) and not split
    if changed:
        kept = [new_all[key] for key in old_lead if key in new_all and key not in new_lead]
        more = f"；{'、'.join(kept)}转为责任" if kept else ""
        yield (
            LEAD_CHANGED,
            f"牵头：{'、'.join(old_lead.values()) or '无'}改为{'、'.join(new_lead.values()) or '无'}{more}",
        )
    come = [key for key in new_all if key not in old_all and not (changed and key in new_lead)]
    gone = [key for key in old_all if key not in new_all and not (changed and key in old_lead)]
    if come:
        yield UNIT_ADDED, f"责任：{'、'.join(new_all[key] for key in come)}"
    if gone:
        yield UNIT_DROPPED, f"责任：{'、'.join(old_all[key] for key in gone)}"


def _named(sides: Iterable[object]) -> dict[str, str]:
    result = dict[str, str]()
    for side in sides:
        if isinstance(side, dict):
            result |= side
    return result


def _maybe(items: Iterable[PlanItem]) -> frozenset[str]:
    """What one side may say as well: no change by itself."""
    return frozenset[str]().union(*(one.maybe for one in items))


def _dates_changed(before: Sequence[PlanItem], after: Sequence[PlanItem]) -> Iterator[tuple[str, str]]:
    old, new = _dates(before), _dates(after)
    gone, come = sorted(old - new - _maybe(after)), sorted(new - old - _maybe(before))
    if gone and come:
        yield DATE_MOVED, f"{_days(gone)}改为{_days(come)}"
    elif come:
        yield DATE_ADDED, f"另加{_days(come)}"
    elif gone:
        yield DATE_DROPPED, f"去掉{_days(gone)}"


def _days(days: Iterable[str]) -> str:
    return "、".join(_INTERVALS.get(one, one) for one in days)


# ---------------------------------------------------------------------- characters


def _in_words(marks: Sequence[tuple[str, str]]) -> str:
    """The marks in one line: 细则 → [+实施+]细则."""
    return "".join(text if sign == "=" else f"[{sign}{text}{sign}]" for sign, text in marks)


# ---------------------------------------------------------------------- order and chapters


def _steady(matches: Iterable[Match]) -> set[tuple[int, int]]:
    """The pairs that kept their order (a longest rising run): the others were moved."""
    pairs = sorted((min(one.old), min(one.new)) for one in matches if len(one.old) == len(one.new) == 1)
    tails, links, at_tail = list[int](), dict[int, int | None](), list[int]()
    for place, (_, new) in enumerate(pairs):
        at = bisect_left(tails, new)
        if at == len(tails):
            tails.append(new)
            at_tail.append(place)
        else:
            tails[at], at_tail[at] = new, place
        links[place] = at_tail[at - 1] if at else None
    kept = set[tuple[int, int]]()
    at_end = at_tail[-1] if at_tail else None
    while at_end is not None:
        kept.add(pairs[at_end])
        at_end = links[at_end]
    return kept


def _renamed_chapters(
    old: Sequence[PlanItem], new: Sequence[PlanItem], matches: Iterable[Match]
) -> dict[str, str]:
    """Chapters whose name alone changed: most of their tasks stand under one that was not there before."""
    names = {one.chapter for one in old} & {one.chapter for one in new}
    went = defaultdict[str, Counter[str]](Counter)
    for match in matches:
        if len(match.old) == len(match.new) == 1:
            went[old[match.old[0]].chapter][new[match.new[0]].chapter] += 1
    renamed = dict[str, str]()
    for chapter, counted in went.items():
        if chapter in names or not counted:
            continue
        name, count = counted.most_common(1)[0]
        if name not in names and count * 2 > sum(counted.values()):
            renamed[chapter] = name
    return renamed
