"""What a milestone is called that the text of a task proposes, and whether its day is a bare year."""

from __future__ import annotations

import re
from datetime import date

from huaian_tui.domain.reading.deadlines import START
from huaian_tui.domain.text.hygiene import clean_line

MOST_TEXT = 20_000
"""Characters of a task."""

_LONGEST_TITLE = 60
_NAMES_A_DAY = re.compile("[月日号季底末前内旬]|全年|半年")
_YEAR = re.compile(r"20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2}")
_OF_DATES = re.compile(
    r"[0-9〇零一二三四五六七八九十年月日号季度底末前内上中下旬半全每个、，。—\-./至到以完成于]"
)
_LEAST_WORDS = 3


def milestone_title(text: str, phrase: str, kind: str) -> str:
    """What a milestone is called that a text proposes: its phrase, with the task before a mere day.

    ``kind``: ``START`` for a beginning (``domain.reading.deadlines``).
    """
    line = clean_line(" ".join(phrase.split()), field="title")
    if len(_OF_DATES.sub("", line)) < _LEAST_WORDS:
        words = clean_line(" ".join(text.split()), limit=MOST_TEXT, field="title")
        most = max(_LONGEST_TITLE - len(line) - 2, 10)
        line = f"{words if len(words) <= most else words[: most - 1] + '…'}（{line}）"
    if kind == START and not re.search("开工|动工|启动|开建|开始|进场|入场|奠基", line):
        line = f"开始：{line}"
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def is_bare_year(phrase: str, due: date | None) -> bool:
    """Whether a day was inferred from a year alone (到2027年)."""
    return (
        due is not None
        and (due.month, due.day) == (12, 31)
        and _YEAR.search(phrase) is not None
        and _NAMES_A_DAY.search(phrase) is None
    )
