"""Which form a draft belongs to, and opening it; the form takes up its draft by itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeState
from huaian_tui.store.keep.drafts import KeptDraft
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.host import Host

_NUMBER = re.compile("[0-9]{1,16}", re.ASCII)
_NUMBERS = re.compile("[0-9]{1,16}(?:,[0-9]{1,16}){1,999}", re.ASCII)
_RECORD = re.compile("[0-9a-f]{32}", re.ASCII)
_PLAN_AND_SHA256 = re.compile("[0-9a-z-]{1,64}:[0-9a-f]{64}", re.ASCII)
_SHA256 = re.compile("[0-9a-f]{64}", re.ASCII)
_NAMED = re.compile(r"[0-9a-z]{1,11}-[0-9a-z-]{1,20}(?:,[0-9a-z]{1,11}-[0-9a-z-]{1,20}){0,999}", re.ASCII)
_ONE_OR_MORE = re.compile("[0-9]{1,16}(?:,[0-9]{1,16}){0,999}", re.ASCII)
_UNIT = re.compile(r"[^/]{1,50}")
_NAMED_BY_UNIT = re.compile(r"[0-9a-z]{1,11}-[0-9a-z-]{1,20}:[^/:]{1,50}", re.ASCII)

_PLAN = re.compile(r"[0-9a-z-]{1,64}", re.ASCII)
_NOTHING = re.compile("")

Opener = Callable[["Host", str], object]


def _note(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.notes.note_form import open_note

    open_note(app, [int(number) for number in subject.split(",")])


def _milestone_set(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.milestones.forms import open_set

    numbers = [int(one) for one in subject.split(",")]
    open_set(app, numbers)


def _of_milestone(name: str) -> Opener:
    def opener(app: Host, subject: str) -> None:
        from huaian_tui.tui.areas.milestones import forms as milestones

        open_form: Callable[[Host, list[str]], object] = getattr(milestones, name)
        open_form(app, subject.split(","))

    return opener


def _hand_in(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.tasks.hand_in import open_hand_in_of

    open_hand_in_of(app, subject)


def _by_hand(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.self_reports.by_hand import open_kept_reply

    milestone, _, unit = subject.partition(":")
    open_kept_reply(app, milestone, unit, lambda said: _changed(app, said))


def _correction(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.notes.correction import open_correction

    open_correction(app, bytes.fromhex(subject))


def _edit(app: Host, subject: str) -> None:
    def go_on(notice: NoticeRow) -> None:
        from huaian_tui.tui.areas.notices.forms import open_edit_form

        if notice.state != NoticeState.DRAFT:
            raise HuaianError("这份文书不能再改", "它已经定稿", "可以查看草稿后放弃，或另拟一份")
        open_edit_form(app, notice, lambda: _changed(app, "已保存修改"))

    _with_notice(app, subject, go_on)


def _reply(app: Host, subject: str) -> None:
    def go_on(notice: NoticeRow) -> None:
        from huaian_tui.tui.areas.notices.forms import open_reply_form

        open_reply_form(app, notice, lambda: _changed(app, "已登记反馈"))

    _with_notice(app, subject, go_on)


def _with_notice(app: Host, subject: str, then: Callable[[NoticeRow], object]) -> None:
    identity = bytes.fromhex(subject)
    read_then(app, lambda: app.session.read(lambda c: read_notice(c, identity)), then)


def _changed(app: Host, said: str) -> None:
    app.tell(said)
    app.ledger_changed()


def _of_plan(name: str) -> Opener:
    def opener(app: Host, subject: str) -> None:
        from huaian_tui.tui.areas.plans import forms as plans

        open_form: Opener = getattr(plans, name)
        open_form(app, subject)

    return opener


def _plan_add(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plans.forms import open_add

    open_add(app, lambda plan: None)


def _plan_import(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plan_import.flow import open_kept

    open_kept(app, f"plan_import:{subject}")


def _plan_revise(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plan_import.flow import open_kept

    open_kept(app, f"plan_revise:{subject}", subject.partition(":")[0])


def _task_add(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plans.task_forms import open_task_add

    open_task_add(app, subject)


def _plan_close(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plans.closing import open_close

    open_close(app, subject)


def _task_lines(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plans.pasted_lines import open_lines

    open_lines(app, subject)


def _of_task(name: str) -> Opener:
    def opener(app: Host, subject: str) -> None:
        from huaian_tui.tui.areas.plans import task_forms as tasks

        open_form: Callable[[Host, int], object] = getattr(tasks, name)
        open_form(app, int(subject))

    return opener


def _matter(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.plans.matter_form import open_matter

    open_matter(app)


def _rename(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.units.forms import open_rename

    open_rename(app, subject)


def _change_unit(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.units.particulars import open_change

    open_change(app, subject)


def _contact(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.units.contact_form import open_contact

    open_contact(app, subject)


def _merge(app: Host, subject: str) -> None:
    from huaian_tui.tui.areas.units.forms import open_merge

    open_merge(app, [subject])


def _add_unit(app: Host, _: str) -> None:
    from huaian_tui.tui.areas.units.particulars import open_add

    open_add(app)


FORMS: dict[str, tuple[str, re.Pattern[str], Opener]] = {
    "note": ("督查记录", _NUMBER, _note),
    "notes": ("督查记录", _NUMBERS, _note),
    "milestone_set": ("设节点", _ONE_OR_MORE, _milestone_set),
    "complete": ("节点办结", _NAMED, _of_milestone("open_complete")),
    "extend": ("延期", _NAMED, _of_milestone("open_extend")),
    "cancel": ("节点中止", _NAMED, _of_milestone("open_cancel")),
    "reopen": ("重新督办", _NAMED, _of_milestone("open_reopen")),
    "reading": ("登记数值", _NAMED, _of_milestone("open_reading")),
    "target": ("设指标", _NAMED, _of_milestone("open_target")),
    "hand_in": ("报送成果", _NAMED, _hand_in),
    "by_hand": ("登记回复", _NAMED_BY_UNIT, _by_hand),
    "correct": ("更正督查记录", _RECORD, _correction),
    "notice": ("修改文书", _RECORD, _edit),
    "reply": ("登记反馈", _RECORD, _reply),
    "plan_add": ("新增方案", _NOTHING, _plan_add),
    "plan_import": ("导入方案", _SHA256, _plan_import),
    "plan_revise": ("修订方案", _PLAN_AND_SHA256, _plan_revise),
    "plan_change": ("改方案", _PLAN, _of_plan("open_change")),
    "plan_extend": ("延长方案", _PLAN, _of_plan("open_extend")),
    "plan_close": ("收官", _PLAN, _plan_close),
    "plan_close_basis": ("收官依据", _PLAN, _plan_close),
    "task_lines": ("粘贴任务", _PLAN, _task_lines),
    "plan_reopen": ("重新启用方案", _PLAN, _of_plan("open_reopen")),
    "task_add": ("新增任务", _PLAN, _task_add),
    "task_change": ("改任务", _NUMBER, _of_task("open_task_change")),
    "task_end": ("终止任务", _NUMBER, _of_task("open_task_end")),
    "matter": ("登记交办事项", _NOTHING, _matter),
    "unit_rename": ("单位更名", _UNIT, _rename),
    "unit_merge": ("单位合并", _UNIT, _merge),
    "unit_change": ("改单位信息", _UNIT, _change_unit),
    "unit_contact": ("联系人", _UNIT, _contact),
    "unit_add": ("新增单位", re.compile("new"), _add_unit),
}
"""Kind of form → its title, what its subject looks like, how it is opened."""


def read_titles(connection: sqlite3.Connection, drafts: Iterable[KeptDraft]) -> dict[str, str]:
    """Form → its title, with how people name the task that it is about."""
    kept = list(drafts)
    numbered = (_NUMBER, _NUMBERS, _ONE_OR_MORE)
    about = [draft for draft in kept if can_restore(draft) and FORMS[draft.kind][1] in numbered]
    refs = read_refs(connection, {int(one) for draft in about for one in draft.subject.split(",")})
    return {draft.form: form_title(draft, refs) for draft in kept}


def form_title(draft: KeptDraft, refs: Mapping[int, TaskRef]) -> str:
    """``督查记录 第12项``, ``节点办结 2-1``; of an unknown form what is known."""
    if draft.kind not in FORMS:
        return draft.form
    title, pattern, _ = FORMS[draft.kind]
    first, *others = draft.subject.split(",")
    more = f"等 {len(others) + 1} 项" if others else ""
    if pattern in (_NUMBER, _NUMBERS, _ONE_OR_MORE):
        return f"{title} {_ref(refs, first).told}{more}"
    if pattern is _NAMED:
        return f"{title} {first}{more}"
    unsaid = (_RECORD, _PLAN, _NOTHING, _SHA256, _PLAN_AND_SHA256)
    return title if pattern in unsaid else f"{title} {draft.subject}"


def _ref(refs: Mapping[int, TaskRef], number: str) -> TaskRef:
    return refs.get(int(number)) or bare_ref(int(number)) if number.isdecimal() else bare_ref(1 << 62)


def can_restore(draft: KeptDraft) -> bool:
    """Whether this program has the form, and the draft names what it is about."""
    return draft.kind in FORMS and FORMS[draft.kind][1].fullmatch(draft.subject) is not None


def restore_draft(app: Host, draft: KeptDraft) -> None:
    """Open the form of a draft."""
    if can_restore(draft):
        FORMS[draft.kind][2](app, draft.subject)
