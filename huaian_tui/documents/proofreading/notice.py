"""What to look at before a notice goes out: findings that remind and never block.

Each names the rule that it rests on. The texts of the rules are stated in the facts sheet of the domain
(党政机关公文处理工作条例, 政府督查工作条例, 减负规定, 保守国家秘密法, GB/T 9704-2012).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from huaian_tui.documents.composers.notice_frame import COUNTIES, LOWER_GOVERNMENTS
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.proofreading.by_hand import remarks_on_edits, undecided
from huaian_tui.documents.proofreading.repeats import repeated_asks, times_asked
from huaian_tui.documents.proofreading.words import (
    body_length,
    judging_words,
    printed_texts,
    secrecy_marks,
)
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES, TO_ONE_UNIT, NoticeKind
from huaian_tui.domain.office import writes_to_governments
from huaian_tui.store.queries.plan import read_plans
from huaian_tui.store.queries.settings import office_unit, read_profile, read_setting
from huaian_tui.store.queries.unit_groups import names_of_kinds, unconfirmed_names
from huaian_tui.store.queries.unit_history import read_namings

Severity = Literal["risk", "warning", "info"]

ADDRESSING = "党政机关公文处理工作条例第十六条"
DRAFTING = "党政机关公文处理工作条例第十九条"
NAMES = "党政机关公文处理工作条例第九条"
BURDEN = "整治形式主义为基层减负若干规定"
BASIS = "政府督查工作条例第十一条"
FREQUENCY = "政府督查工作条例第十五条"
CONCLUSIONS = "政府督查工作条例第十六条"
JUDGEMENT = "政府督查工作条例第二十一条"
SECRECY = "保守国家秘密法"
FORMAT = "GB/T 9704-2012"

GENERAL_LIMIT = 5_000
"""Characters of a paper (减负规定)."""
PARTICULAR_LIMIT = 4_000
"""Characters of a paper on a particular task."""

_ORDER: dict[str, int] = {"risk": 0, "warning": 1, "info": 2}
_OFFICE_OF_A_GROUP = "领导小组办公室"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: the rule, what was found with a way out, and how grave it is.

    ``setting`` is the key of the setting that would mend it; the floor above says how to get there.
    ``change`` is what the ledger says otherwise by now, ``place`` the paragraph that it is about.
    """

    rule: str
    message: str
    severity: Severity
    setting: str = ""
    change: ChangeRow | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """What every rule looks at."""

    connection: sqlite3.Connection
    notice: NoticeRow
    document: OfficialDocument
    today: date

    @property
    def sent(self) -> bool:
        """Whether it goes out of the office at all."""
        return self.notice.kind not in NOT_ISSUED


def proofread(
    connection: sqlite3.Connection, notice: NoticeRow, document: OfficialDocument, today: date
) -> list[Finding]:
    """All findings on a notice, gravest first; ``document`` is its text as it stands now."""
    case = _Case(connection, notice, document, today)
    found = [finding for rule in _RULES for finding in rule(case)]
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def _numbering(case: _Case) -> Iterator[Finding]:
    """A number that two laptops gave apart stands twice after they were merged."""
    if case.notice.doubled:
        yield Finding(
            FORMAT,
            f"文号{case.notice.number}重复：另有一份文书用了同一个文号；"
            "请给后印发的那份改号（huaian-tui notice renumber）",
            "risk",
        )


def _addressing(case: _Case) -> Iterator[Finding]:
    """Who may write to governments below the city; a 函 demands nothing and is free."""
    lower = _lower_recipients(case)
    if not lower or case.document.layout == "letter":
        return
    issuer, named = _issuer(case.document), "、".join(lower)
    if writes_to_governments(issuer):
        if issuer.endswith("办公室"):
            yield Finding(ADDRESSING, f"{issuer}向{named}行文，须经授权", "info")
        return
    text = "".join(printed_texts(case.document))
    if _OFFICE_OF_A_GROUP in issuer:
        yield Finding(
            ADDRESSING,
            f"领导小组办公室不能向{named}行文；可由市政府办公室印发（经市政府同意），或改用函",
            "risk",
        )
    elif "经市政府同意" not in text and "经市人民政府同意" not in text:
        yield Finding(
            ADDRESSING,
            f"{issuer or '发文机关'}向{named}行文，须经市政府同意并在文中注明；"
            "也可由市政府办公室印发，或改用函",
            "risk",
        )


def _own_office(case: _Case) -> Iterator[Finding]:
    """An office does not write to itself (行文关系): what it leads is its own work."""
    if not case.sent:
        return
    profile, unit = read_profile(case.connection), office_unit(case.connection)
    names = {profile.name, _issuer(case.document)}
    names |= {name for one in read_namings(case.connection, unit) for name in (one.name, one.full_name)}
    named = [one for one in case.document.recipients if one in names]
    if named or (case.notice.kind in TO_ONE_UNIT and unit in case.notice.units):
        yield Finding(
            ADDRESSING,
            f"收文单位就是发文机关{'、'.join(named) or profile.name}；不要给自己发文，"
            "请丢掉或撤回这一份，它牵头的事项由本机关自行安排",
            "risk",
        )


def _issuer(document: OfficialDocument) -> str:
    """署名, else the masthead without 文件."""
    return (document.signature or document.masthead.removesuffix("文件")).strip()


def _lower_recipients(case: _Case) -> list[str]:
    """Recipients that are governments below the city, as printed."""
    names = names_of_kinds(case.connection, LOWER_GOVERNMENTS) | {COUNTIES}
    return [one for one in case.document.recipients if one in names or one.startswith("各县区")]


def _length(case: _Case) -> Iterator[Finding]:
    general = case.notice.kind == NoticeKind.CIRCULAR
    limit = GENERAL_LIMIT if general else PARTICULAR_LIMIT
    length = body_length(case.document)
    if case.sent and length > limit:
        what = "文件" if general else "专项工作的文件"
        yield Finding(
            BURDEN,
            f"正文{length}字（不含附件），超过{what}的{limit}字；请删减，或把细目移到附件",
            "warning",
        )


def _basis(case: _Case) -> Iterator[Finding]:
    if case.sent and not case.notice.basis.strip():
        yield Finding(BASIS, "没有填写立项依据；督查事项须经批准立项，请写明依据或批准人", "warning")


def _repeats(case: _Case) -> Iterator[Finding]:
    if not case.sent:
        return
    for one in repeated_asks(case.connection, case.notice, case.today):
        yield Finding(FREQUENCY, one, "warning")
    for one in times_asked(case.connection, case.notice, case.today):
        yield Finding(FREQUENCY, one, "info")


def _judgement(case: _Case) -> Iterator[Finding]:
    words = judging_words(case.connection, case.document)
    if not words:
        return
    quoted = "、".join(f"“{word}”" for word in words)
    if case.notice.approval.strip():
        yield Finding(JUDGEMENT, f"文中有{quoted}；已记录批准，请核对与批准内容一致", "info")
    else:
        yield Finding(
            JUDGEMENT, f"文中有{quoted}；表扬、批评或者追究责任须经批准，请填写批准情况或改为陈述事实", "risk"
        )


def _secrecy(case: _Case) -> Iterator[Finding]:
    marks = secrecy_marks(case.connection, case.document)
    if marks:
        quoted = "、".join(f"“{mark}”" for mark in marks)
        yield Finding(
            SECRECY, f"文中有{quoted}；本程序不处理涉密事项，确属涉密的请在涉密设备上办理并删除草稿", "risk"
        )
    elif case.sent:
        yield Finding(SECRECY, "本程序不处理涉密事项；印发前请确认内容不涉密", "info")


def _office(case: _Case) -> Iterator[Finding]:
    if not case.sent:
        return
    profile = read_profile(case.connection)
    if not profile.code:
        yield Finding(FORMAT, "没有设置机关代字，不能编发文字号；请在“设置”里填写", "risk", "code")
    if read_setting(case.connection, "office") is None:
        message = f"督查机构没有设置，暂用方案的督查单位“{profile.name}”；请在“设置”里填写"
        yield Finding(NAMES, message, "warning", "office")
    if not profile.certain:
        yield Finding(NAMES, f"发文机关全称“{profile.name}”待核", "warning")
    if not (read_setting(case.connection, "officer") or "").strip():
        message = "承办人没有设置，记录上看不出由谁办理；请在“设置”里填写"
        yield Finding(FORMAT, message, "warning", "officer")
    if not profile.reach:
        yield Finding(
            FORMAT, "联系人和电话没有设置，收文单位不知道向谁反馈；请在“设置”里填写", "info", "contact"
        )


def _names(case: _Case) -> Iterator[Finding]:
    """Printed full names that nobody has confirmed yet."""
    unsure = unconfirmed_names(case.connection)
    named = [one for one in case.document.recipients if one in unsure]
    if named:
        yield Finding(NAMES, f"主送机关全称“{'”“'.join(named)}”待核", "warning")
    if case.sent and not case.document.recipients:
        yield Finding(NAMES, "没有主送机关", "warning")


def _facts(case: _Case) -> Iterator[Finding]:
    """Whether what it states can still be stood by."""
    if not case.sent:
        return
    plans = read_plans(case.connection, case.notice.plans)
    for plan in plans:
        if plan.stage:
            named = "方案" if len(plans) == 1 else f"《{plan.short}》"
            yield Finding(DRAFTING, f"{named}为{plan.stage}，引用前请确认已印发", "warning")
    due = case.notice.reply_due
    if due is not None and due <= case.today:
        yield Finding(CONCLUSIONS, f"反馈时限 {due.isoformat()} 已到或已过，请重拟", "warning")


def _by_hand(case: _Case) -> Iterator[Finding]:
    if told := undecided(case.document):
        yield Finding(CONCLUSIONS, told, "risk")
    for place, told in remarks_on_edits(case.connection, case.notice, case.document):
        yield Finding(CONCLUSIONS, told, "warning", place=place)


def _characters(case: _Case) -> Iterator[Finding]:
    from huaian_tui.documents.pdf.typesetting import missing_characters

    missing = missing_characters(case.document)
    if missing:
        shown = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in missing[:10])
        more = f"等{len(missing)}个" if len(missing) > 10 else ""
        yield Finding(FORMAT, f"没有字体能印{shown}{more}，会印成方框；请换字，或安装含这些字的字体", "risk")


def _warnings(case: _Case) -> Iterator[Finding]:
    """What the composer said about how it was made."""
    title = NOTICE_TITLES.get(case.notice.kind, "文书")
    for one in case.notice.warnings:
        yield Finding(f"拟写{title}时的说明", one, "info")


_RULES: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
    _addressing,
    _own_office,
    _numbering,
    _secrecy,
    _judgement,
    _office,
    _characters,
    _length,
    _basis,
    _repeats,
    _names,
    _facts,
    _by_hand,
    _warnings,
)
