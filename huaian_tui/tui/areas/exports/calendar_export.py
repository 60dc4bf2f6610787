"""导出日历: deadlines, visits and answers due as a file that other calendars read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huaian_tui.tui.areas.exports.dialogs import (
    NOT_OVERWRITTEN,
    plan_field,
    plan_of,
    typed_folder,
    with_plans,
)
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.services.office_calendar import CalendarMade


def open_calendar_export(app: Host) -> None:
    """Ask of which plan and where; then write it, and say the path and what stands in it."""
    with_plans(app, lambda plans: _show_form(app, plans))


def _show_form(app: Host, plans: list[tuple[str, str]]) -> None:
    session = app.session

    def work(values: dict[str, Any], progress: Work) -> CalendarMade:
        from huaian_tui.documents.files import safe_file_name
        from huaian_tui.domain.words.days import chinese_day
        from huaian_tui.services.office_calendar import export_calendar, latest_export

        file = typed_folder(values["folder"]) / safe_file_name(f"督查日历_{chinese_day(session.today)}.ics")
        former, past = latest_export(file.parent), session.as_of is not None
        made = session.read(
            lambda connection: export_calendar(
                connection, session.today, file, now(), plan=plan_of(values), former=former, past=past
            )
        )
        keep_folder(app, "calendar", file.parent)
        return made

    intro = (
        "未办结节点的时限、约定的回访、要收的反馈，存为一个 .ics 文件，手机和电脑的日历可以导入；"
        "再导入一次即更新，文件夹里上次导出的有、现在不再有的，写成取消。不含联系人。"
        f"{NOT_OVERWRITTEN}"
    )
    fields = [*plan_field(plans), folder_field(app, "calendar")]
    form = WorkForm("导出日历", fields, work, intro=intro, button="导出", busy="正在导出")
    open_dialog(app, form, lambda made: app.tell(f"已导出（{made.told}）：{made.path}"))
