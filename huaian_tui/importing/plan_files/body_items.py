"""Tasks in running text: numbered measures that end with their units in brackets, label lines, 一是…二是…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.domain.reading.column_heads import LABEL, Role, is_person_role, role_of
from huaian_tui.domain.reading.duties import Duty, labelled, read_duty
from huaian_tui.domain.reading.item_labels import (
    BRACKETED,
    CHAPTER,
    CIRCLED,
    FIRST,
    NUMBER,
    SECTION,
    Label,
    read_label,
)
from huaian_tui.domain.reading.quantities import find_quantities
from huaian_tui.domain.reading.unit_lists import says_none
from huaian_tui.importing.plan_files.blocks import Paragraph
from huaian_tui.importing.plan_files.body_kinds import item_kinds
from huaian_tui.importing.plan_files.body_tasks import LONGEST_HEADING, LONGEST_LEAD, Item, ItemTasks
from huaian_tui.importing.plan_files.measures import (
    Measure,
    brackets_within,
    measures_of,
    without_duty,
)
from huaian_tui.importing.plan_files.raw_tasks import Found, RawTask
from huaian_tui.importing.plan_files.row_rules import NOTE, PERSONS_CHAPTER, rules_of

_WITHIN = (FIRST, BRACKETED, CIRCLED)
"""Labels of measures within an item."""

_BARE_LABEL = re.compile(r"((?:具体|主要|工作|重点)?(?:目标|措施|举措|内容|要求))[：:]\s*(\S.*)", re.S)
_LEAD_SENTENCE = re.compile(rf"(?P<lead>[^。！？\n]{{2,{LONGEST_LEAD}}})[。：:]")
_ANNEX = re.compile(
    r"附\s*件\s*(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*(?:[:：]?\s*[^。；，]{0,40})?$"
)
_LIST_OF_ANNEXES = re.compile(r"附\s*件?\s*[:：]\s*[0-9]{1,2}[.．、]")
_FRONT = re.compile(
    r"(?:现将|为[了深全进贯抢推切加认更]|根据|按照|特制定|制定本|现提出|现就|总体要求|指导思想)"
)
_BACK = re.compile(
    r"(?:本(?:措施|方案|办法|意见|要点|通知)自|各(?:地|责任单位|牵头单位|单位|部门|县).{0,12}(?:要|应|请)|请(?:各|于)|联系人|附件|附[:：]|抄送|此件|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$)"
)


class BodyReader:
    """Reads paragraphs in order.

    A paragraph that names no units and belongs to no item is front or back matter.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], found: Found, part: str) -> None:
        self._paragraphs = paragraphs
        self._found = found
        self._part = part
        self._chapter = ""
        self._section: Label | None = None
        self._unnumbered = ""
        self._items = list[Item]()
        self._open: Item | None = None
        self._at = 0
        self._kinds = item_kinds(paragraphs)
        self._headed: Label | None = None
        self._inherited: Duty | None = None
        self._of_chapter: Duty | None = None
        self._pending = list[tuple[str, str]]()
        self._annex = ""
        self._listing = False
        self._flat = not any(
            label.kind == CHAPTER for one in paragraphs if (label := read_label(one.text)) is not None
        )

    def read(self) -> list[RawTask]:
        """The tasks in their order."""
        for place, paragraph in enumerate(self._paragraphs):
            self._at = place
            self._found.progress.step()
            if paragraph.text.strip():
                self._take(paragraph)
        made = ItemTasks(self._found, self._part, self._kinds)
        if len({item.annex for item in self._items}) == 1:  # one breakdown, wherever it stands
            self._items = [replace(item, annex="") for item in self._items]
        return [task for item in self._items for task in made.tasks(item)]

    # ------------------------------------------------------------------ one paragraph

    def _take(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        if annex := _ANNEX.match(text):
            self._begin_annex(annex["n"])
        if self._is_listed(text):
            self._open = None
            self._found.notes.append((paragraph.where, text))
            return
        if LABEL.match(text) and self._label_line(text):
            return
        if self._open is not None and (said := _BARE_LABEL.match(text)):
            self._more(self._open, paragraph, *said.groups())
            return
        if NOTE.match(text):
            self._found.notes.append((paragraph.where, text))
            rules_of(text, self._found)
            return
        label = read_label(text)
        if label is None or label.kind in _WITHIN and self._is_part_of_item(label):
            self._plain(paragraph, text)
            return
        if self._is_chapter(label):
            self._head(label, text)
            return
        self._item(paragraph, label)

    def _is_listed(self, text: str) -> bool:
        """Whether a line is of the list of annexes: 附件：1.任务分工表, and 2.名词解释 below it."""
        label = read_label(text)
        goes_on = self._listing and label is not None and label.kind == NUMBER and len(text) <= 60
        self._listing = _LIST_OF_ANNEXES.match(text) is not None or (
            goes_on and not without_duty(text)[1].names_units and "。" not in text
        )
        return self._listing

    def _begin_annex(self, number: str) -> None:
        """附件2: what follows is of another annex, under no heading of the one before."""
        self._annex = f"附件{number}"
        self._open, self._section, self._headed = None, None, None
        self._chapter, self._unnumbered, self._of_chapter, self._pending = "", "", None, []

    @staticmethod
    def _more(item: Item, paragraph: Paragraph, word: str, said: str) -> None:
        """A line 目标：… or 措施：… of an item."""
        if word.endswith("目标"):
            item.goal.append(said)
        else:
            item.texts.append(Measure("", *without_duty(said)))
            item.places.append(paragraph.where)

    def _is_part_of_item(self, label: Label) -> bool:
        """Whether 一是… or (1) stands under a numbered item and is a measure of it."""
        item = self._open
        if item is None or item.label is None or item.label.kind in _WITHIN:
            return False
        goes_on = item.label.number.isdecimal() and label.number == str(int(item.label.number) + 1)
        return not goes_on or not any(one.duty.names_units for one in item.texts)

    def _is_chapter(self, label: Label) -> bool:
        """一、 or （一） as a heading: short, without a sentence and without units behind it."""
        if label.kind not in (CHAPTER, SECTION):
            return False
        rest = label.rest.rstrip("。：: ")
        plain, duty = without_duty(label.rest)
        if duty.names_units and label.kind == CHAPTER and self._heads_items(plain):
            self._inherited = duty
            return True
        if duty.names_units or len(rest) > LONGEST_HEADING or "。" in rest or "；" in rest:
            return False
        return label.kind == CHAPTER or not self._followed_by_labels() and bool(plain)

    def _heads_items(self, plain: str) -> bool:
        """Whether 一、X（牵头单位：甲局） stands over numbered items that name units of their own."""
        if len(plain) > LONGEST_HEADING or "。" in plain.rstrip("。"):
            return False
        for one in self._paragraphs[self._at + 1 :]:
            label = read_label(one.text)
            if label is not None and label.kind == CHAPTER:
                return False
            if (
                label is not None
                and label.kind in (NUMBER, SECTION)
                and without_duty(label.rest)[1].names_units
            ):
                return True
        return False

    def _followed_by_labels(self) -> bool:
        """Whether the next line is one of labels: then this line is the task."""
        behind = self._paragraphs[self._at + 1 : self._at + 3]
        following = next((one.text for one in behind if one.text.strip()), "")
        return LABEL.match(following.strip()) is not None

    def _followed_by_numbers(self) -> bool:
        """Whether the next line is an item 1. of its own: then a （一） without chapters is one."""
        behind = next((one.text for one in self._paragraphs[self._at + 1 :] if one.text.strip()), "")
        label = read_label(behind)
        return self._flat and label is not None and label.kind == NUMBER

    def _claimed(self, head: Label, duty: Duty | None) -> Item:
        """The heading above as an item, once a line says who does it; its text is what stands between."""
        pending = self._pending
        printed = f"{head.printed}{head.rest.rstrip('。：: ')}"
        chapter = "" if head.kind == CHAPTER else self._chapter
        item = Item(head, chapter, printed if pending else "", pending[0][0] if pending else "")
        for where, text in pending or [("", head.rest)]:
            item.texts.append(Measure("", text, Duty()))
            item.places.append(where)
        for box in (self._found.front, self._found.notes):
            box[:] = [one for one in box if one not in pending]
        item.duties += [duty] if duty is not None else []
        item.heading_only = not pending
        self._add(item)
        self._open, self._headed, self._pending = item, None, []
        return item

    def _head(self, label: Label, text: str) -> None:
        self._open = None
        self._unnumbered = ""
        self._headed, self._pending = label, []
        if self._inherited is not None:
            text = f"{label.printed}{without_duty(label.rest)[0]}"
        self._of_chapter, self._inherited = (
            self._inherited or (self._of_chapter if label.kind != CHAPTER else None),
            None,
        )
        if label.kind == CHAPTER or self._followed_by_numbers():
            self._chapter, self._section = text.rstrip("。：: "), None
            if PERSONS_CHAPTER.search(text):
                self._chapter = ""
                self._found.told.append(("章节", "有的章节按领导分，不作指标，也不读入"))
        else:
            self._section = label
        rules_of(text, self._found)

    def _section_line(self) -> str:
        if self._unnumbered or self._section is None:
            return self._unnumbered
        return f"{self._section.printed}{self._section.rest.rstrip('。：: ')}"

    def _item(self, paragraph: Paragraph, label: Label) -> None:
        self._headed, self._pending = None, []
        rest = label.rest
        inline = brackets_within(rest) or measures_of(rest)
        plain, duty = without_duty(rest)
        lead = self._lead(paragraph, label, plain, bracket=duty.names_units or bool(inline))
        item = Item(label, self._chapter, self._section_line(), paragraph.where)
        item.inherited = self._of_chapter
        if label.kind == FIRST and inline:
            item.label = None
            inline = [replace(inline[0], number=label.number), *inline[1:]]
        elif lead:
            item.level2 = f"{label.printed}{lead}"
            plain = plain[len(lead) :].lstrip("。：: ")
            rest = rest[len(lead) :].lstrip("。：: ")
            inline = brackets_within(rest) or measures_of(rest)
        if inline:
            item.texts += inline
            item.places += [paragraph.where] * len(inline)
        elif plain:
            item.texts.append(Measure("", plain, duty))
            item.places.append(paragraph.where)
        elif duty.names_units:
            item.duties.append(duty)
        self._add(item)
        self._open = item

    def _lead(self, paragraph: Paragraph, label: Label, plain: str, *, bracket: bool) -> str:
        """The bold or first sentence that names the measure: 全面实施清单管理。…"""
        bold = paragraph.bold - len(label.printed)
        if 2 <= bold <= LONGEST_LEAD and bold < len(plain):
            return plain[:bold].rstrip("。：: ")
        found = _LEAD_SENTENCE.match(plain)
        if found is None or found.end() >= len(plain) - 1:
            return ""
        lead = found["lead"]
        numbers = bool(find_quantities(lead)) or re.search(r"[0-9]+(?:月|年|%)", lead) is not None
        if numbers or len(lead) > (LONGEST_LEAD if bracket else 25) or (not bracket and "，" in lead):
            return ""
        return lead

    def _plain(self, paragraph: Paragraph, text: str) -> None:
        """A paragraph without a number: a measure under the heading above it, more of an item, or no task."""
        pieces = brackets_within(text) or measures_of(text)
        label = read_label(text)
        plain, duty = without_duty(text if label is None else label.rest)
        if not pieces and duty.names_units and not plain:
            if self._open is not None:
                self._open.duties.append(duty)
            elif self._headed is not None:
                self._claimed(self._headed, duty)
            return
        if pieces or duty.names_units:
            item = self._open
            if item is None:
                item = Item(self._section, self._chapter, self._section_line(), paragraph.where)
                self._add(item)
                self._open = item
            measures = pieces or [Measure("" if label is None else label.number, plain, duty)]
            if item.texts and not item.texts[-1].duty.names_units and not item.duties and label is None:
                measures = [
                    replace(measures[0], text=item.texts.pop().text + measures[0].text),
                    *measures[1:],
                ]
                item.places.pop()
            if item.label is not None and item.label.kind == FIRST and any(one.number for one in measures):
                self._each_numbered(item, measures)
            item.texts += measures
            item.places += [paragraph.where] * len(measures)
            return
        if self._is_unnumbered_heading(text):
            self._unnumbered, self._open = text, None
            return
        if (
            self._open is not None
            and not _BACK.match(text)
            and not self._open.duties
            and not paragraph.heading
        ):
            if not self._open.texts or not self._open.texts[-1].duty.names_units:
                self._open.texts.append(Measure("", text, Duty()))
                self._open.places.append(paragraph.where)
                return
        rules_of(text, self._found)
        if self._open is None and self._headed is not None:
            self._pending.append((paragraph.where, text))
        if self._items:
            self._found.notes.append((paragraph.where, text))
        else:
            self._found.front.append((paragraph.where, text))

    def _add(self, item: Item) -> None:
        item.annex = self._annex
        self._items.append(item)

    @staticmethod
    def _each_numbered(item: Item, measures: list[Measure]) -> None:
        """一是… whose paragraph goes on with 二是…: each measure has its own number."""
        number = "" if item.label is None else item.label.number
        item.texts = [replace(one, number=one.number or number) for one in item.texts]
        if not item.texts:
            measures[0] = replace(measures[0], number=measures[0].number or number)
        item.label = None

    def _is_unnumbered_heading(self, text: str) -> bool:
        """A short line between finished items: the title of a part that has no number."""
        item = self._open
        done = item is not None and (bool(item.duties) or any(one.duty.names_units for one in item.texts))
        done = done or item is None and bool(self._chapter) and self._section is None
        behind = next((one.text for one in self._paragraphs[self._at + 1 :] if one.text.strip()), "")
        follows = read_label(behind)
        short = len(text) <= 24 and text[-1] not in "。；，、：:！" and not re.search("[0-9]", text)
        return done and short and follows is not None and follows.kind != CHAPTER and not _BACK.match(text)

    def _label_line(self, text: str) -> bool:
        """A line of labels (牵头单位：…); whether it belongs to an item."""
        item = self._open
        if item is None and self._section is None and self._headed is not None:
            item = self._claimed(self._headed, None)
        elif item is None:
            if self._section is None:
                return False
            item = Item(self._section, self._chapter, "", "")
            item.texts.append(Measure("", self._section.rest, Duty()))
            item.places.append("")
            self._add(item)
            self._open = item
        dues = len(item.due)
        for word, said in labelled(text):
            role = role_of(word)
            if is_person_role(role) or says_none(said):
                continue
            if item.heading_only and role in (Role.TASK, Role.GOAL) and item.label is not None:
                item.level2 = f"{item.label.printed}{item.texts[0].text.rstrip('。：: ')}"
                item.texts, item.heading_only = [Measure("", said, Duty())], False
            elif role in (Role.DUE, Role.START):
                item.due.append(said)
            elif role is Role.TASK:
                item.texts.append(Measure("", said, Duty()))
                item.places.append(item.where)
            elif role is Role.GOAL:
                item.goal.append(said)
            elif role in (Role.NOTE, Role.PROGRESS):
                item.note.append(said)
        duty = read_duty(text)
        if duty.due_text and len(item.due) == dues:
            item.due.append(duty.due_text)  # 部门分工：A牵头，B配合，年底前完成
        if duty.names_units or duty.first_leads or duty.added:
            item.duties.append(replace(duty, due_text=""))
        return True
