"""Lines of a file that are no tasks: notes, chapters that are persons, rules that bind all tasks."""

from __future__ import annotations

import re

from huaian_tui.domain.reading.duties import FIRST_LEADS, UNIT_IS_LEAD
from huaian_tui.importing.plan_files.raw_tasks import Found

PERSONS_CHAPTER = re.compile(
    r"(?:市长|县长|区长|州长|省长|旗长|书记|主任|主席|部长|秘书长|同志|领导|乡长|镇长)[^，。]{0,6}"
    r"(?:主抓|分管|牵头|领衔|负责|包保|联系)"
)
"""一、某市长主抓重点工作: a chapter that is a person."""

NOTE = re.compile(
    r"\s*(?:备\s*注|注\s*[:：]|注\d|说\s*明\s*[:：]|填表说明|填表人|制表|审核|联系人|报送单位|填报|单位（盖章）|主要负责人|签字)"
)
"""How a line begins that is a note or a signature."""

_MARK_RULE = re.compile(
    r"(?:带|标|标注|加|标有|前有|打)?[“\"]?(?P<mark>[★▲△●◆☆※*#])[”\"]?(?:号|标)?(?:的)?[^，。；]{0,6}(?:为|是)?牵头"
)


_CHAPTER_NUMBER = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3})[、.．]?")
_LONGEST_CHAPTER = 30


def numbered_chapter(number: str, text: str) -> str:
    """The chapter of a row whose number is 二 or （二） and that names nobody; ``""`` for a task."""
    if not _CHAPTER_NUMBER.fullmatch(number) or not text or len(text) > _LONGEST_CHAPTER or "。" in text:
        return ""
    return f"{number}{text}" if number[-1] in "、.．）)" else f"{number}、{text}"


def rules_of(text: str, found: Found) -> None:
    """Rules about leads that a line outside the tasks states for all of them."""
    if FIRST_LEADS.search(text):
        found.first_leads = True
    if UNIT_IS_LEAD.search(text):
        found.unit_is_lead = True
    if mark := _MARK_RULE.search(text):
        found.lead_mark = mark["mark"]
