"""Forms over plans: 新增方案, 改方案, 设为现用, 延长, 重新启用.

Each reads in a thread what the form shows, opens it, and after saving lets the screens read anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services import plans as changes
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plans import PlanText, read_plan_line, read_plan_text
from huaian_tui.tui.areas.plans.text import plan_head
from huaian_tui.tui.forms.date_fields import DateField, day_field
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import lines
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content
from huaian_tui.tui.threads.background import in_thread


class Known(NamedTuple):
    """A plan as it stands."""

    line: PlanLine
    text: PlanText


def open_add(app: Host, then: Callable[[str], object]) -> None:
    """新增方案; ``then`` gets its id."""
    with_officer(app, lambda: _open_add(app, then))


def _open_add(app: Host, then: Callable[[str], object]) -> None:
    today = app.session.today
    fields: list[FormField] = [
        TextField("title", "方案名称", required=True, max_length=500),
        TextField("short", "简称", required=True, max_length=20, placeholder="列表里显示的，如 水环境"),
        TextField("code", "代号", required=True, max_length=4, placeholder="1 到 4 个字母，如 SHJ"),
        DateField("start", "起始日", today),
        DateField("horizon", "期末", today),
        TextField("phrase", "期末原文", max_length=500, placeholder="期末在原文里怎样写"),
        TextField("stage", "阶段", max_length=50, placeholder="如 征求意见稿、印发稿"),
        TextField("supervisor", "督查机构", max_length=100),
        TextField("basis", "依据", max_length=500, placeholder="如 文号、会议"),
    ]

    def save(values: dict[str, Any]) -> str:
        draft = changes.PlanDraft(**values)
        return app.session.write(lambda ledger: changes.add_plan(ledger, draft))

    def saved(plan: str) -> None:
        tell_recorded(app, "已新增方案")
        then(plan)

    intro = "任务随后逐项新增，或整段粘贴。现用方案不变，要改另选「设为现用」。"
    open_dialog(app, FormDialog("新增方案", fields, save, intro=intro, form_id="plan_add:"), saved)


def open_change(app: Host, plan: str) -> None:
    """改方案: its names, code, stage, supervisor."""

    def form(known: Known) -> None:
        line = known.line
        before = {
            "title": line.title,
            "short": line.short,
            "code": line.code,
            "stage": line.stage,
            "supervisor": known.text.supervisor,
        }
        fields: list[FormField] = [
            TextField("title", "方案名称", value=before["title"], required=True, max_length=500),
            TextField("short", "简称", value=before["short"], required=True, max_length=20),
            TextField("code", "代号", value=before["code"], required=True, max_length=4),
            TextField("stage", "阶段", value=before["stage"], max_length=50),
            TextField("supervisor", "督查机构", value=before["supervisor"], max_length=100),
            reason_field("依据", "如 文号、会议", key="basis"),
        ]

        def save(values: dict[str, Any]) -> object:
            changed = {key: values[key] for key in before if values[key] != before[key]}
            if not changed and not known.text.disputed:
                raise HuaianError("没有改动", "各项都和原来一样", "改一项再保存，或按取消")
            return _write(app, lambda ledger: changes.change_plan(ledger, plan, changed, values["basis"]))

        _show(app, known, "改方案", fields, save, "已修改方案", f"plan_change:{plan}")

    _changing(app, plan, form)


def open_current(app: Host, plan: str) -> None:
    """设为现用: this plan is meant by a number without a code."""

    def ask(known: Known) -> None:
        line = known.line
        if line.current:
            raise HuaianError("已经是现用方案", f"写序号不写代号时，指《{line.title}》的任务")

        def write() -> None:
            work = lambda: _write(app, lambda ledger: changes.set_current_plan(ledger, plan))  # noqa: E731
            in_thread(
                app.screen,
                work,
                lambda _: tell_recorded(app, f"现用方案已设为{line.short}"),
                group="plan-current",
            )

        said = f"以后写序号不写代号时，指《{line.title}》的任务；别的方案的任务显示为 代号/序号。"
        question = ConfirmDialog("设为现用方案？", said, (("no", "不改"), ("yes", "设为现用")))
        if_answered(app, question, "yes", write)

    _changing(app, plan, ask)


def open_extend(app: Host, plan: str) -> None:
    """延长: a later horizon, by a decision."""
    from huaian_tui.services.horizon import extend_plan

    def form(known: Known) -> None:
        today = app.session.today
        fields: list[FormField] = [
            DateField("to", "延长到", today, required=True),
            reason_field("依据", "如 会议决定、批复文号", key="basis"),
        ]

        def save(values: dict[str, Any]) -> object:
            return _write(app, lambda ledger: (extend_plan(ledger, plan, values["to"], values["basis"]),))

        follows = "周期性的节点接着设到新的期末；原来的不变。"
        _show(app, known, "延长方案", fields, save, "已延长方案", f"plan_extend:{plan}", follows)

    _changing(app, plan, form)


def open_reopen(app: Host, plan: str) -> None:
    """重新启用 a closed plan."""

    def form(known: Known) -> None:
        if known.line.closed_on is None:
            raise HuaianError("方案没有收官", f"{known.line.code} 正在督办", "不需要重新启用")
        today = app.session.today
        fields: list[FormField] = [
            day_field("启用日期", today),
            reason_field("依据", "如 会议决定", key="basis"),
        ]

        def save(values: dict[str, Any]) -> object:
            return _write(
                app, lambda ledger: changes.reopen_plan(ledger, plan, values["day"], values["basis"], today)
            )

        _show(app, known, "重新启用方案", fields, save, "已重新启用方案", f"plan_reopen:{plan}")

    _changing(app, plan, form)


def _write(app: Host, work: Callable[[Ledger], object]) -> object:
    """Write; the result of a form is never None, which would mean that it was given up."""
    return app.session.write(work) or True


def read_known(connection: sqlite3.Connection, today: date, plan: str) -> Known:
    """A plan as a form shows it."""
    return Known(read_plan_line(connection, today, plan), read_plan_text(connection, plan))


def _changing(app: Host, plan: str, form: Callable[[Known], object]) -> None:
    """Know who writes, and read what the form shows."""
    session = app.session

    def read() -> Known:
        return session.read(lambda c: read_known(c, session.today, plan))

    with_officer(app, lambda: read_then(app, read, form))


def _show(
    app: Host,
    known: Known,
    title: str,
    fields: Sequence[FormField],
    save: Callable[[dict[str, Any]], object],
    done: str,
    form_id: str,
    follows: str = "",
) -> None:
    """The form, with the plan above its fields and what follows."""
    intro = lines([plan_head(known.line), safe_content(follows) if follows else None])
    dialog = FormDialog(title, fields, save, intro=intro, form_id=form_id)
    open_dialog(app, dialog, lambda _: tell_recorded(app, f"{done}：{known.line.short}"))
