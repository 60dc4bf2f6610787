"""``feedback import``: filled forms and folders of them, what became of each line, what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.cli.output.progress_bar import bar
from huaian_tui.cli.output.show import emit_line
from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.store.keep.locations import typed_path

if TYPE_CHECKING:
    from huaian_tui.services.feedback_intake import FormImport


@command("import")
@click.argument("files", metavar="文件或文件夹...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--partial", is_flag=True, help="有填错的行时，对的行先收，错的行另存一份退回")
@click.option(
    "--back",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="退回的表存到哪里；不写则存到所导入文件旁的“退回”文件夹",
)
@json_option
@pass_invocation
def import_forms(
    invocation: Invocation, files: tuple[Path, ...], partial: bool, back: Path | None, as_json: bool
) -> int:
    """导入填好的反馈表，成为待核实的单位自报；写文件夹则导入其中全部。

    有一处填错，整份不收，并一次说清全部问题；加 --partial 则对的行先收，错的行存为一份标明原因的表。
    同一份文件、同样的内容再次导入不会重复，并逐行说明是新收、已收，还是已核实过。
    """
    given = [typed_path(str(file)) for file in files]
    paths = [path for one in given for path in _paths_at(one)]
    folder = None if back is None else typed_path(str(back))
    results, left = _taken_in(invocation, paths, folder, partial=partial)
    names = dict(zip(given, map(str, files), strict=True))
    if as_json:
        emit_json([_import_form(names.get(one.file, str(one.file)), one) for one in results])
    else:
        for one in results:
            _tell_file(one)
    refused = [one for one in results if one.refused]
    if refused:
        _tell_refused(refused)
    if left:
        say(f"已停下：另有 {left} 份没有读；再次导入时，已收的不会重复。")
    return 1 if refused or left else 0


def _paths_at(path: Path) -> list[Path]:
    """The files that are meant; of a path that leads nowhere the import itself says so, beside the others."""
    from huaian_tui.services.form_files import forms_at

    return forms_at(path) if path.is_dir() else [path]


def _taken_in(
    invocation: Invocation, paths: Sequence[Path], back: Path | None, *, partial: bool
) -> tuple[list[FormImport], int]:
    """What became of each file, one after the other; Ctrl+C stops after the last one that was taken."""
    from huaian_tui.services.feedback_intake import FormImport as Import
    from huaian_tui.services.feedback_intake import Refusal, import_form

    results: list[FormImport] = []
    with invocation.ledger() as ledger, bar(f"正在导入 {len(paths)} 份反馈表（Ctrl+C 停下）") as shown:
        try:
            for number, path in enumerate(paths):
                if len(paths) > 1:
                    shown(number / len(paths))
                try:
                    one = import_form(ledger, path, invocation.today, partial=partial, back=back)
                except HuaianError as error:
                    one = Import(path, "", (), 0, (Refusal(None, "", error.one_line()),))
                results.append(one)
        except KeyboardInterrupt:
            if len(paths) == 1:
                raise
    return results, len(paths) - len(results)


def _tell_file(one: FormImport) -> None:
    """What was taken, line by line where there is more to say than that it is new; then what was not read."""
    name = one.file.name
    for wrong in one.refused:
        say(f"{name}{f' {wrong.cell}' if wrong.cell else ''}：{wrong.message}")
    if one.taken or not one.refused:
        told = f"{name}（{one.unit}）：收到 {len(one.accepted)} 条，已有 {one.known} 条"
        emit_line(f"{told}，没有收 {len(one.refused)} 处" if one.refused else told)
    for line in one.lines:
        if line.beside is not None:
            emit_line(f"  第 {line.line} 行 {line.milestone}（{short_id(line.report)}）：{line.words}")
    if one.returned is not None:
        emit_line(f"  没有收的行另存为：{one.returned}")
    for told_of in one.told:
        say(f"{name} {told_of.where}：{told_of.message}")


def _tell_refused(refused: Sequence[FormImport]) -> None:
    whole = [one for one in refused if not one.taken]
    places = sum(len(one.refused) for one in whole)
    part = sum(len(one.refused) for one in refused if one.taken)
    if whole:
        right = any(one.right for one in whole)
        way = "，或加 --partial 先收填对的行" if right else ""
        say(f"{len(whole)} 份没有收，共 {places} 处；请改好后再导入{way}。")
    if part:
        back = any(one.returned for one in refused)
        say(f"另有 {part} 处没有收{'，请把退回的表发给单位' if back else ''}，改好后再导入。")


def _import_form(file: str, result: FormImport) -> Form:
    """What was taken of a filled form, what became of each line, what was not read."""
    return {
        "file": file,
        "unit": result.unit,
        "accepted": len(result.accepted),
        "known": result.known,
        "reports": [format_id(report) for report in result.accepted],
        "refused": [
            {"row": wrong.row, "cell": wrong.cell or None, "message": wrong.message}
            for wrong in result.refused
        ],
        "lines": [
            {
                "row": line.line,
                "milestone": line.milestone,
                "outcome": line.outcome.value,
                "report": format_id(line.report),
                "beside": None if line.beside is None else format_id(line.beside.record_id),
                "beside_day": None if line.beside is None else iso(line.beside.day),
            }
            for line in result.lines
        ],
        "told": [{"where": one.where, "message": one.message} for one in result.told],
        "returned": None if result.returned is None else str(result.returned),
    }
