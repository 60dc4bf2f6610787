"""``calendar``: the days of the office for other calendars."""

from __future__ import annotations

from pathlib import Path

import click

from huaian_tui.cli.arguments.options import as_of_option, group, json_option, pass_invocation, unit_option
from huaian_tui.cli.invocation import Invocation, now, say
from huaian_tui.cli.output.show import tell
from huaian_tui.store.keep.locations import typed_path


@group("calendar")
def calendar() -> None:
    """日历：导出为 .ics 文件，日历程序可以导入。"""


@calendar.command("export")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@unit_option
@as_of_option
@json_option
@pass_invocation
def export(invocation: Invocation, file: Path, unit_query: str | None, as_json: bool) -> None:
    """把未办结节点的时限、约定的回访、要收的反馈写成 .ics 文件，输出文件路径；同名文件不会被覆盖。

    再导入一次，同一件事在日历里更新，不重复；办结、中止的不再写，日历里原有的请自己删。联系人不写进去。
    写所有未收官的方案；加 --plan 代号 只写一个方案。
    """
    from huaian_tui.services.office_calendar import export_calendar, told

    with invocation.reader() as connection:
        unit = invocation.unit_or_all(connection, unit_query)
        plan = invocation.plan(connection)
        path, entries = export_calendar(
            connection, invocation.today, typed_path(str(file)), now(), unit=unit, plan=plan
        )
    form = {
        "file": str(path),
        "entries": [
            {"kind": one.kind.value, "id": one.key, "date": one.day.isoformat(), "title": one.title}
            for one in entries
        ],
    }
    tell(as_json, lambda: form, str(path))
    if not as_json:
        say(f"共 {len(entries)} 天：{told(entries)}。" if entries else f"{told(entries)}，日历是空的。")
