"""逾期预测 in a 专报 where the officer wants it: a sentence with the counts, the reasons in an attachment.

A forecast is a word with its reasons, never a light, and goes to nobody but the leader who is told. What an
issued paper states is recorded with it (``services.notices``), so that it can be scored later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.figures import cell, told
from huaian_tui.documents.composers.phrases import one_line
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.documents.model import (
    Attachment,
    Block,
    Cell,
    OfficialDocument,
    Paragraph,
    headed_table,
)
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.forecasts import AHEAD
from huaian_tui.domain.evaluation.intervals import LEAST
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.forecasts import share_words
from huaian_tui.domain.words.verdicts import VERDICTS, Verdict
from huaian_tui.store.queries.forecasts import Foreseen, foresee, open_dated
from huaian_tui.store.queries.slot_names import named_slots, names_of

WITH_FORECASTS = (NoticeKind.BRIEFING,)
"""Kinds of papers that take forecasts."""

CLOSED = "没有写逾期预测：方案已经收官"

_HEADS = (("事项", 2.0), ("节点", 4.6), ("牵头单位", 2.6), ("时限", 2.3), ("可能性", 1.5), ("理由", 5.0))
_MOST_ITEMS, _MOST_OF_TITLE = 4, 40
_HOW = (
    "以往到期的节点，在到期前同样的时候有哪些情形、后来是否按期，由此推算。预测只供安排督查参考，不是状态灯，"
    "也不评价单位；本报印发时记入台账，到期后与结果比对。"
)


@dataclass(frozen=True, slots=True)
class ForetoldPart:
    """What a paper says of it: a sentence, the attachment with the reasons, what the officer is told."""

    sentence: tuple[Paragraph, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = ()


def foretold_part(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    plan: str | None,
    names: PlanNames,
    tasks: Collection[int],
    *,
    closed: bool,
) -> ForetoldPart:
    """Of the milestones of these tasks that are due within ``AHEAD`` days; nothing where nobody wants it."""
    if not request.forecasts:
        return ForetoldPart()
    if closed:
        return ForetoldPart(warnings=(CLOSED,))
    ids = open_dated(connection, request.day, within=AHEAD, plan=plan)
    found = [one for one in foresee(connection, request.day, ids) if one.ref.no in tasks]
    by_verdict = {verdict: [one for one in found if one.forecast.verdict is verdict] for verdict in Verdict}
    if not found:
        said = told(f"今后{AHEAD}天没有到期的节点，不作预测。", lead="预测。", lead_level=1)
        return ForetoldPart((said,))
    sentence = _sentence(found, by_verdict, names)
    return ForetoldPart((sentence,), _attachments(connection, request, by_verdict, names))


def _sentence(
    found: Sequence[Foreseen], by_verdict: dict[Verdict, list[Foreseen]], names: PlanNames
) -> Paragraph:
    """Counts of all three words; what is likely to come late by its items."""
    likely, unknown = by_verdict[Verdict.LIKELY_LATE], by_verdict[Verdict.UNKNOWN]
    items = names.ordered({one.ref.no for one in likely})
    named = names.items(items[:_MOST_ITEMS]) + ("等" if len(items) > _MOST_ITEMS else "")
    parts = [f"{len(likely)}个可能逾期（{named}）" if likely else "没有可能逾期的"]
    if calm := by_verdict[Verdict.NO_SIGN]:
        parts.append(f"{len(calm)}个未见逾期迹象")
    if unknown:
        parts.append(f"{len(unknown)}个的类似情形不足{LEAST}例，不足以判断")
    # Not 90天内到期: so papers say within how many days something is 临期, where a passport reads it.
    text = f"今后{AHEAD}天到期的{len(found)}个节点，{'，'.join(parts)}"
    text += "，理由见附件。" if likely or unknown else "。"
    figures = [_figure(verdict, by_verdict[verdict], names) for verdict in Verdict if by_verdict[verdict]]
    return told(text, *figures, lead="预测。", lead_level=1)


def _figure(verdict: Verdict, some: Sequence[Foreseen], names: PlanNames) -> Figure:
    return Figure(verdict.word, f"{len(some)}个", tuple(_thing(one, names) for one in some))


def _thing(one: Foreseen, names: PlanNames) -> Thing:
    said = one.forecast.verdict.word
    if one.forecast.likelihood is not None:
        said += share_words(one.forecast.likelihood)
    title = one_line(one.title, _MOST_OF_TITLE)
    return Thing("milestone", one.milestone, names.item(one.ref.no), title, said, one.due)


def _attachments(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    by_verdict: dict[Verdict, list[Foreseen]],
    names: PlanNames,
) -> tuple[Attachment, ...]:
    """The reasons of each that is likely to come late, and of which nothing can be said."""
    likely, unknown = by_verdict[Verdict.LIKELY_LATE], by_verdict[Verdict.UNKNOWN]
    if not likely and not unknown:
        return ()
    blocks: list[Block] = [Paragraph(f"{_HOW}数据截至{chinese_day(request.day)}。")]
    if likely:
        slots = named_slots(connection, {one.ref.no for one in likely}, request.today, paper=True)
        leads = {number: "、".join(names_of(some, "lead")) for number, some in slots.items()}
        rows = [_row(one, names, leads.get(one.ref.no, "")) for one in likely]
        blocks.append(headed_table(_HEADS, rows, centred=("时限", "可能性"), font_size=10.5))
    if unknown:
        listed = "；".join(
            f"{names.item(one.ref.no)}“{one_line(one.title, _MOST_OF_TITLE)}”（{one.due.isoformat()}）"
            for one in unknown
        )
        text = f"以下{len(unknown)}个节点的类似情形不足{LEAST}例，不足以判断：{listed}。"
        blocks.append(told(text, _figure(Verdict.UNKNOWN, unknown, names)))
    return (Attachment("逾期预测", tuple(blocks)),)


def _row(one: Foreseen, names: PlanNames, leads: str) -> tuple[Cell, ...]:
    share, said = share_words(one.forecast.likelihood), one.forecast
    why = "；".join(one.why) or "没有单列的情形"
    alike = f"（类似情形{said.alike}例，未按期{said.alike_late}例）"
    return (
        Cell(names.item(one.ref.no)),
        Cell(one_line(one.title, _MOST_OF_TITLE)),
        Cell(leads),
        Cell(one.due.isoformat()),
        cell(share, Figure("可能性", share, (_thing(one, names),))),
        Cell(f"{why}{alike}"),
    )


def refuse_elsewhere(request: NoticeRequest) -> None:
    """Refuse forecasts in a paper of another kind: nothing that was asked for is left out unsaid."""
    if request.forecasts and request.kind not in WITH_FORECASTS:
        raise InputRefused(
            f"{NOTICE_TITLES[request.kind]}不写逾期预测",
            "预测只供领导安排督查参考，不发单位",
            "只有督查专报写预测，请换文书种类，或不写预测",
            field="forecasts",
        )


def stated_forecasts(document: OfficialDocument) -> dict[str, tuple[Verdict, date | None]]:
    """What a paper says of each milestone's date, by its id; nothing of what was rewritten by hand."""
    words = {word: verdict for verdict, word in VERDICTS.items()}
    stated = dict[str, tuple[Verdict, date | None]]()
    for block in document.body:
        for figure in block.figures if isinstance(block, Paragraph) else ():
            if figure.label in words:
                stated |= {one.key: (words[figure.label], one.day) for one in figure.things}
    return stated
