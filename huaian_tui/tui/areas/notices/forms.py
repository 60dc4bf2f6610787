"""Forms that make or change a notice: what to draft, its text, its answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.editing import editable_text
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notices import Edited, as_edited, edit_draft, keep_draft, record_reply
from huaian_tui.services.past_notices import differences_of, past_day_of_data
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.task_refs import find_task
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notice_editor.editor import NoticeEditor
from huaian_tui.tui.areas.notices.text import notice_name
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, day_field
from huaian_tui.tui.forms.fields import NAME_SEPARATORS, FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LONGEST_TEXT, LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.paragraphs import ParagraphsField
from huaian_tui.tui.forms.plan_choices import open_plan_choices
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.forms.unit_names import UnitChoice, UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.composers.addressees import Addressed
    from huaian_tui.services.notice_edits import NoticeEdit

EVERY_UNIT = "全部"
"""Typed for the units: all that have something to write about."""

INTRO = (
    "通报、逾期清单、专报不写单位就覆盖整个方案；销号单、延期批复单、立项审批单写任务序号。其他文书一个单位一份；"
    f"单位写「{EVERY_UNIT}」，就给所有有事项可写的单位各拟一份。"
)
USUAL, EVERY = "", "all"
WHOLE, DRAWN, FORETOLD, MOVED = "whole", "drawn", "foretold", "moved"
"""Of a 通报: all tasks in its 进展表; of papers: with pictures, with forecasts, with 延期账."""
USUAL_PLANS = "通报、情况表写现用方案，其他写全部"
"""The choices that name no plan: as the kind has it, and all open ones."""

ROLES = (("", "牵头单位（函：牵头和责任）"), ("lead", "只写牵头的"), ("support", "责任单位（配合）"))
GROUPS = (("", "照所写的单位"), ("group", "集体一份"), ("members", "成员各一份"))
"""The choices of whom a paper is about, and of one for a group or one a member."""

MOST_TASKS = 60
_LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class Drafts:
    """The ids of the drafts made, and how many there would have been had nobody stopped it."""

    made: tuple[bytes, ...]
    wanted: int
    remarks: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """How many there are now, and whom there is none for."""
        return "；".join((self._made, *self.remarks))

    @property
    def _made(self) -> str:
        if len(self.made) < self.wanted:
            rest = self.wanted - len(self.made)
            return f"已停下：已拟好的 {len(self.made)} 份草稿留着，还有 {rest} 份没有拟"
        return f"已拟好 {len(self.made)} 份草稿，可以核对、印发、导出"


def open_draft_form(
    app: Host, then: Callable[[Drafts], object], *, kind: str = "circular", unit: str = ""
) -> None:
    """Ask for the kind, the units, the period and the basis; ``then`` gets the drafts made."""

    def read(connection: sqlite3.Connection) -> tuple[UnitNames, list[tuple[str, str]]]:
        return UnitNames(connection), open_plan_choices(connection, app.session.today)

    def show(found: tuple[UnitNames, list[tuple[str, str]]]) -> None:
        open_dialog(app, _draft_form(app, *found, kind, unit), then)

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def _plan_field(plans: list[tuple[str, str]]) -> list[FormField]:
    """Which plans a paper is about; not asked where there is one to speak of."""
    choices = [(USUAL, USUAL_PLANS), (EVERY, "所有未收官的"), *plans]
    return [ChoiceField("plan", "方案", choices)] if plans else []


def _draft_form(
    app: Host, names: UnitNames, plans: list[tuple[str, str]], kind: str, unit: str
) -> FormDialog:
    session = app.session

    def resolve(typed: str) -> list[str]:
        return [EVERY_UNIT] if typed == EVERY_UNIT else list(names.resolve(typed))

    def suggest(typed: str) -> list[UnitChoice]:
        every = [UnitChoice(EVERY_UNIT, "有事项可写的单位各一份")] if EVERY_UNIT.startswith(typed) else []
        return [*every, *names.suggest(typed)]

    fields: list[FormField] = [
        ChoiceField("kind", "文书", _kinds(), value=kind),
        UnitsField("units", "单位", resolve, suggest=suggest, value=unit),
        ChoiceField("role", "角色", ROLES),
        ChoiceField("groups", "集体单位", GROUPS),
        *_plan_field(plans),
        TextField("period", "期间", placeholder="通报、总结、台账用，如 2026Q3、上半年；不写为本季度至今"),
        TextField("indicator", "通报指标", placeholder="只通报一个一级或二级指标时写，如 三 或 10"),
        ChoiceField("whole_table", "通报附表", [("", "有节点、进展、问题的任务"), (WHOLE, "全部任务")]),
        ChoiceField("forecasts", "逾期预测", [("", "不写"), (FORETOLD, "写（督查专报）")]),
        ChoiceField("pictures", "附图", [("", "不附"), (DRAWN, "附（年度总结、通报、专报）")]),
        ChoiceField("slips", "延期账", [("", "不附"), (MOVED, "附（通报）")]),
        TextField("tasks", "任务序号", placeholder="只写哪几项，如 2，6，SJ/12；不写则为到期的"),
        data_day_field(session.today),
        TextField("basis", "立项依据", placeholder="批示、会议或文件，写入文书", max_length=500),
        TextField("approval", "批准依据", placeholder="有表扬或批评时写", max_length=500),
    ]
    return WorkForm(
        "拟写文书",
        fields,
        lambda values, work: _drafted(session, values, work),
        intro=INTRO,
        button="拟稿",
        busy="正在拟稿",
    )


def _kinds() -> list[tuple[str, str]]:
    """All that can be drafted here; a 发文稿纸 goes along with a paper, and is made on it."""
    return [(kind, title) for kind, title in NOTICE_TITLES.items() if kind != NoticeKind.ROUTING]


def data_day_field(today: date) -> DateField:
    """数据截至: the past day of a paper's figures; None for today."""

    def past(day: date | None) -> object:
        return past_day_of_data(day, today)

    return DateField("as_of", "数据截至", today, placeholder="过去某天；不写则为今天", check=past)


def _drafted(session: LedgerSession, values: dict[str, Any], work: Work) -> Drafts:
    """Compose and keep one draft for each unit (one in all for a 通报).

    Each is kept by itself: stopped half way, those made so far stand, and are told.
    """

    def draft(ledger: Ledger) -> Drafts:
        from huaian_tui.documents.composers.compose import compose
        from huaian_tui.store.engine.as_of import reading

        made, as_of = list[bytes](), values["as_of"]
        with reading(session.database, as_of) as connection:
            found = _requests(connection, session, values)
            requests = found.requests
            remarks = differences_of(connection, as_of)
            for place, request in enumerate(requests):
                if not work.goes_on(place, len(requests), "正在拟稿", kept=bool(made)):
                    break
                kept = keep_draft(
                    ledger,
                    compose(connection, request),
                    session.today,
                    basis=request.basis,
                    approval=request.approval,
                    as_of=as_of,
                    warnings=remarks,
                )
                made.append(kept)
        return Drafts(tuple(made), len(requests), found.remarks)

    return session.write(draft)


def _requests(connection: sqlite3.Connection, session: LedgerSession, values: dict[str, Any]) -> Addressed:
    from huaian_tui.documents.composers.addressees import addressed, needs_units
    from huaian_tui.documents.composers.request import NoticeRequest
    from huaian_tui.domain.dates.reporting_period import read_period

    kind, as_of = NoticeKind(values["kind"]), values["as_of"]
    day = as_of or session.today
    units, chosen = list(values["units"]), values.get("plan", USUAL)
    plan = None if chosen in (USUAL, EVERY) else chosen
    request = NoticeRequest(
        kind=kind,
        today=session.today,
        period=read_period(values["period"], day) if values["period"] else None,
        indicator=values["indicator"],
        tasks=_numbers(connection, values["tasks"], plan),
        basis=values["basis"],
        approval=values["approval"],
        as_of=as_of,
        plan=plan,
        every_plan=chosen == EVERY,
        whole_table=values.get("whole_table") == WHOLE,
        pictures=values.get("pictures") == DRAWN,
        slips=values.get("slips") == MOVED,
        forecasts=values.get("forecasts") == FORETOLD,
        role=values["role"],
        groups=values["groups"],
    )
    if needs_units(request) and not units:
        raise InputRefused(
            "没有写给哪个单位", f"{NOTICE_TITLES[kind]}须写明单位", "填单位名称或拼音首字母", field="units"
        )
    found = addressed(connection, request, None if EVERY_UNIT in units else units)
    if not found.requests:
        raise HuaianError(f"没有单位需要{NOTICE_TITLES[kind]}", "没有可写的事项", "在总览里核对")
    return found


def _numbers(connection: sqlite3.Connection, typed: str, plan: str | None) -> tuple[int, ...]:
    """The tasks as typed: 2，6 or 2 6 of the plan (None: of the current one), SJ/12 of any."""
    words = typed.replace("，", " ").replace("、", " ").replace(",", " ").split()
    if len(words) > MOST_TASKS or not all(len(word) <= _LONGEST_REFERENCE for word in words):
        raise InputRefused(
            "任务序号没看懂", f"写的是「{typed}」", "请写序号，用逗号分开，如 2，6，SJ/12", field="tasks"
        )
    try:
        return tuple(find_task(connection, word, plan) for word in words)
    except NotFound as error:
        raise InputRefused(error.title, error.message, error.way_out, field="tasks") from error


def _edited(edits: Sequence[NoticeEdit]) -> dict[str, str]:
    """A paragraph that was edited before → by whom, when, and what was composed there."""
    return {
        " ".join(one.edit.text.split("\n")): (
            f"手改过（{one.officer}，{one.day.isoformat()}），拟稿时：{one.edit.composed or '没有这一段'}"
        )
        for one in edits
        if one.edit.block is not None
    }


def _elsewhere(edits: Sequence[NoticeEdit]) -> str:
    """What else was edited: title, 主送, paragraphs that were left out."""
    places = [one.edit.place for one in edits if one.edit.block is None]
    return f"另改过：{'、'.join(places)}" if places else ""


def open_edit_form(
    app: Host, notice: NoticeRow, then: Callable[[], object], edits: Sequence[NoticeEdit] = ()
) -> None:
    """修改: the title and the paragraphs of a draft, one a line; ``edits``: those made before."""
    session = app.session
    document = document_of(notice)
    composed = document_from_json(notice.composed) if notice.composed else None
    fields: list[FormField] = [
        TextField("title", "标题", value=document.title.replace("\n", ""), required=True),
        TextField("recipients", "主送", value="，".join(document.recipients), max_length=500),
    ]
    text = editable_text(document)
    # Twice as long: what is there is never cut, and there is room to add.
    body = ParagraphsField("body", "正文", value=text, lines=14, limit=max(LONGEST_TEXT, 2 * len(text)))

    def edited(values: Mapping[str, str]) -> Edited:
        recipients = tuple(NAME_SEPARATORS.split(values["recipients"].strip("：:")))
        named = tuple(name.strip() for name in recipients if name.strip())
        return Edited(values["title"], named, values["body"])

    def save(values: dict[str, Any]) -> object:
        session.write(lambda ledger: edit_draft(ledger, notice, edited(values), session.today))
        return True

    form = NoticeEditor(
        f"修改文书：{notice_name(notice)}",
        fields,
        body,
        save,
        lambda values: as_edited(document, edited(values), composed),
        form_id=f"notice:{notice.record_id.hex()}",
        told=_edited(edits),
        elsewhere=_elsewhere(edits),
    )
    open_dialog(app, form, lambda _: then())


def open_reply_form(app: Host, notice: NoticeRow, then: Callable[[], object]) -> None:
    """登记反馈: which unit, when, what."""
    session = app.session
    units = (*notice.missing, *(unit for unit in notice.units if unit not in notice.missing))
    if not units:
        raise HuaianError(
            "这份文书没有写给单位", "通报全市的文书不逐个登记反馈", f"请用督查记录（{keys_said('note')}）写"
        )
    fields: list[FormField] = [
        ChoiceField("unit", "单位", [(unit, notice.name_of(unit)) for unit in units]),
        day_field("反馈日期", session.today),
        LongTextField("text", "反馈内容", required=True, lines=5),
    ]

    def save(values: dict[str, Any]) -> object:
        return session.write(
            lambda ledger: record_reply(
                ledger, notice.record_id, values["unit"], values["text"], values["day"], session.today
            )
        )

    form = FormDialog("登记反馈", fields, save, form_id=f"reply:{notice.record_id.hex()}")
    with_officer(app, lambda: open_dialog(app, form, lambda _: then()))
