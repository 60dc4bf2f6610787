"""``notice export`` and ``notice print``: a notice as files, and on paper."""

from __future__ import annotations

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.output.show import emit_line, tell_each
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.notices import read_notice

_find = by_short_id("notice_draft", "文书")
_identity = click.argument("identity", metavar="文书编号", type=LINE)


@command("export")
@_identity
@click.option(
    "--format", "formats", metavar="格式", default="pdf,docx,txt", help="pdf、docx、txt，可用逗号并列"
)
@click.option(
    "--out",
    "folder",
    metavar="文件夹",
    default=".",
    help="写到哪个文件夹（没有的会建），不写则为当前文件夹",
)
@click.option(
    "--pdf-a/--no-pdf-a",
    "archive",
    default=None,
    help="PDF 存成归档格式 PDF/A-2b；不写则按设置“存档PDF”",
)
@click.option("--passport", "proven", is_flag=True, help="另存数字护照：每个数的问法和所据的记录")
@json_option
@pass_invocation
def export(
    invocation: Invocation,
    identity: str,
    formats: str,
    folder: str,
    archive: bool | None,
    proven: bool,
    as_json: bool,
) -> None:
    """导出文书，输出文件路径；同名文件不会被覆盖。"""
    from huaian_tui.documents.files import write_whole
    from huaian_tui.services.notice_files import export_notice, look_of
    from huaian_tui.services.notice_passport import passport_bytes, passport_name
    from huaian_tui.store.queries.settings import read_profile

    wanted = [one.strip().lower() for one in formats.split(",") if one.strip()]
    with invocation.reader() as connection:
        row = read_notice(connection, _find(connection, identity))
        look = look_of(read_profile(connection), archive)
        proof = passport_bytes(connection, row) if proven else None
    paths = [str(path) for path in export_notice(row, wanted, typed_path(folder), look)]
    if proof is not None:
        paths.append(str(write_whole(typed_path(folder) / passport_name(row), proof)))
    tell_each(as_json, lambda: paths, paths)


@command("print")
@_identity
@click.option("--printer", metavar="打印机", help="不写则用默认打印机")
@click.option("--copies", metavar="份数", type=click.IntRange(1, 99), default=1, help="1 到 99，不写则为 1")
@click.option("--one-sided", is_flag=True, help="单面打印（平时双面）")
@pass_invocation
def print_(invocation: Invocation, identity: str, printer: str | None, copies: int, one_sided: bool) -> None:
    """打印文书；没有打印机时给出 PDF 的位置。"""
    from huaian_tui.services.notice_files import print_notice

    with invocation.reader() as connection:
        row = read_notice(connection, _find(connection, identity))
    job = print_notice(row, invocation.path, printer=printer, copies=copies, two_sided=not one_sided)
    emit_line(f"已送打印：{job.path.stem}，{job.copies} 份，打印机 {job.printer or '默认'}")
    for note in job.notes:
        say(note)
