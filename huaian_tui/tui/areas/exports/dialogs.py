"""Files for others: the whole ledger as a workbook (导出台账), and forms for units (导出反馈表)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.dates.reporting_period import Period, previous_period, quarter_so_far, read_period
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.keep.forms_out import note_forms_out
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, LineField
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.plan_choices import open_plan_choices
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.composers.request import Groups

NOT_OVERWRITTEN = "同名文件不会被覆盖，新文件名后加（2）。"
EVERY_UNIT, CHOSEN_UNITS = "", "\0chosen"
"""The choices of a form for each unit that has something due, and for each of several that are marked."""

FORM_GROUPS = (("", "照所选单位；全部时成员各一份"), ("members", "成员各一份"), ("group", "集体一份"))
"""The choices of one form a member of a group, or one for the group."""

EVERY_PLAN = ""
"""The choice of all open plans."""

Periods = tuple[Period, Period]
"""上期 and 本期."""


@dataclass(frozen=True, slots=True)
class FormsOut:
    """The forms that were written, and the names of the chosen units that have nothing to report."""

    paths: Sequence[Path]
    idle: str = ""

    @property
    def told(self) -> str:
        """Where they are, and who got none."""
        many = len(self.paths) > 1
        where = f" {len(self.paths)} 份反馈表，在 {self.paths[0].parent}" if many else f"：{self.paths[0]}"
        return f"已导出{where}" + (f"。{self.idle}没有需要反馈的节点，没有出表" if self.idle else "")


class PeriodField(LineField):
    """A reporting period; below stands which two periods the ledger will compare."""

    def __init__(self, key: str, label: str, today: date) -> None:
        examples = "如 2026Q3、上半年、前三季度、2026-07；不写则为本季度至今"
        super().__init__(key, label, placeholder=examples, max_length=100)
        self._today = today

    def understand(self, text: str) -> Periods:
        """上期 and 本期."""
        period = read_period(text, self._today, field=self.key)
        return previous_period(period), period

    def when_empty(self) -> Periods:
        """The quarter before and this one so far."""
        return quarter_so_far(self._today)

    def hint(self) -> str:
        """Both periods by name."""
        try:
            before, now = self.value()
        except HuaianError:
            return ""
        return f"本期 {now.title}，上期 {before.title}"


def with_plans(app: Host, show: Callable[[list[tuple[str, str]]], object]) -> None:
    """Read the plans to choose from (none where there is one to speak of), then show the form."""
    today = app.session.today
    read_then(app, lambda: app.session.read(lambda connection: open_plan_choices(connection, today)), show)


def plan_field(plans: list[tuple[str, str]]) -> list[FormField]:
    """Of which plans the file is; not asked where there is one to speak of."""
    return [ChoiceField("plan", "方案", [(EVERY_PLAN, "所有未收官的"), *plans])] if plans else []


def plan_of(values: dict[str, Any]) -> str | None:
    """The plan that was chosen; None: all open ones."""
    return values.get("plan") or None


def open_ledger_export(app: Host) -> None:
    """导出台账: the plan, the period and the folder; then the path is said."""
    with_plans(app, lambda plans: _show_ledger_form(app, plans))


def _show_ledger_form(app: Host, plans: list[tuple[str, str]]) -> None:
    session = app.session
    today = session.today
    fields = [*plan_field(plans), PeriodField("period", "本期", today), folder_field(app, "ledger")]

    def work(values: dict[str, Any], progress: Work) -> Path:
        from huaian_tui.documents.files import safe_file_name
        from huaian_tui.documents.xlsx.ledger_book import SUFFIX, export_ledger_book
        from huaian_tui.domain.words.days import chinese_day

        (before, now), plan = values["period"], plan_of(values)
        about = f"_{dict(plans)[plan]}" if plan else ""
        name = safe_file_name(f"督查台账{about}_{chinese_day(today)}{SUFFIX}")
        file = typed_folder(values["folder"]) / name
        made = session.read(lambda c: export_ledger_book(c, today, file, before, now, progress, plan))
        keep_folder(app, "ledger", file.parent)
        return made

    which = "所选方案的" if plans else ""
    intro = f"{which}全部任务存为一个 Excel 文件：台账、按单位、说明。不受筛选影响。{NOT_OVERWRITTEN}"
    form = WorkForm("导出台账", fields, work, intro=intro, button="导出", busy="正在导出")
    open_dialog(app, form, lambda path: app.tell(f"已导出：{path}"))


def open_forms_export(
    app: Host, units: Sequence[str] = (), name: str = "", acted: ActedOn | None = None
) -> None:
    """导出反馈表: for the units of these ids, or for all that have something due; then says where.

    ``name``: of a single one; ``acted``: the rows that they are.
    """
    with_plans(app, lambda plans: _show_forms_form(app, units, name, plans, acted))


def _show_forms_form(
    app: Host, units: Sequence[str], name: str, plans: list[tuple[str, str]], acted: ActedOn | None
) -> None:
    session = app.session
    choices = [(EVERY_UNIT, "所有有到期节点的单位")]
    given = CHOSEN_UNITS if len(units) > 1 else "".join(units)
    if units:
        choices.insert(0, (given, f"标记的 {len(units)} 个单位" if len(units) > 1 else name or units[0]))
    fields = [
        ChoiceField("unit", "给谁", choices, value=given),
        ChoiceField("groups", "集体单位", FORM_GROUPS),
        *plan_field(plans),
    ]

    def work(values: dict[str, Any], progress: Work) -> FormsOut:
        from huaian_tui.documents.xlsx.feedback_form import export_forms

        folder, plan = typed_folder(values["folder"]), plan_of(values)

        def export(connection: sqlite3.Connection) -> FormsOut:
            groups = values["groups"]
            chosen = units if values["unit"] == CHOSEN_UNITS else [values["unit"]]
            asked, idle = _units(connection, session.today, chosen, plan, groups)
            paths = export_forms(connection, session.today, asked, folder, progress, plan, groups)
            note_forms_out(session.database, asked, session.today)
            return FormsOut(paths, idle)

        made = session.read(export)
        keep_folder(app, "forms", folder)
        return made

    rules = session.light_rules
    behind = f"、{Light.BEHIND.word}" if rules.behind_light else ""
    intro = (
        f"一家一份 Excel，只列逾期{behind}和 {rules.due_soon_days} 天内到期的节点，"
        f"已知的已填好。{NOT_OVERWRITTEN}"
    )
    fields.append(folder_field(app, "forms"))
    form = WorkForm("导出反馈表", fields, work, intro=intro, button="导出", busy="正在导出")
    open_dialog(app, form, lambda made: app.tell(made.told + (acted.end_marks() if acted else "")))


def _units(
    connection: sqlite3.Connection, today: date, asked: Sequence[str], plan: str | None, groups: Groups
) -> tuple[list[str], str]:
    """Whom to ask, and the names of those that are not: without anything due, in the plan or in all (None),
    a unit fills in no form (减负). Refused where that leaves none."""
    from huaian_tui.documents.xlsx.feedback_form import units_to_ask
    from huaian_tui.store.engine.light_rules import read_light_rules
    from huaian_tui.store.queries.milestones import list_to_ask

    where = "" if plan is None else "所选方案里"
    if EVERY_UNIT in asked:
        names = units_to_ask(connection, today, plan, groups=groups)
        if not names:
            raise HuaianError(
                "没有需要反馈的单位",
                f"{where}没有逾期，近期也没有到期的节点",
                f"在节点（{keys_said('show_milestones')}）里核对",
            )
        return names, ""
    soon = read_light_rules(connection).due_soon_days
    idle = [one for one in asked if not list_to_ask(connection, today, soon, one, plan)]
    idle_names = "、".join(unit_name_on(connection, one, today)[0] for one in idle)
    if len(idle) == len(asked):
        raise InputRefused(
            f"{idle_names}没有需要反馈的节点",
            f"{where}没有逾期，{soon} 天内也没有到期",
            "不必要它填报；换一个单位，或选所有单位",
            field="unit",
        )
    named = [one for one in asked if one not in idle]
    return units_to_ask(connection, today, plan, groups=groups, named=named), idle_names


def typed_folder(typed: str) -> Path:
    """The folder as typed, ``~`` understood; refused at its field when there is none. Blocking."""
    try:
        folder = Path(typed).expanduser()
        found = folder.is_dir()
    except (OSError, ValueError, RuntimeError):
        found = False
    if not found:
        raise InputRefused("没有这个文件夹", typed, "请先建好该文件夹，或换一个位置", field="folder")
    return folder
