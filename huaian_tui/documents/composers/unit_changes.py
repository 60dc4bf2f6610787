"""任务变化情况: what a revision of a plan changed for one unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.model import Cell, OfficialDocument, Paragraph, Table, headed_table
from huaian_tui.domain.answers.revisions import RevisionTold, TaskDifference
from huaian_tui.domain.text.marking import marked_by_number, sides_of
from huaian_tui.domain.words.days import chinese_day

_COLUMNS = (("原序号", 1.4), ("现序号", 1.4), ("角色", 2.0), ("变化", 1.8), ("内容", 10.4))
_NONE = "无"


def compose_unit_changes(
    told: RevisionTold, concerned: frozenset[str], name: str, full_name: str, today: date
) -> OfficialDocument | None:
    """The page for a unit; None where no change concerns it.

    ``concerned``: the unit (its id) and the groups to which it belongs; what is put in or taken out of a text
    stands in 【】.
    """
    rows = [one for one in told.differences if concerned.intersection(one.units())]
    if not rows:
        return None
    return OfficialDocument(
        masthead="",
        title=f"{full_name}任务变化情况",
        body=(Paragraph(_intro(told, rows, name, today)), _table(rows, concerned)),
        date=None,
        sealed=False,
        layout="sheet",
    )


def _intro(told: RevisionTold, rows: Sequence[TaskDifference], name: str, today: date) -> str:
    stages = ""
    if told.new_stage != told.old_stage:
        stages = f"由{told.old_stage or '原文'}修订为{told.new_stage or '新的文本'}"
    else:
        stages = "作了修订"
    if told.day is None:
        when = f"截至{chinese_day(today)}，《{told.title}》拟{stages.removeprefix('作了')}，尚未采用"
    else:
        when = f"{chinese_day(date.fromisoformat(told.day))}，《{told.title}》{stages}"
    counted = Counter(kind for one in rows for kind, _ in one.changes)
    words = joined(f"{kind}{number}项" for kind, number in counted.items())
    return f"{when}。涉及{name}的变化{len(rows)}处：{words}。【】内为删去或增加的文字。"


def _table(rows: Sequence[TaskDifference], concerned: frozenset[str]) -> Table:
    return headed_table(
        _COLUMNS,
        [_row(one, concerned) for one in rows],
        centred=("原序号", "现序号", "角色", "变化"),
        font_size=10.5,
    )


def _row(one: TaskDifference, concerned: frozenset[str]) -> tuple[Cell, ...]:
    kinds = dict.fromkeys(kind for kind, _ in one.changes)
    return (
        Cell("\n".join(side.no or "—" for side in one.old) or _NONE),
        Cell("\n".join(side.no or "—" for side in one.new) or _NONE),
        Cell(_role(one, concerned)),
        Cell("\n".join(kinds)),
        Cell("\n".join(_content(one)), sources=one.sources),
    )


def _role(one: TaskDifference, concerned: frozenset[str]) -> str:
    """牵头 before and after: 牵头改责任, 责任改为不再涉及."""
    before = next((role for side in one.old if (role := side.role(concerned))), "")
    after = next((role for side in one.new if (role := side.role(concerned))), "")
    if before == after:
        return before
    if not one.old or not before:
        return f"{after}（新）"
    return f"{before}改为{after or '不再涉及'}"


def _is_told(kind: str, detail: str) -> bool:
    return bool(detail) and kind not in _TOLD_BY_TEXT


def _on_paper(detail: str) -> str:
    """Days and signs as papers have them: 2026年6月30日改为2026年7月31日, ≥12 家."""
    signed = detail.replace(">=", "≥").replace("<=", "≤").replace("~", "约")
    return _DAY.sub(lambda found: _day(found[0]), signed)


def _day(text: str) -> str:
    try:
        return chinese_day(date.fromisoformat(text))
    except ValueError:
        return text


_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_TOLD_BY_TEXT = frozenset(("改文字", "新增", "删去", "合并", "拆分", "改序号"))


def _content(one: TaskDifference) -> list[str]:
    if one.is_reworded:
        old, new = sides_of(list(marked_by_number(one.old[0].text, one.new[0].text)))
        lines = [f"原文：{old}", f"现文：{new}"]
    elif not one.old:
        lines = [f"现文：{side.text}" for side in one.new]
    elif not one.new:
        lines = [f"原文：{side.text}" for side in one.old]
    elif len(one.old) == len(one.new) == 1:
        lines = [one.new[0].text]
    else:
        lines = [f"原{side.told}：{side.text}" for side in one.old]
        lines += [f"现{side.told}：{side.text}" for side in one.new]
    told = [f"{kind}：{_on_paper(detail)}" for kind, detail in one.changes if _is_told(kind, detail)]
    return [" ".join(line.split()) for line in (*lines, *told)]
