"""``notice passport``: the figures of a notice with their questions, records and hashes, in one file."""

from __future__ import annotations

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.show import answer
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.notices import read_notice

_find = by_short_id("notice_draft", "文书")


@command("passport")
@click.argument("identity", metavar="文书编号", type=LINE)
@click.option("--to", "file", metavar="文件", help="写到这个新文件；不写则按文书起名，写到当前文件夹")
@json_option
@pass_invocation
def passport(invocation: Invocation, identity: str, file: str | None, as_json: bool) -> None:
    """数字护照：每个数的问法、所计的事项、所据记录的编号和校验值，一个文件；用 verify.py 和数据包核验。"""
    from huaian_tui.cli.output.blocks import Lines
    from huaian_tui.services.notice_passport import export_passport, passport_name, passport_of

    invocation.refuse_past("导出")
    with invocation.reader() as connection:
        row = read_notice(connection, _find(connection, identity))
        made = passport_of(connection, row)
        target = typed_path(file) if file is not None else typed_path(".") / passport_name(row)
        path = export_passport(connection, row, target)
    said = f"已导出数字护照：{path}（{len(made['figures'])} 个数，{len(made['records'])} 条记录）。"
    form = {"path": str(path), "figures": len(made["figures"]), "records": len(made["records"])}
    answer(as_json, lambda: form, lambda: [Lines([said])])
