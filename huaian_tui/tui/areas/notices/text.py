"""Notices as an officer sees them: where one stands, its pages, what the check found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeState, state_title
from huaian_tui.domain.words.notices import change_words
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.looks.themes import tone_style
from huaian_tui.tui.safe_text import safe_content

if TYPE_CHECKING:
    from huaian_tui.documents.proofreading.notice import Finding

SEVERITIES = {"risk": ("风险", "overdue"), "warning": ("注意", "due_soon"), "info": ("提示", "unscheduled")}
"""How a finding is called, and the tone it is shown in."""

DOUBLED = "文号重复：合并来的文书里有同一个文号。后印发的那份要改号"
"""Two laptops issued before they were merged; both notices are kept."""

Page = Sequence[str]


def state_word(notice: NoticeRow) -> str:
    """草稿, 已印发, 已撤回, 已丢弃; of an inner sheet 内部."""
    return state_title(notice.kind, notice.standing)


def addressee(notice: NoticeRow) -> str:
    """Whom it is about."""
    return notice.addressee


def notice_name(notice: NoticeRow) -> str:
    """``催办单  市财政局``, with its number once it has one."""
    kind = NOTICE_TITLES.get(notice.kind, notice.kind)
    return "  ".join(part for part in (kind, addressee(notice), notice.number) if part)


def severity_counts(findings: Sequence[Finding]) -> str:
    """``注意 2，提示 1``; nothing for nothing."""
    counts = {key: sum(one.severity == key for one in findings) for key in SEVERITIES}
    return "，".join(f"{SEVERITIES[key][0]} {count}" for key, count in counts.items() if count)


def notice_page(notice: NoticeRow, pages: Sequence[Page]) -> Content:
    """The head and the pages as laid out, 28 characters a line."""
    mark = state_word(notice) if notice.state == NoticeState.WITHDRAWN else ""
    return lines([_head(notice), Content(""), pages_text(pages, mark)])


def pages_text(pages: Sequence[Page], mark: str = "") -> Content:
    """The pages as laid out, each under its number; ``mark``: what is said beside each number."""
    parts = list[Content]()
    for number, page in enumerate(pages, 1):
        beside = toned(f"  {mark}", "overdue") if mark else Content("")
        parts.append(quiet(f"第 {number} 页，共 {len(pages)} 页") + beside)
        parts.append(safe_content("\n".join(page)))
        parts.append(Content(""))
    return lines(parts)


def _head(notice: NoticeRow) -> Content:
    """Where it stands, what units answered, what to look at."""
    kind = NOTICE_TITLES.get(notice.kind, notice.kind)
    parts = [heading(f"{kind}  {state_word(notice)}  {notice.number}".rstrip())]
    if notice.doubled:
        parts.append(toned(f"{DOUBLED}（{keys_said('notice_renumber')}）", "overdue"))
    if notice.former_numbers:
        parts.append(labelled("原文号", "、".join(notice.former_numbers)))
    if notice.as_of:
        parts.append(labelled("数据截至", notice.as_of.isoformat()))
    if notice.issued_on:
        parts.append(labelled("印发", notice.issued_on.isoformat()))
    if notice.changed:
        parts.append(toned(f"印发时台账有 {len(notice.changed)} 处变化，经确认照草稿印发：", "due_soon"))
        parts += [safe_content(f"      {change_words(one)}") for one in notice.changed]
    if notice.reply_due and notice.state == NoticeState.ISSUED:
        parts.append(labelled("反馈时限", notice.reply_due.isoformat()))
        if notice.missing:
            parts.append(
                labelled("未反馈", toned("、".join(map(notice.name_of, notice.missing)), "due_soon"))
            )
    if notice.withdrawn:
        parts.append(labelled("撤回理由", notice.withdrawn))
    for reply in notice.replies:
        parts.append(labelled(f"{reply.day.isoformat()}", f"{notice.name_of(reply.unit)}：{reply.text}"))
    if notice.state == NoticeState.DRAFT:
        parts += [
            Content.styled("核对  ", tone_style("due_soon")) + safe_content(line) for line in notice.warnings
        ]
    return lines(parts)


def finding_line(finding: Finding) -> Content:
    """How grave it is and what was found; of a setting also the keys that lead there."""
    word, tone = SEVERITIES[finding.severity]
    how = f"（{keys_said('settings')}）" if finding.setting else ""
    return toned(word, tone) + Content("  ") + safe_content(finding.message + how)


def findings_text(findings: Sequence[Finding]) -> Content:
    """What the check found, worst first, each with the rule it rests on."""
    if not findings:
        return Content("没有发现问题。")
    order = list(SEVERITIES)
    parts: list[Content] = []
    for finding in sorted(findings, key=lambda one: order.index(one.severity)):
        parts.append(finding_line(finding))
        parts.append(quiet(f"      依据：{finding.rule}"))
    return lines(parts)
