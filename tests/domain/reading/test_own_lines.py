"""A cell of 完成时限 as this program's own books and forms write it."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.reading.own_lines import OwnLine, own_lines

READ = [
    ("原文未写时限", ()),
    ("2026-06-30 完成招标", (OwnLine(date(2026, 6, 30), "完成招标", False),)),
    ("2026-06-30（按月末计） 完成招标", (OwnLine(date(2026, 6, 30), "完成招标", False),)),
    ("2026-12-31（假定）  建成（力争）", (OwnLine(date(2026, 12, 31), "建成", True),)),
    (
        " 2026-06-30 招标\n\n 推广：原文未写时限 ",
        (OwnLine(date(2026, 6, 30), "招标", False), OwnLine(None, "推广", False)),
    ),
    ("推广（力争）：原文未写时限", (OwnLine(None, "推广", True),)),
    # What others write is not taken for it, nor a cell of which one line is not read.
    ("2026年6月底前", None),
    ("6月底前", None),
    ("2026-02-30 招标", None),
    ("2026-06-30", None),
    ("2026-06-30 招标\n推广", None),
    ("：原文未写时限", None),
    ("推广：长期", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "lines"), READ)
def test_own_lines_are_read_whole_or_not_at_all(text: str, lines: tuple[OwnLine, ...] | None) -> None:
    assert own_lines(text) == lines
