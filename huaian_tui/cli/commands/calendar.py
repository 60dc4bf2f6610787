"""``calendar``: the days of the office for other calendars."""

from __future__ import annotations

from pathlib import Path

import click

from huaian_tui.cli.arguments.options import as_of_option, group, json_option, pass_invocation, unit_option
from huaian_tui.cli.invocation import Invocation, now, say
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.answers.calendar import CalendarEntry
from huaian_tui.store.keep.locations import typed_path


@group("calendar")
def calendar() -> None:
    """日历：导出为 .ics 文件，日历程序可以导入。"""


@calendar.command("export")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "--former",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="以前导出的文件；不写则看同名的文件。里面有、现在不再有的，写成取消",
)
@unit_option
@as_of_option
@json_option
@pass_invocation
def export(
    invocation: Invocation, file: Path, former: Path | None, unit_query: str | None, as_json: bool
) -> None:
    """把未办结节点的时限、约定的回访、要收的反馈写成 .ics 文件，输出文件路径；同名文件不会被覆盖。

    再导入一次，同一件事在日历里更新，不重复；以前导出过、后来办结、中止、已回访、已反馈的写成取消，导入后日历
    里的也取消。联系人不写进去。写所有未收官的方案；加 --plan 代号 只写一个方案。
    """
    from huaian_tui.services.office_calendar import export_calendar

    with invocation.reader() as connection:
        made = export_calendar(
            connection,
            invocation.today,
            typed_path(str(file)),
            now(),
            unit=invocation.unit_or_all(connection, unit_query),
            plan=invocation.plan(connection),
            former=None if former is None else typed_path(str(former)),
            past=invocation.as_of is not None,
        )
    tell(
        as_json,
        lambda: {
            "file": str(made.path),
            "entries": [*map(_form, made.entries)],
            "cancelled": [*map(_form, made.cancelled)],
        },
        str(made.path),
    )
    if not as_json:
        many = len(made.entries)
        say(f"共 {many} 项：{made.told}。" if many else f"{made.told}，日历里没有要办的。")


def _form(entry: CalendarEntry) -> Form:
    return {
        "kind": entry.kind.value,
        "id": entry.key,
        "date": entry.day.isoformat(),
        "title": entry.title,
    }
