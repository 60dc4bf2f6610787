"""What the cells of a filled form say: texts, 是 or 否, days, values; what cannot be read is refused.

The number that a cell stores is not the number that it shows (100% is stored as 1): it is read as shown, and
refused where the shown one leaves out digits that count.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from huaian_tui.domain.dates.grammar import read_date
from huaian_tui.domain.dates.phrase import DateNotUnderstood
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.feedback_layout import NO, YES
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.importing.form_cells import CellKind, FormCell
from huaian_tui.services.form_parts import shown_words

_WHOLE_DAY = re.compile(r"\d{4}\D\s*\d{1,2}\D\s*\d{1,2}|\d{8}|.{4}年.{1,2}月.{1,3}[日号]")
"""Year, month and day are all there, whatever the grammar would make of less."""
_PLAIN_NUMBER = re.compile(r"-?(?:\d[\d,]*\.?\d*|\.\d+)")
_POWER = re.compile(r"-?\d+\.?\d*E[+-]?\d+", re.ASCII)
_LAST_SIGNS = re.compile(r"[^\d.,，．万亿\s]+$")
_LOST = 1e-3
"""A shown number that differs by more says another one than is stored."""
_MOST_EXACT = 1e15
"""From here on a cell has lost the last digits of what was typed."""


def text_of(cell: FormCell, field: str) -> str:
    """A cell as text, as it is shown."""
    if cell.kind is CellKind.FAULT:
        raise InputRefused(cell.fault, "读不出填的是什么", "请在这一格直接填写文字或数字", field=field)
    if cell.kind is CellKind.NUMBER and abs(cell.number) >= _MOST_EXACT:
        why = "超过 15 位，Excel 已把后面的位数变成 0"
        raise InputRefused(f"数字{shown_words(cell.text)}不完整", why, "请按文本填写", field=field)
    return cell.text


def finished_of(cell: FormCell) -> bool:
    """是 or 否."""
    text = "".join(text_of(cell, "finished").split())
    if text not in (YES, NO):
        why = f"填的是“{shown_words(text)}”" if text else "这一格是空的"
        raise InputRefused("是否完成没有填对", why, f"请填“{YES}”或“{NO}”", field="finished")
    return text == YES


def day_of(cell: FormCell, today: date) -> date | None:
    """The day of completion: a date cell that shows all of it, or a text that names year, month and day."""
    text = text_of(cell, "finished_on")
    if not text.strip():
        return None
    if cell.kind is CellKind.DAY and cell.day is not None:
        if not cell.whole:
            stored = f"单元格只显示“{shown_words(text)}”，存的是 {cell.day.isoformat()}"
            raise InputRefused(
                "完成日期没有写全", stored, "请写全年、月、日，如 2026-06-30", field="finished_on"
            )
        return cell.day
    if cell.kind is not CellKind.TEXT:
        # 1900 and 1904 epochs differ by four years: a bare number is never taken for a day.
        raise InputRefused(
            "完成日期是一个数字",
            f"“{shown_words(text)}”不能确定是哪一天",
            "请按日期填写，如 2026-06-30",
            field="finished_on",
        )
    phrase = read_date(text, today, field="finished_on")
    plain = unicodedata.normalize("NFKC", text)
    if phrase.day is None or phrase.assumed or not _WHOLE_DAY.search(plain):
        raise DateNotUnderstood(text, "要写明年、月、日", "请写全，如 2026-06-30", field="finished_on")
    return phrase.day


def number_of(cell: FormCell, target: Target | None, *, any_unit: bool = False) -> float | None:
    """The value reached, in the target's own unit, as it is shown.

    ``any_unit``: of which milestone it is the value is not known, so that any unit may follow it.
    """
    if cell.kind is CellKind.FAULT:
        raise InputRefused(cell.fault, "读不出填的是什么", "请直接填数字，不要用公式", field="value")
    shown, unit = cell.text.strip(), target.unit if target else ""
    if not shown:
        return None
    if any_unit and (found := _LAST_SIGNS.search(shown)) and found.start():
        unit = found[0]
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
        raise InputRefused("完成值不是数字", f"填的是“{shown_words(shown)}”", "请只填数字", field="value")
    whole = None if target is None or any_unit else target.whole
    if cell.kind is CellKind.TEXT or whole is not None:
        value = read_value(shown, unit, field="value", whole=whole)
    else:
        value = _shown_number(cell, shown, unit, target)
    _refuse_part_of_hundred(value, shown, unit)
    return value


def _shown_number(cell: FormCell, shown: str, unit: str, target: Target | None) -> float:
    """What a number cell shows; refused where its format leaves out what counts."""
    if cell.ratio == 0:
        raise _other_number(cell, shown)
    if _PLAIN_NUMBER.fullmatch(shown) or _POWER.fullmatch(shown):
        value = float(shown.replace(",", ""))
    else:
        value = read_value(shown, unit, field="value")
    if cell.ratio != 1 and (abs(cell.ratio - 1) > _LOST or _decides(target, value, value * cell.ratio)):
        raise _other_number(cell, shown)
    return value


def _decides(target: Target | None, shown: float, stored: float) -> bool:
    return target is not None and target.met_by(shown) != target.met_by(stored)


def _other_number(cell: FormCell, shown: str) -> InputRefused:
    stored = f"显示的是“{shown_words(shown)}”，存的是 {format_number(cell.number)}"
    return InputRefused("完成值显示的和存的不是一个数", stored, "请按要报的数重新填写", field="value")


def _refuse_part_of_hundred(value: float, shown: str, unit: str) -> None:
    if unit == "%" and 0 < value <= 1 and not shown.endswith(("%", "％")):
        # Excel turns a typed 98.5% into 0.985: which one was meant cannot be seen.
        raise InputRefused(
            "完成值像是百分数",
            f"读到的是 {shown_words(shown)}，指标的单位是 %",
            "98.5% 请填 98.5，100% 请填 100；确是不到 1% 的，请在前面加英文单引号，如 '0.5%",
            field="value",
        )


def contact_of(reporter: FormCell, phone: FormCell) -> str:
    """Who filled the form, and the phone."""
    name = clean_line(text_of(reporter, "reporter"), limit=100, field="reporter")
    if not name:
        raise InputRefused("填报人没有填写", "有疑问时要能找到人", "请填填报人姓名", field="reporter")
    return f"{name} {clean_line(text_of(phone, 'phone'), limit=50, field='phone')}".strip()
