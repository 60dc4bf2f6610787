"""What a composer returns, and what all composers share: customary addressees, the office's frame."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from huaian_tui.documents.composers.figures import notices_figure, told
from huaian_tui.documents.composers.phrases import chinese_number, numbered
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Attachment, Block, Heading, Layout, OfficialDocument, Paragraph
from huaian_tui.documents.plain.pages import fills_first_page
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.dates.workdays import FIXED_ONLY, add_working_days
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.units import changes_words
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.name_changes import name_changes
from huaian_tui.store.queries.notices import rows_of, withdrawn_from
from huaian_tui.store.queries.paper_names import task_places
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.plans import plan_close
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.task_refs import read_current_plan
from huaian_tui.store.queries.unit_history import refuse_merged, unit_name_on
from huaian_tui.store.queries.units import read_unit_within

ALL_UNITS = ("各县区人民政府", "市各委办局", "市各直属单位")
"""主送 of a notice to the whole city, in the customary order."""

REPLY_WORKING_DAYS = 5
"""反馈时限 in working days from the day of the notice."""

_ASKING = (NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT, NoticeKind.LETTER)
"""Kinds that ask one unit for something."""

_REPLACED_WITHIN = 90
"""Days after its issue in which a paper that was withdrawn is named in the one that stands for it."""

LOWER_GOVERNMENTS = ("county", "zone")
"""Kinds of units that are governments below the city, or act as such."""

COUNTIES = "各县区人民政府"
"""The group unit that stands for all of them."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed notice: its kind, the short names of the units it is about, and what to look at first.

    ``warnings`` are Chinese lines for the officer about how it was composed; never
    printed. ``asks`` is what it asks for: milestone ids (2-1), or a row number (3) where
    it asks about a whole task; ``reply_due`` is its 反馈时限; ``plans`` are the ids of its plans.
    ``request`` is what it was composed from (``compose`` says it), ``up_to`` the id of the newest record
    of then, ``heads`` how far each origin reached then (``origins.head_lines``).
    """

    kind: str
    units: tuple[str, ...]
    document: OfficialDocument
    warnings: tuple[str, ...]
    asks: tuple[str, ...] = ()
    reply_due: date | None = None
    plans: tuple[str, ...] = ()
    request: NoticeRequest | None = None
    up_to: str = ""
    heads: tuple[str, ...] = ()


def plan_of(connection: sqlite3.Connection, request: NoticeRequest) -> str | None:
    """The id of the plan that the request is about; None: all open ones.

    Of chosen tasks it is theirs. A 通报 and a 单位情况表 are of the current plan unless another is named;
    what is written to a unit about what it has due is about all that it has, so that it is asked once.
    """
    if request.plan is not None or request.every_plan:
        return request.plan
    if request.tasks:
        plans = {place.plan for place in task_places(connection, request.tasks).values()}
        return plans.pop() if len(plans) == 1 else None
    return read_current_plan(connection) if request.kind in _OF_ONE_PLAN else None


_OF_ONE_PLAN = (NoticeKind.CIRCULAR, NoticeKind.STATUS)


def the_unit(connection: sqlite3.Connection, request: NoticeRequest) -> UnitDetail:
    """The one unit that the notice is written to; refused when none or several are named."""
    if len(request.units) != 1:
        title = NOTICE_TITLES[request.kind]
        raise InputRefused(
            f"{title}须写明一个单位",
            f"{'没有写单位' if not request.units else '写了' + '、'.join(request.units)}",
            "请选一个单位（--unit）；发给多个单位的，一单位一份",
            field="unit",
        )
    return unit_on_paper(connection, request, request.units[0])


def unit_on_paper(connection: sqlite3.Connection, request: NoticeRequest, unit: str) -> UnitDetail:
    """A unit as it stands on the day of the data, by its names on the day of the paper.

    Refused when it has become part of another one by then, which is named.
    """
    refuse_merged(connection, unit, request.today)
    name, full_name = unit_name_on(connection, unit, request.today, paper=True)
    detail = read_unit_within(connection, request.day, unit, plan_of(connection, request))
    return detail._replace(name=name, full_name=full_name)


def changes_told(
    connection: sqlite3.Connection, request: NoticeRequest, tasks: Iterable[int], unit: str | None = None
) -> list[Block]:
    """The sentence on units that were renamed or merged since these tasks were set; none where none was.

    ``unit``: only what concerns the unit that the paper is written to.
    """
    changes = name_changes(connection, list(tasks), request.today, unit=unit)
    return [Paragraph(f"{changes_words(changes)}。本文用现名称。")] if changes else []


def refuse_of_closed(connection: sqlite3.Connection, request: NoticeRequest) -> None:
    """Nothing is asked of units for a plan that is closed (收官); what it came to is told by other kinds."""
    plan = plan_of(connection, request)
    code, closed = plan_close(connection, plan) if plan is not None else ("", None)
    if plan is not None and closed is not None and closed <= request.day:
        raise HuaianError(
            f"方案已收官，不能再拟{NOTICE_TITLES[request.kind]}",
            f"《{read_plan(connection, plan).title}》于 {closed.isoformat()} 收官",
            f"了解情况用情况表；确需继续督办的，先重新启用：huaian-tui plan reopen {code}",
        )


def settled(connection: sqlite3.Connection, request: NoticeRequest) -> NoticeRequest:
    """The request with what it leaves to the first composing: which withdrawn paper this one stands for."""
    if request.replaces is not None or request.kind not in _ASKING or len(request.units) != 1:
        return request
    last = withdrawn_from(connection, request.kind, request.units[0])
    if last is None or last.issued_on is None:
        return replace(request, replaces="")
    recent = (request.today - last.issued_on).days <= _REPLACED_WITHIN
    return replace(request, replaces=format_id(last.record_id) if recent else "")


def withdrawn_told(connection: sqlite3.Connection, request: NoticeRequest) -> list[Block]:
    """The sentence on the withdrawn paper that this one stands for, if there is one."""
    if not request.replaces:
        return []
    found = rows_of(connection, [UUID(request.replaces).bytes])
    last = found[0] if found else None
    if last is None or last.issued_on is None:
        return []
    this = "函" if request.kind is NoticeKind.LETTER else "单"
    former = f"{chinese_day(last.issued_on)}印发的{NOTICE_TITLES[request.kind]}（{last.number}）"
    text = f"{former}已撤回，以本{this}为准。"
    return [told(text, notices_figure("已撤回的文书", last.number, [last]))]


def is_lower_government(unit: UnitDetail) -> bool:
    """Whether the unit is a county, district or zone, or the group of them."""
    return unit.kind in LOWER_GOVERNMENTS or unit.id == COUNTIES


def your_unit(unit: UnitDetail, *, polite: bool = False) -> str:
    """How a notice addresses the unit: 你单位, 你区, 各县区; a letter says 贵."""
    if unit.id == COUNTIES:
        return "各县区"
    if unit.kind == "group":
        return "各单位"
    if unit.kind == "zone":
        place = "区"
    elif unit.kind == "county":
        place = unit.name[-1]
    else:
        place = "单位"
    return ("贵" if polite else "你") + place


@dataclass(frozen=True, slots=True)
class ReplyDue:
    """反馈时限: the day, and a line for the officer when holidays of its year are not known."""

    day: date
    warnings: tuple[str, ...]


def reply_due(today: date) -> ReplyDue:
    """Five working days after the day of the notice."""
    day, unpublished = add_working_days(today, REPLY_WORKING_DAYS)
    told = (f"反馈时限：{FIXED_ONLY}，请核对",) if unpublished else ()
    return ReplyDue(day, told)


def office_of(connection: sqlite3.Connection, request: NoticeRequest) -> OfficeProfile:
    """The office on the day of the paper, as papers of this kind show it, or as the request has it."""
    return _of_request(read_profile(connection, request.today), request)


def _of_request(profile: OfficeProfile, request: NoticeRequest) -> OfficeProfile:
    profile = profile.of_kind(request.kind)
    copies, annotation = request.copies_to, request.annotation
    if request.contact is not None:
        profile = replace(profile, contact=request.contact.strip(), phone="")
    return replace(
        profile,
        recipients=profile.recipients if request.recipients is None else request.recipients,
        copies_to=profile.copies_to if copies is None else copies,
        annotation=profile.annotation if annotation is None else annotation,
    )


def framed(
    profile: OfficeProfile,
    request: NoticeRequest,
    *,
    title: str,
    recipients: tuple[str, ...],
    body: list[Block],
    attachments: tuple[Attachment, ...] = (),
    layout: Layout = "notice",
    annotated: bool = True,
) -> OfficialDocument:
    """The document in the office's frame: 标志, 署名, 附注, whom to call, 抄送, 印发机关, as of its kind.

    ``recipients`` are those of the composer: what the settings of the kind or the request say goes first.
    ``annotated``: whom to call stands in the 附注 and not in the text.
    A 单据 (``sheet``) is no 公文 and has no 印发机关 line; it should fit one page.
    """
    office = _of_request(profile, request)
    document = OfficialDocument(
        masthead=profile.masthead,
        title=title,
        recipients=addressed(office.recipients, recipients, request),
        body=tuple(body),
        layout=layout,
        attachments=attachments,
        signature=profile.signature,
        date=request.today,
        sealed=profile.sealed,
        annotation=office.annotation,
        contact=office.reach if annotated else "",
        copies_to=office.copies_to,
        printing_office="" if layout == "sheet" else profile.printing_office,
        printed_on=None if layout == "sheet" else request.today,
        even_end=profile.even_end and layout == "notice",
        close_set=True,
        draft=True,
    )
    return with_recipients(document, document.recipients)


def with_recipients(document: OfficialDocument, recipients: tuple[str, ...]) -> OfficialDocument:
    """The document with this 主送; where it leaves no room for text on the first page, in the 版记."""
    document = replace(document, recipients=recipients, recipients_below=False)
    return replace(document, recipients_below=fills_first_page(document))


def addressed(chosen: tuple[str, ...], composed: tuple[str, ...], request: NoticeRequest) -> tuple[str, ...]:
    """主送: what was chosen for the paper or set for its kind, else what the composer has."""
    return chosen if chosen or request.recipients is not None else composed


def written_to(
    request: NoticeRequest,
    unit: UnitDetail,
    profile: OfficeProfile,
    reply: ReplyDue,
    *,
    title: str,
    body: list[Block],
    asks: Iterable[str],
    plans: Iterable[str],
    attachments: tuple[Attachment, ...] = (),
    layout: Layout = "sheet",
    annotated: bool = True,
) -> Composed:
    """A notice written to one unit, which asks it for something by a day."""
    document = framed(
        profile,
        request,
        title=title,
        recipients=(unit.full_name,),
        body=body,
        attachments=attachments,
        layout=layout,
        annotated=annotated,
    )
    return Composed(request.kind, (unit.id,), document, reply.warnings, tuple(asks), reply.day, tuple(plans))


def in_sections(sections: Iterable[tuple[str, Iterable[Block]]]) -> list[Block]:
    """一、… 二、…: each section under its heading."""
    blocks: list[Block] = []
    for place, (heading, inside) in enumerate(sections, 1):
        blocks += [Heading(1, f"{chinese_number(place)}、{heading}"), *inside]
    return blocks


def numbered_paragraphs(sourced: Sequence[Paragraph | tuple[str, tuple[str, ...]]]) -> list[Block]:
    """1.… 2.…: sentences, each with the records that it rests on, or as a paragraph with its figures."""
    parts = [one if isinstance(one, Paragraph) else Paragraph(one[0], sources=one[1]) for one in sourced]
    texts = numbered([one.text for one in parts])
    return [replace(one, text=text) for text, one in zip(texts, parts, strict=True)]
