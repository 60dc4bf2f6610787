"""周报: what one officer did in a week, and what is open in the next, as text. Facts from records alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.store.queries.calendar_entries import replies_due
from huaian_tui.store.queries.milestones import count_due, first_due
from huaian_tui.store.queries.notes import open_follow_ups
from huaian_tui.store.queries.weekly import PaperDone, WeekWork, week_work

_MOST_DUE = 200
_MOST_UNITS = 3
_DAYS = timedelta(days=6)
_LAST_WEEK = ("上周", "last")


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week in which a day lies."""
    first = day - timedelta(days=day.weekday())
    return first, first + _DAYS


def is_last_week(typed: str) -> bool:
    """Whether the week before is meant: 上周, last."""
    return typed.strip().lower() in _LAST_WEEK


def weekly_text(connection: sqlite3.Connection, officer: str, week: tuple[date, date], today: date) -> str:
    """The report of an officer on a week, as lines of text; ``today``: the day that overdue is counted to."""
    first, last = week
    work = week_work(connection, officer, first, last)
    following = week_of(last + timedelta(days=1))
    lines = [f"{officer}一周工作（{chinese_day(first)}至{chinese_day(last)}）", "", "一、本周做的"]
    done = [*_numbered(_done(work))]
    lines += done or ["没有登记。"]
    lines += ["", f"二、下周要办的（{_short(following[0])}至{_short(following[1])}）"]
    ahead = [*_numbered(_ahead(connection, officer, following, today))]
    lines += ahead or ["没有到期的节点、约定的回访和要收的反馈。"]
    late = count_due(connection, today, until=today - timedelta(days=1))
    if late:
        lines += ["", f"另有逾期未办结的节点 {late} 个。"]
    return "\n".join(lines) + "\n"


Part = tuple[str, Sequence[str]]
"""A sentence that heads a part, and its items."""


def _numbered(parts: Iterable[Part]) -> Iterator[str]:
    for place, (head, items) in enumerate(parts, 1):
        yield f"（{_NUMERALS[place - 1]}）{head}"
        for number, item in enumerate(items, 1):
            yield f"{number}. {item}"


_NUMERALS = "一二三四五六七八九"


def _done(work: WeekWork) -> Iterator[Part]:
    if work.notes:
        tasks = {note.task_no for note in work.notes}
        units = {unit for note in work.notes for unit in note.units}
        whom = f"、{len(units)} 个单位" if units else ""
        head = f"写督查记录 {len(work.notes)} 条，涉及 {len(tasks)} 项任务{whom}。"
        yield head, [_note_line(note) for note in work.notes]
    if work.decisions:
        kinds = Counter(kind_word(one.kind) for one in work.decisions)
        head = "作节点决定：" + "，".join(f"{word} {number} 个" for word, number in kinds.items()) + "。"
        lines = [
            _sentence(f"{one.task}{f'“{one.title}”' if one.title else ''}：{one.line}")
            for one in work.decisions
        ]
        yield head, lines
    if work.papers:
        issued = sum(one.issued for one in work.papers)
        drafted = len(work.papers) - issued
        parts = [f"印发文书 {issued} 件" if issued else "", f"拟稿 {drafted} 件" if drafted else ""]
        yield "，".join(filter(None, parts)) + "。", [_paper_line(one) for one in work.papers]
    counted = {
        "核实单位自报，确认": (work.confirmed, "条"),
        "驳回单位自报": (work.rejected, "条"),
        "登记单位反馈": (work.replies, "件"),
        "登记读数": (work.readings, "个"),
        "登记成果报送": (work.deliverables, "件"),
    }
    parts = [f"{what} {number} {measure}" for what, (number, measure) in counted.items() if number]
    if parts:
        yield "，".join(parts) + "。", ()


def _note_line(note: NoteRow) -> str:
    about = "，".join(filter(None, ["、".join(note.unit_names), _short(note.day), note.method]))
    parts = [f"{note.named.told}（{about}）：{_flat(note.text)}"]
    parts += [f"存在问题：{_flat(note.problem)}"] if note.problem else []
    parts += [f"督查要求：{_flat(note.requirement)}"] if note.requirement else []
    parts += [f"约定{_short(note.follow_up)}回访"] if note.follow_up else []
    return "".join(map(_sentence, parts))


def _paper_line(paper: PaperDone) -> str:
    about = "，".join(filter(None, [paper.number, "、".join(paper.units[:_MOST_UNITS])]))
    about += "等" if len(paper.units) > _MOST_UNITS else ""
    number = f"（{about}）" if about else ""
    reply = f"，要求{_short(paper.reply_due)}前反馈" if paper.issued and paper.reply_due else ""
    return _sentence(f"{'印发' if paper.issued else '拟稿'}：{paper.title}{number}{reply}")


def _ahead(
    connection: sqlite3.Connection, officer: str, week: tuple[date, date], today: date
) -> Iterator[Part]:
    first, last = week
    due = first_due(connection, today, since=first, until=last, most=_MOST_DUE)
    if due:
        lines = [_sentence(f"{_short(row.state.due)}：{row.named.told}“{row.state.title}”") for row in due]
        yield f"到期的节点 {len(due)} 个。", lines
    visits = [note for note in open_follow_ups(connection, last) if note.officer == officer]
    if visits:
        yield f"约定的回访 {len(visits)} 次。", [_visit_line(note, today) for note in visits]
    replies = [one for one in replies_due(connection) if one.day <= last]
    if replies:
        lines = [_sentence(f"{_short(one.day)}前：{'；'.join(one.lines)}") for one in replies]
        yield f"要收的反馈 {len(replies)} 件。", lines


def _visit_line(note: NoteRow, today: date) -> str:
    missed = note.follow_up is not None and note.follow_up < today
    whom = f"（{'、'.join(note.unit_names)}）" if note.units else ""
    return _sentence(f"{_short(note.follow_up)}：{note.named.told}{whom}{'，已错过' if missed else ''}")


def _short(day: date | None) -> str:
    return "" if day is None else f"{day.month}月{day.day}日"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "…")) else f"{text}。"
