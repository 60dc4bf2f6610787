"""What people type as values of arguments and options, with Chinese refusals (wrong usage, exit 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import click

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import names_matter
from huaian_tui.domain.office import PROFILE_TITLES
from huaian_tui.domain.rules.lights import BEHIND_KEY, LIGHT_TITLES, Light, LightRules, lights_of
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.paces import PACE_ASKED, PACE_TITLES
from huaian_tui.domain.words.verdicts import VERDICTS

MOST_DAYS = 3660
"""Ten years: more than any plan runs."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


_OTHER_REFERENCE = re.compile(
    r".+/.+|[A-Za-z]{1,4}第.+[项条]|[0-9]{1,4}(\.[0-9]{1,4})+|#[0-9]{1,6}|.*〔[0-9]{4}〕[0-9]{1,6}号?"
)
"""References that are no plain number: with a code, 1.10, #3 (none is printed), a matter."""


def _half_width(value: object) -> str:
    """The text with full-width forms made plain; nothing else, so that 6² never becomes 62."""
    return str(value).translate(_HALF_WIDTH)


class RowNumber(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """What names a task (序号): 12, １２, 第12项, 第十二项, SJ/12, 交办2026-3, an id; to be looked up."""

    name = "序号"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The reference; whether a plan has it is for the store to say."""
        text = "".join(_half_width(value).split())
        if _OTHER_REFERENCE.fullmatch(text) or names_matter(text):
            return clean_line(text, limit=100)
        core = re.sub("[行项条号]$", "", text.removeprefix("第"))
        number = int(core) if core.isascii() and core.isdigit() and len(core) < 10 else None
        if number is None and core and not core.isascii():
            from huaian_tui.domain.text.chinese_numbers import read_number

            number = read_number(core)
        if number is None:
            self.fail("序号是数字，如 12、第12项；别的方案的任务写 代号/序号，如 SJ/12", param, ctx)
        return str(number)


class Words(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """One of a few words, English or Chinese, each standing for a value."""

    def __init__(self, name: str, words: Mapping[str, str]) -> None:
        self.name = name
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The English word."""
        typed = _half_width(value).strip().lower().replace("-", "_")
        for english, chinese in self.words.items():
            if typed in (english, chinese):
                return english
        choices = "、".join(f"{english}（{chinese}）" for english, chinese in self.words.items())
        self.fail(f"可选 {choices}", param, ctx)


class Line(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """A line of text without control characters; too long is refused."""

    name = "文字"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The cleaned line."""
        return clean_line(str(value), limit=500)


class Days(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases only
    """A number of days from today."""

    name = "天数"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Days, 0 to ten years."""
        text = _half_width(value).strip().removesuffix("天")
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_DAYS):
            self.fail(f"天数是 0 到 {MOST_DAYS} 的整数", param, ctx)
        return int(text)


ROW_NUMBER = RowNumber()
LINE = Line()
DAYS = Days()
LIGHT = Words("状态", {light.value: title for light, title in LIGHT_TITLES.items()})
PACE = Words("序时", {pace.value: PACE_TITLES[pace] for pace in PACE_ASKED})
VERDICT = Words("预测", {verdict.value: title for verdict, title in VERDICTS.items()})
ROLE = Words("角色", {"lead": "牵头", "support": "责任"})
GROUPS = Words("集体单位", {"group": "集体一份", "members": "成员各一份"})
YES_OR_NO = Words("是否", {"yes": "是", "no": "否"})


def light_of(word: str | None, rules: LightRules) -> Light | None:
    """The light that was chosen by ``LIGHT``; one that the office does not have is refused."""
    light = None if word is None else Light(word)
    if light is not None and light not in lights_of(rules):
        raise InputRefused(
            f"{light.word}没有单列为一盏灯",
            f"本机构的灯是{'、'.join(one.word for one in lights_of(rules))}",
            f"要单列，运行 huaian-tui setting set {PROFILE_TITLES[BEHIND_KEY]} 是",
            field="light",
        )
    return light
