"""What becomes of an item of running text: one task, one for each measure with units of its own, or none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from huaian_tui.domain.reading.duties import Duty
from huaian_tui.domain.reading.item_labels import Label
from huaian_tui.domain.reading.quantities import find_quantities
from huaian_tui.importing.plan_files.measures import Measure, together
from huaian_tui.importing.plan_files.raw_tasks import Found, RawTask

LONGEST_HEADING = 40
LONGEST_LEAD = 45
"""Characters of a heading, and of the sentence that names a measure."""

_CHAPTER_BACK = re.compile(
    r"(?:组织实施|保障措施|工作要求|有关要求|组织领导|组织保障|总体要求|指导思想|基本原则|工作目标|总体目标|强化保障|几点要求|总体思路|主要目标)"
)


@dataclass(slots=True)
class Item:
    """An item as it grows: its label and heading, its paragraphs, what label lines say."""

    label: Label | None
    level1: str
    level2: str
    where: str
    texts: list[Measure] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    due: list[str] = field(default_factory=list)
    goal: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    heading_only: bool = False
    annex: str = ""
    inherited: Duty | None = None


class ItemTasks:
    """Makes the tasks of items; ``kinds``: labels whose items mostly name units."""

    def __init__(self, found: Found, part: str, kinds: Collection[str]) -> None:
        self._found = found
        self._part = part
        self._kinds = kinds

    def tasks(self, item: Item) -> Iterator[RawTask]:
        """The tasks of one item, in their order."""
        own = [one for one in item.texts if one.duty.names_units]
        number = item.label.number if item.label is not None else None
        if not own and not item.duties and item.inherited is not None:
            words = f"没有写单位，按“{item.level1}”一章的单位理解，请核对"
            yield replace(
                self._one(replace(item, duties=[item.inherited]), number), asks=(("inherited", words),)
            )
            return
        if not own and not item.duties:
            if not self._counts_without_units(item):
                if item.texts:
                    self._leave(item)
                return
        if len(own) <= 1:
            yield self._one(item, number)
            return
        lead = "" if item.texts[0].duty.names_units else item.texts[0].text
        level2 = item.level2
        if lead and item.label is not None and len(lead) <= LONGEST_LEAD and not find_quantities(lead):
            level2 = f"{item.label.printed}{lead.rstrip('。：: ')}"
        for place, measure in enumerate(own, start=1):
            text = f"{lead}{measure.text}" if place == 1 and len(lead) > LONGEST_LEAD else measure.text
            where = item.places[item.texts.index(measure)] or item.where
            yield RawTask(
                number or measure.number or None,
                item.level1,
                level2,
                text,
                measure.duty,
                where,
                item.annex or self._part,
                place,
                measure.duty.due_text or "；".join(item.due),
            )

    def _leave(self, item: Item) -> None:
        """An item that is no task, as it names nobody like most others; told where it is numbered."""
        text = item.texts[0].text
        self._found.notes.append((item.where, text))
        if item.label is not None and not _CHAPTER_BACK.search(item.level1 + text[:12]):
            words = f"“{item.label.printed}{text[:40]}”没有写明哪个单位，没有作为任务读入，请核对"
            self._found.skipped.append((item.where, words))

    def _one(self, item: Item, number: str | None) -> RawTask:
        texts = list(item.texts)
        level2 = item.level2
        if (
            len(texts) > 1
            and item.label is not None
            and _is_heading(texts[0].text)
            and not texts[0].duty.names_units
        ):
            level2 = f"{item.label.printed}{texts.pop(0).text.rstrip('。：: ')}"
        duties = [one.duty for one in texts if one.duty.names_units] + item.duties
        duty = together(duties) if duties else Duty()
        return RawTask(
            number,
            item.level1,
            level2,
            "".join(one.text for one in texts),
            duty,
            item.where,
            item.annex or self._part,
            None,
            "；".join(item.due) or duty.due_text,
            "；".join(item.goal),
            (),
            "；".join(item.note),
        )

    def _counts_without_units(self, item: Item) -> bool:
        """Whether an item that names no units is a task all the same: others of its kind name some."""
        if item.label is None or item.label.kind not in self._kinds or not item.texts:
            return False
        return not _CHAPTER_BACK.search(item.level1) and not _CHAPTER_BACK.search(item.texts[0].text[:12])


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and "。" not in text.rstrip("。") and not find_quantities(text)
