"""附：数字来源表: what every figure of a paper counts, to be kept in the file with it and sent to nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from huaian_tui.documents.composers.phrases import joined, one_line
from huaian_tui.documents.composers.sources import Passage
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.documents.model import Block, Cell, OfficialDocument, Paragraph, headed_table
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.ledger_fingerprint import FINGERPRINT, moment_words
from huaian_tui.ledger.fingerprint import heads_fingerprint

ANNEX = "数字来源表"

NO_RECORD = "没有记录：引自方案原文，或为文书自身的日期、手写的数字"
"""Of numbers that nothing in the ledger stands behind."""

NOTHING_COUNTED = "没有这样的事项"
"""Of a figure that counts nothing: 逾期0项."""

_HEADS = (("序号", 1.3), ("所在", 2.4), ("数字", 2.9), ("所计事项", 8.8))
_MOST_OF_TEXT = 60


def compose_annex(notice: NoticeRow, passages: Sequence[Passage]) -> OfficialDocument:
    """The table for the file of a paper, over all its passages."""
    rows = [
        (Cell(str(place)), Cell(one.place), Cell(figures), Cell(counted))
        for place, (one, figures, counted) in enumerate(_lines(passages), 1)
    ]
    body: list[Block] = [Paragraph(_about(notice))]
    if rows:
        body.append(headed_table(_HEADS, rows, centred=("序号",), font_size=10.5))
    else:
        body.append(Paragraph("文中没有数字。"))
    return OfficialDocument(
        masthead="", title=f"附：{ANNEX}", body=tuple(body), layout="sheet", sealed=False, date=None
    )


def _about(notice: NoticeRow) -> str:
    """Which paper it belongs to, and of when its figures are."""
    number = f"（{notice.number}）" if notice.number else "（草稿）"
    kind = NOTICE_TITLES.get(notice.kind, notice.kind)
    day = notice.as_of or notice.drafted_on
    title = notice.title.replace("\n", "")
    return (
        f"本表存档备查，不随文印发。所属文书：{kind}{number}《{title}》；数据截至{chinese_day(day)}。"
        f"事项的名称、状态、日期、登记人为拟稿时的。{_fingerprint(notice)}"
    )


def _fingerprint(notice: NoticeRow) -> str:
    """By which a paper in the file tells whether the ledger was rewritten since."""
    digits = heads_fingerprint(notice.heads)
    return f"{moment_words(issued=bool(notice.issued_heads))}的{FINGERPRINT}：{digits}。" if digits else ""


def _lines(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str, str]]:
    """(passage, its figures that count the same things, these things); each thing in full once."""
    listed: set[Thing] = set()
    for passage in passages:
        if not passage.figures:
            why = passage.edited.told if passage.edited else NO_RECORD
            yield passage, one_line(passage.text, _MOST_OF_TEXT), why
        for figures in same_things(passage.figures):
            things = figures[0].things
            told = _things_words(things, listed)
            yield passage, "；".join(figure_words(one) for one in figures), told or NOTHING_COUNTED
            listed.update(things)


def _things_words(things: Sequence[Thing], listed: Collection[Thing]) -> str:
    """Things line by line; of those that stand further above in full only what they are called."""
    lines = [thing_words(one) for one in things if one not in listed]
    again = [one for one in things if one in listed]
    tasks = [one.task for one in again if one.kind == "task"]
    numbers = [found[1] for one in tasks if (found := _COUNTED.fullmatch(one))]
    said = [f"第{'、'.join(numbers)}项"] if numbers else []
    said += [one for one in tasks if not _COUNTED.fullmatch(one)]
    said += [joined((one.task, one.title)) for one in again if one.kind != "task"]
    return "\n".join([*lines, f"见上：{'；'.join(said)}"] if said else lines)


_COUNTED = re.compile("第([^第项]+)项")


def same_things(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Figures by what they count: a count and its share of all are told together."""
    found: dict[tuple[Thing, ...], list[Figure]] = {}
    for one in figures:
        found.setdefault(one.things, []).append(one)
    return list(found.values())


def figure_words(figure: Figure) -> str:
    """逾期 4项."""
    return f"{figure.label} {one_line(figure.value, _MOST_OF_TEXT)}"


def thing_words(thing: Thing) -> str:
    """第2项，登记平台上线（逾期71天，2025年12月31日，张三）."""
    inside = joined((thing.said, chinese_day(thing.day) if thing.day else "", thing.officer))
    return joined((thing.task, thing.title)) + (f"（{inside}）" if inside else "")
