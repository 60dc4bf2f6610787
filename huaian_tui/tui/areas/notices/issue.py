"""核对 and 印发 of one notice or of all marked ones: what the check found, the question, then the numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.domain.notices import NoticeNumber, NoticeState
from huaian_tui.services.notices import OfficeNotReady
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.refresh import open_refresh
from huaian_tui.tui.areas.notices.text import (
    finding_line,
    findings_text,
    notice_name,
    severity_counts,
    state_word,
)
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.open_form import if_answered
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.detail_lines import heading, lines, quiet, toned
from huaian_tui.tui.safe_text import own_words, safe_content

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.documents.comparing.stale import Compared
    from huaian_tui.documents.proofreading.notice import Finding
    from huaian_tui.store.engine.append import Ledger
    from huaian_tui.tui.frame.host import Host
    from huaian_tui.tui.session import LedgerSession
    from huaian_tui.tui.threads.work import Work

MOST_NAMED = 12
"""Notices that the question names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Proofread:
    """What proofreading (核对) found on a notice; ``refusal``: why it cannot be issued, whatever it says."""

    notice: NoticeRow
    findings: Sequence[Finding]
    refusal: HuaianError | None
    compared: Compared

    @property
    def stale(self) -> bool:
        """Whether composing it again would make another paper, or the first one that can be compared."""
        return bool(self.compared.changes) or self.compared.refusal is not None

    @property
    def held(self) -> str:
        """Why it is left when several are issued together; empty: it is not. A risk wants its own look."""
        if self.refusal is not None:
            return self.refusal.message or self.refusal.title
        risks = [one.message for one in self.findings if one.severity == "risk"]
        return f"{risks[0]}；核对后请单独印发" if risks else ""


@dataclass(frozen=True, slots=True)
class Issued:
    """The numbers that were given, and how many notices were left: refused at the end, or stopped before."""

    numbers: tuple[NoticeNumber, ...]
    left: int
    refusal: HuaianError | None


class Outcome(NamedTuple):
    """Who is told what was done in the end: it was issued, or the draft was composed again."""

    issued: Callable[[str], object]
    refreshed: Callable[[str], object]


def open_check(app: Host, notices: Sequence[bytes], then: Callable[[str], object]) -> None:
    """Show what the check finds on each; ``then`` is told where a draft was composed again."""

    def show(checked: list[Proofread]) -> None:
        if len(checked) == 1:
            text = findings_text(checked[0].findings)
            if checked[0].stale:
                _offer_refresh(app, notices, text, then)
                return
        else:
            text = Content("\n\n").join(_found(one) for one in checked)
        title = "核对结果" if len(checked) == 1 else f"核对结果：{_summary(checked)}"
        app.push_screen(MessageDialog(title, text))

    _check(app, notices, show)


def open_issue(app: Host, notices: Sequence[bytes], then: Outcome) -> None:
    """Check, ask once, then number and freeze, or compose a draft again; ``then`` gets what is to be said."""

    def ask(checked: list[Proofread]) -> None:
        ready = [one for one in checked if not one.held] if len(checked) > 1 else checked
        unready = next((one.refusal for one in checked if isinstance(one.refusal, OfficeNotReady)), None)
        if len(checked) == 1 and unready is None and checked[0].refusal is not None:
            app.show_error(checked[0].refusal)
        elif len(checked) == 1 and unready is None:
            _ask_one(app, checked[0], then)
        elif ready and (len(checked) > 1 or unready is None):
            _ask_many(app, ready, [one for one in checked if one.held], then)
        elif unready is not None:
            _offer_settings(app, unready, checked, lambda: open_issue(app, notices, then))
        else:
            app.push_screen(MessageDialog("没有可以印发的文书", _left_lines(checked)))

    _check(app, notices, ask)


def _check(app: Host, notices: Sequence[bytes], then: Callable[[list[Proofread]], object]) -> None:
    session = app.session

    def work(progress: Work) -> list[Proofread]:
        checked = []
        for place, identity in enumerate(notices):
            if len(notices) > 1:
                progress.tell(place / len(notices), f"正在核对第 {place + 1} 份，共 {len(notices)} 份")
            checked.append(session.read(partial(_checked, identity=identity, session=session)))
        return checked

    run_work(app, "核对", work, then, words="正在核对这份文书", ending="leave")


def _checked(connection: sqlite3.Connection, identity: bytes, session: LedgerSession) -> Proofread:
    from huaian_tui.services.checked_notices import check_notice
    from huaian_tui.services.notices import ready_to_issue
    from huaian_tui.store.queries.notices import read_notice

    notice = read_notice(connection, identity)
    refusal: HuaianError | None = None
    try:
        if notice.state != NoticeState.DRAFT:
            raise HuaianError("不能再次印发", f"这份文书{state_word(notice)}", "如需重发，请另拟一份")
        ready_to_issue(connection, notice, session.today)
    except HuaianError as error:
        refusal = error
    found = check_notice(session.database, connection, notice, session.today)
    return Proofread(notice, found.findings, refusal, found.compared)


# ---------------------------------------------------------------------- what is said


def _summary(checked: Sequence[Proofread]) -> str:
    risky = sum(any(found.severity == "risk" for found in one.findings) for one in checked)
    return f"{len(checked)} 份，{risky} 份有风险" if risky else f"{len(checked)} 份，都没有风险"


def _found(one: Proofread) -> Content:
    return lines([heading(notice_name(one.notice)), findings_text(one.findings)])


def _left_lines(left: Sequence[Proofread]) -> Content:
    parts = [
        safe_content(f"{notice_name(one.notice)}：") + own_content(one.held) for one in left[:MOST_NAMED]
    ]
    if len(left) > MOST_NAMED:
        parts.append(quiet(f"等 {len(left)} 份"))
    return lines(parts)


def own_content(text: str) -> Content:
    """A sentence of the floors below, with what it quotes."""
    return safe_content(own_words(text))


# ---------------------------------------------------------------------- the questions


def _offer_settings(
    app: Host, refusal: OfficeNotReady, checked: Sequence[Proofread], again: Callable[[], object]
) -> None:
    """The office is not ready: the way to the settings, and back to the question."""
    text = own_content(f"{refusal.message}。\n{refusal.way_out}（{keys_said('settings')}）。")
    if len(checked) == 1:
        text += Content("\n\n") + findings_text(checked[0].findings)
    question = ConfirmDialog(own_words(refusal.title), text, (("stay", "再看看"), ("settings", "去设置")))
    if_answered(app, question, "settings", lambda: open_action(app, "settings", again))


def _ask_one(app: Host, checked: Proofread, then: Outcome) -> None:
    as_of = checked.notice.as_of
    past = "" if as_of is None else f"文书里的数据截至 {as_of.isoformat()}，成文日期是今天。\n"
    text = Content(f"{past}印发后编发文字号，内容封存，不能再改。\n\n") + findings_text(checked.findings)
    if not checked.compared.changes:
        question = ConfirmDialog("印发这份文书？", text, (("stay", "再看看"), ("issue", "印发")))
        _ask(app, question, [checked], then)
        return
    title = f"台账有 {len(checked.compared.changes)} 处变化，仍照草稿印发？"
    choices = (("stay", "再看看"), ("refresh", "刷新草稿"), ("issue", "照草稿印发"))
    _ask(app, ConfirmDialog(title, text, choices), [checked], then)


def _ask_many(app: Host, ready: Sequence[Proofread], left: Sequence[Proofread], then: Outcome) -> None:
    parts = [
        Content("按列表的次序编发文字号，内容封存，不能再改。"),
        Content(""),
        *_findings_once(ready),
    ]
    if left:
        parts += [Content(""), toned(f"另有 {len(left)} 份不印发：", "due_soon"), _left_lines(left)]
    choices = (("stay", "再看看"), ("issue", f"印发 {len(ready)} 份"))
    _ask(app, ConfirmDialog(f"印发 {len(ready)} 份文书？", lines(parts), choices), ready, then)


def _findings_once(ready: Sequence[Proofread]) -> list[Content]:
    """The notices with what was found on each; what was found on all of them stands once, at the end."""
    everywhere = [one for one in ready[0].findings if all(one in other.findings for other in ready)]
    parts = list[Content]()
    for place, one in enumerate(ready, 1):
        own = [finding for finding in one.findings if finding not in everywhere or len(ready) == 1]
        told = any(finding.severity != "info" for finding in own)
        if place <= MOST_NAMED or told:
            counts = quiet(severity_counts(one.findings))
            parts += [safe_content(f"{place}  {notice_name(one.notice)}  ") + counts, *_indented(own)]
    if len(ready) > MOST_NAMED:
        parts.append(quiet(f"共 {len(ready)} 份"))
    if everywhere and len(ready) > 1:
        parts += [Content(""), quiet("各份都有："), *_indented(everywhere)]
    return parts


def _indented(findings: Sequence[Finding]) -> list[Content]:
    return [Content("   ") + finding_line(one) for one in findings]


def _ask(app: Host, question: ConfirmDialog, ready: Sequence[Proofread], then: Outcome) -> None:
    identities = [one.notice.record_id for one in ready]

    def issue() -> None:
        run_work(
            app,
            "印发",
            lambda work: _issue(app.session, ready, work),
            lambda issued: then.issued(_told(issued)),
            words="正在排版、封存",
            ending="stop" if len(identities) > 1 else "never",
        )

    def answered(key: str | None) -> None:
        if key == "issue":
            issue()
        elif key == "refresh":
            open_refresh(app, identities, then.refreshed)

    app.push_screen(question, answered)


def _offer_refresh(app: Host, notices: Sequence[bytes], text: Content, then: Callable[[str], object]) -> None:
    choices = (("stay", "知道了"), ("refresh", "刷新草稿"))
    question = ConfirmDialog("核对结果", text, choices)
    if_answered(app, question, "refresh", lambda: open_refresh(app, notices, then))


# ---------------------------------------------------------------------- issuing


def _issue(session: LedgerSession, ready: Sequence[Proofread], work: Work) -> Issued:
    """Each in a transaction of its own, in this order; those numbered stand when it is stopped or refused."""
    from huaian_tui.services.notices import issue

    def issue_all(ledger: Ledger) -> Issued:
        numbers: list[NoticeNumber] = []
        refusal: HuaianError | None = None
        for place, one in enumerate(ready):
            if not work.goes_on(place, len(ready), "正在排版、封存", kept=bool(numbers)):
                break
            try:
                accepted = one.compared.changes  # shown in the question, which was answered with a yes
                numbers.append(issue(ledger, one.notice.record_id, session.today, accepted))
            except HuaianError as error:
                refusal = error
                if isinstance(error, StoreRefused):
                    break
        if refusal is not None and not numbers:
            raise refusal
        return Issued(tuple(numbers), len(ready) - len(numbers), refusal)

    return session.write(issue_all)


def _told(issued: Issued) -> str:
    """``已印发：淮数督〔2026〕1号``, of several the first and the last, and what was left."""
    numbers = [str(number) for number in issued.numbers]
    shown = "、".join(numbers) if len(numbers) < 4 else f"{numbers[0]} 到 {numbers[-1]}"
    said = f"已印发 {len(numbers)} 份：{shown}" if len(numbers) > 1 or issued.left else f"已印发：{shown}"
    if not issued.left:
        return said
    why = f"（{issued.refusal.title}）" if issued.refusal is not None else "，已停下"
    return f"{said}；还有 {issued.left} 份没有印发{own_words(why)}"
