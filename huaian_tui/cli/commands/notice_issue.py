"""``notice check``, ``notice refresh`` and ``notice issue``: a draft beside rules and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import Thing, by_short_id, change_thing
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.notices import change_form, notice_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeNumber
from huaian_tui.domain.words.notices import change_words
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.notices import read_notice

if TYPE_CHECKING:
    from huaian_tui.documents.comparing.merging import Both
    from huaian_tui.documents.proofreading.notice import Finding
    from huaian_tui.services.refreshed_notices import Refreshed
    from huaian_tui.store.engine.append import Ledger

_SEVERITIES = {"risk": "风险", "warning": "注意", "info": "提示"}
_FINDINGS: tuple[Column[Finding], ...] = (
    Column("程度", lambda one: _SEVERITIES[one.severity]),
    Column("规定", lambda one: one.rule, most=30),
    Column("说明", lambda one: _told(one), rest=True),
)
_NOTICE: Thing[bytes, NoticeRow] = Thing(
    by_short_id("notice_draft", "文书"), lambda connection, _, record: read_notice(connection, record)
)
_identity = click.argument("identity", metavar="文书编号", type=LINE)

_AS_DRAFTED = "--as-drafted"
_CHOICES = {"both": "with_both", "hand": "by_hand_alone", "new": "anew_alone"}
"""What is typed for where both were changed, and the choice of ``documents.comparing.merging``."""


@command("check")
@_identity
@json_option
@pass_invocation
def check(invocation: Invocation, identity: str, as_json: bool) -> None:
    """核对一份文书：行文关系、篇幅、重复督查、依据、字体等，每条写明依据的规定；草稿还与今天的台账比对。"""
    from huaian_tui.services.checked_notices import check_notice

    with invocation.reader() as connection:
        row = read_notice(connection, _NOTICE.find(connection, identity))
        findings = check_notice(invocation.path, connection, row, invocation.today).findings

    def blocks() -> Iterator[Block]:
        yield Table(_FINDINGS, findings)
        yield Lines([f"共 {len(findings)} 条。" if findings else "没有发现问题。"])

    answer(as_json, lambda: [_finding_form(one) for one in findings], blocks)


@command("refresh")
@_identity
@click.option(
    "--both",
    "choice",
    metavar="取舍",
    type=click.Choice(tuple(_CHOICES)),
    default="both",
    help="手改过、台账也变了的段落：both 两段都留（加标记，选定后才能印发）、hand 用手改的、new 用重拟的",
)
@json_option
@pass_invocation
def refresh(invocation: Invocation, identity: str, choice: str, as_json: bool) -> None:
    """按今天的台账重拟一份草稿：数字和日期换新，手写的段落留着。"""
    from huaian_tui.documents.comparing import merging
    from huaian_tui.services.refreshed_notices import refresh as refresh_draft

    row, done = change_thing(
        invocation,
        _NOTICE,
        identity,
        lambda ledger, found: refresh_draft(
            ledger, found, invocation.today, getattr(merging, _CHOICES[choice])
        ),
    )
    if done.guessed:
        say("核对：旧版草稿没有记下拟稿时的选择，已按文书种类和单位重拟，请核对范围")
    for change in done.changes:
        say(f"换新：{change_words(change)}")
    for both in done.merged.both:
        say(_both_words(both, choice))
    told = f"{done.told}（{short_id(row.record_id)}）"
    tell(as_json, lambda: notice_form(row) | _refreshed_form(done), told)


def _both_words(both: Both, choice: str) -> str:
    kept = {"both": "两段都留在草稿里，请选定", "hand": "用了手改的", "new": "用了重拟的"}[choice]
    anew = f"重拟的：{both.anew}" if both.anew else "重拟后没有这一段"
    return f"两边都改了，{kept}：{both.place}；手改的：{both.by_hand}；{anew}"


def _refreshed_form(done: Refreshed) -> Form:
    """What was composed anew, as JSON: the changes, how much was kept, what is to be chosen from."""
    return {
        "changes": [change_form(one) for one in done.changes],
        "kept": done.merged.kept,
        "both": [
            {"place": one.place, "by_hand": one.by_hand, "new": one.anew or None} for one in done.merged.both
        ],
    }


@command("issue")
@_identity
@click.option(_AS_DRAFTED, "as_drafted", is_flag=True, help="台账已变，仍照草稿印发；哪些变了记入印发记录")
@json_option
@pass_invocation
def issue(invocation: Invocation, identity: str, as_drafted: bool, as_json: bool) -> None:
    """印发：核对后编发文字号，定稿封存，此后不能再改。台账已变的草稿先刷新，或加 --as-drafted。"""
    from huaian_tui.services.accepted_changes import FiguresChanged
    from huaian_tui.services.checked_notices import check_notice
    from huaian_tui.services.notices import OfficeNotReady
    from huaian_tui.services.notices import issue as issue_draft

    def issued(ledger: Ledger, found: bytes) -> NoticeNumber:
        row = read_notice(ledger.connection, found)
        checked = check_notice(ledger.path, ledger.connection, row, invocation.today)
        for finding in checked.findings:
            say(f"{_SEVERITIES[finding.severity]}：{_told(finding)}（{finding.rule}）")
        try:
            accepted = checked.compared.changes if as_drafted else ()
            return issue_draft(ledger, found, invocation.today, accepted)
        except OfficeNotReady as error:
            way_out = f"{error.way_out}{_how_to_set(error.setting)}"
            raise HuaianError(error.title, error.message, way_out) from error
        except FiguresChanged as error:
            way_out = f"请先 huaian-tui notice refresh {identity}；确要照草稿印发，加 {_AS_DRAFTED}"
            told = f"拟稿以来台账有 {len(error.changes)} 处变化，已列在上面"
            raise HuaianError(error.title, told, way_out) from error

    row, number = change_thing(invocation, _NOTICE, identity, issued)
    due = f"，反馈时限 {row.reply_due.isoformat()}" if row.reply_due else ""
    tell(as_json, lambda: notice_form(row), f"已印发：{number}（{short_id(row.record_id)}）{due}")


def _told(finding: Finding) -> str:
    """What was found; of a setting also the command that sets it."""
    return f"{finding.message}{_how_to_set(finding.setting)}" if finding.setting else finding.message


def _how_to_set(setting: str) -> str:
    return f"（huaian-tui setting set {setting} ..）"


def _finding_form(finding: Finding) -> Form:
    """A finding as JSON; of what changed in the ledger the place, both values and the records."""
    form: Form = {"rule": finding.rule, "message": _told(finding), "severity": finding.severity}
    if finding.change is not None:
        return form | change_form(finding.change)
    return form | {"place": finding.place} if finding.place else form
