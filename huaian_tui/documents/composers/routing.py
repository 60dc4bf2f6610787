"""发文稿纸: goes along with a drafted paper from hand to hand: 拟稿, 核稿, 会签, 签发, each a box to sign."""

from __future__ import annotations

import sqlite3
from uuid import UUID

from huaian_tui.documents import standard_words
from huaian_tui.documents.composers.inner_sheet import DAY, empty, form_table, inner_sheet, label, signed_box
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.phrases import numbered
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.model import Block, Cell, OfficialDocument, Table
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.settings import read_profile

_UNSIGNED = "未署名"


def compose_routing(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 发文稿纸 of a drafted or issued paper; refused for inner sheets, which are never issued."""
    if not request.notice.strip():
        raise InputRefused(
            "发文稿纸须写明一份文书",
            "没有写",
            "请写文书编号（--notice），用 notice list 查看",
            field="notice",
        )
    notice = read_notice(connection, UUID(request.notice).bytes)
    kind = NOTICE_TITLES.get(notice.kind, "文书")
    if notice.kind in NOT_ISSUED:
        raise HuaianError(f"{kind}不用发文稿纸", "它是内部使用的，不印发", "请选一份要印发的文书")
    profile = read_profile(connection, request.today)
    paper = document_from_json(notice.document)
    body: list[Block] = [_table(profile, notice, kind, paper)]
    return Composed(
        request.kind,
        notice.units,
        inner_sheet(profile, request.today, "发文稿纸", body),
        (),
        plans=notice.plans,
    )


def _blank_number(code: str, paper: OfficialDocument) -> str:
    """淮数督〔2026〕　　号: what is known of the number before the paper is issued."""
    year = paper.date.year if code and paper.date else "　　　"
    return f"{code or '　　　'}〔{year}〕　　号"


def _table(profile: OfficeProfile, notice: NoticeRow, kind: str, paper: OfficialDocument) -> Table:
    number = notice.number or _blank_number(profile.series(notice.kind).code, paper)
    attachments = "\n".join(numbered([one.title.replace("\n", "") for one in paper.attachments])) or "无"
    drafted = f"{notice.officer or _UNSIGNED}\n{chinese_day(notice.drafted_on)}"
    return form_table(
        [
            (label("签发"), signed_box(5), label("会签"), signed_box(5)),
            (label("核稿"), signed_box(4), label("审核"), signed_box(4)),
            (label("拟稿"), Cell(drafted), label("拟稿单位"), empty(2)),
            (label("标题"), Cell(paper.title.replace("\n", ""), colspan=3)),
            (label("文种"), Cell(kind), label("发文字号"), Cell(number)),
            (label("主送"), Cell(standard_words.recipients_named(paper.recipients) or "　", colspan=3)),
            (label("抄送"), Cell("，".join(paper.copies_to) or "　", colspan=3)),
            (label("附件"), Cell(attachments, colspan=3)),
            (label("缓急"), Cell("□特急　□加急"), label("公开"), Cell("□主动　□依申请　□不予")),
            (label("依据"), Cell(notice.basis or "　", colspan=3)),
            (label("印制份数"), empty(), label("印发日期"), Cell(DAY, align="center")),
            (label("校对"), empty(), label("用印"), empty()),
            (label("备注"), empty(4, colspan=3)),
        ]
    )
