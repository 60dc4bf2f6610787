"""``init``, ``check`` and ``doctor``: starting a ledger, checking it, and how the program runs here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.commands.backups import proof_form
from huaian_tui.cli.invocation import Invocation, now
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines
from huaian_tui.cli.output.progress_bar import bar
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.words import checks as words
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.ledger_check import Checked, check_file

if TYPE_CHECKING:
    from huaian_tui.services.health.advice import Facts, Finding


@command("init")
@json_option
@pass_invocation
def init(invocation: Invocation, as_json: bool) -> None:
    """建立台账文件并载入方案；已有的台账不动。"""
    from huaian_tui.ledger.task_keys import SHIPPED_PLAN
    from huaian_tui.services.first_start import ensure_ledger
    from huaian_tui.store.engine.opening import open_reader
    from huaian_tui.store.queries.overview import count_lights
    from huaian_tui.store.queries.plan import read_plan

    path = invocation.path
    with bar("正在建立检索索引") as progress:
        created = ensure_ledger(path, progress)
    with closing(open_reader(path)) as connection:
        plan = read_plan(connection, SHIPPED_PLAN)
        tasks = sum(count_lights(connection, invocation.today).values())
    tell(
        as_json,
        lambda: {"path": str(path), "created": created, "plan": plan.title, "tasks": tasks},
        f"已建立台账 {path}：{plan.title}（{plan.stage}），{tasks} 项任务。"
        if created
        else f"台账已经建立，没有改动：{path}（{tasks} 项任务）。",
    )


@command("check")
@click.option("--reindex", is_flag=True, help="先重建检索索引（不影响记录）")
@json_option
@pass_invocation
def check(invocation: Invocation, as_json: bool, reindex: bool) -> None:
    """检查台账：文件结构、记录有无缺失或被改动、汇总和检索索引是否与记录一致。有问题时退出码为 1。"""
    if reindex:
        from huaian_tui.store.search.rebuilding import rebuild_search

        with bar("正在重建检索索引") as progress:
            rebuild_search(invocation.path, progress)
    with bar("正在检查") as progress:
        checked = check_file(invocation.path, now(), progress)
    result, proof = checked.result, checked.proof
    form = {
        "ok": checked.ok,
        "records": result.records,
        "problems": list(result.problems),
        "remarks": list(result.remarks),
        "signature": None if proof is None else proof_form(proof),
    }
    answer(as_json, lambda: form, lambda: _checked(checked))
    if not checked.ok:
        sys.stdout.flush()
        click.get_current_context().exit(1)


def _checked(checked: Checked) -> Iterator[Block]:
    result, proof = checked.result, checked.proof
    if proof is not None:
        yield Lines([f"{words.backup_words(proof.words)}。"])
        if proof.doubtful and result.ok:
            yield Lines([f"{words.DOUBTFUL_WAY}。"])
            return
    if result.ok:
        yield Lines([f"{words.sound_words(result.records)}。"])
        if result.remarks:
            yield Lines([f"{words.counted(words.FEWER, len(result.remarks))}："])
            yield Lines(list(result.remarks), indent=2)
            yield Lines([f"{checked.behind_way}。"])
        return
    yield Lines([f"{words.counted(words.WRONG, len(result.problems))}："])
    yield Lines(list(result.problems), indent=2)
    yield Lines([f"{words.WRONG_WAY}。"])


@command("doctor")
@click.option("--mend", is_flag=True, help="能办的就办：收回权限、备份、检查；不改动记录")
@click.option("--advice", is_flag=True, help="只列出要处理和要留意的")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="写成一个文件，发给帮忙的人；不含台账内容",
)
@json_option
@pass_invocation
def doctor(invocation: Invocation, as_json: bool, mend: bool, advice: bool, report: Path | None) -> None:
    """查看运行情况和该怎么办：版本、路径、权限、空间、时钟、备份、字体、终端等。不能工作时退出码为 1。"""
    from huaian_tui.services.doctor import diagnose
    from huaian_tui.services.health.advice import advise, can_work

    today = now().astimezone(SHANGHAI).date()
    found = diagnose(invocation.path, now(), _keys_problems(), measure=not as_json)
    findings = advise(found, today)
    mended: list[str] = []
    if mend:
        from huaian_tui.services.health.mending import mend as do_mend

        invocation.refuse_past("处理")
        mended = do_mend(invocation.path, findings, now())
        found = diagnose(invocation.path, now(), _keys_problems())
        findings = advise(found, today)
    if report is not None:
        _write_report(report, found, findings, invocation.path)
        mended.append(f"已写成 {report}：可以发给帮忙的人，里面没有台账内容。")
    form = {key: dict(part) for key, (_, part) in found.items()}
    answer(
        as_json,
        lambda: form | {"advice": [_finding_form(one) for one in findings], "mended": mended},
        lambda: _told_health(mended, findings, {} if advice or report else found),
    )
    if not can_work(findings):
        sys.stdout.flush()
        click.get_current_context().exit(1)


def _finding_form(one: Finding) -> dict[str, str]:
    return {"grade": one.grade.name.lower(), "what": one.what, "way_out": one.way_out}


def _told_health(mended: list[str], findings: list[Finding], found: Facts) -> Iterator[Block]:
    from huaian_tui.services.doctor import LABELS, word

    if mended:
        yield Lines(mended)
    yield Heading("要处理的" if findings else "运行情况")
    yield Lines([one.line for one in findings] or ["没有要处理的。"])
    for title, part in found.values():
        yield Heading(title)
        yield Fields([(LABELS[key], word(value)) for key, value in part.items()])


def _write_report(target: Path, found: Facts, findings: list[Finding], ledger: Path) -> None:
    from huaian_tui.services.doctor import LABELS, word
    from huaian_tui.services.health.report import names_in, report_text, write_report

    write_report(
        target, report_text(found.values(), LABELS.__getitem__, word, findings, now(), names_in(ledger))
    )


def _keys_problems() -> tuple[str, ...]:
    """What is wrong with ``keys.toml``; without the file nothing of the terminal program is loaded."""
    from huaian_tui.store.keep.locations import is_missing, keys_file

    if is_missing(keys_file()):
        return ()
    from huaian_tui.tui.actions.keymap import read_keymap

    return read_keymap(keys_file()).problems
