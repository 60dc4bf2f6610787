"""``pack``: taking records from one laptop to another, and merging them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.passphrases import asked, passphrase_file_option, passphrase_in
from huaian_tui.cli.commands.waiting import waiting
from huaian_tui.cli.invocation import Invocation, day_of, now, say
from huaian_tui.cli.json_forms.packs import merge_form
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines, Table
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.cli.output.progress_bar import bar
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.words.forks import FORKED, HOW_TO_SETTLE, WHY, fork_words
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.domain.words.plans import on_withdrawn_plan_words
from huaian_tui.domain.words.tasks import on_withdrawn_words
from huaian_tui.domain.words.units import missing_units_words
from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.store.keep.laptop_key import NO_KEY

if TYPE_CHECKING:
    from huaian_tui.exchange.merging.merge_result import MergeResult
    from huaian_tui.exchange.merging.merge_summary import Conflict, Decision, DoubledNumber
    from huaian_tui.exchange.packs.pack_read import Pack
    from huaian_tui.exchange.packs.pack_write import PackSummary
    from huaian_tui.services.settings import Offer
    from huaian_tui.store.queries.report_disputes import ReportDispute

_CONFLICTS: tuple[Column[Conflict], ...] = (
    Column("节点", lambda one: one.milestone),
    Column("名称", lambda one: one.title, rest=True),
    Column("各方的决定", lambda one: "｜".join(f"{by.officer}：{by.words()}" for by in one.sides), rest=True),
)
_DECISIONS: tuple[Column[Decision], ...] = (
    Column("节点", lambda one: one.milestone),
    Column("承办人", lambda one: one.officer, most=20),
    Column("决定", lambda one: one.said, rest=True),
)
_NUMBERS: tuple[Column[DoubledNumber], ...] = (
    Column("文号", lambda one: one.number),
    Column(
        "印发的文书",
        lambda one: "；".join(f"{title}（{officer}，{day}）" for title, officer, day in one.notices),
        rest=True,
    ),
)
_REPORTS: tuple[Column[ReportDispute], ...] = (
    Column("编号", lambda one: short_id(one.report.record_id)),
    Column("收到", lambda one: one.report.day.isoformat()),
    Column("单位", lambda one: one.report.unit_name),
    Column("节点", lambda one: one.report.milestone),
    Column("为什么", lambda one: one.why, rest=True),
)


@group("pack")
def pack() -> None:
    """数据包：把记录带到别的电脑，与同事的台账合并。"""


@pack.command("export")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--since", metavar="日期", help="只要这一天起记下的；不写则为全部")
@click.option("--with-contacts", is_flag=True, help="联系人（姓名、电话）也带上；不写则不带")
@click.option("--unsigned", is_flag=True, help="不用本机的密钥签名（台账被改动过、仍要导出时用）")
@passphrase_file_option
@click.option(
    "--ask-passphrase/--no-passphrase", "ask", default=None, help="询问口令，或不加密；在终端里默认询问"
)
@click.option(
    "--verifier/--no-verifier",
    "verifier",
    default=None,
    help="旁边另存核验程序（verify.py、verify_figures.py）；不写则没有加口令的才存",
)
@json_option
@pass_invocation
def export(
    invocation: Invocation,
    file: Path,
    since: str | None,
    with_contacts: bool,
    unsigned: bool,
    passphrase_file: Path | None,
    ask: bool | None,
    verifier: bool | None,
    as_json: bool,
) -> None:
    """导出数据包到一个新文件。可加口令：U 盘容易丢。口令不写在命令里。"""
    from huaian_tui.exchange.packs.pack_write import export_pack
    from huaian_tui.exchange.packs.verifier_beside import write_verifier

    invocation.refuse_past("导出")
    first = None if since is None else day_of(since, invocation.today, field="since")
    with invocation.reader() as connection:
        officer = invocation.officer(connection)
        passphrase = _passphrase_to_set(passphrase_file, ask)
        with bar("正在导出") as progress:
            summary = export_pack(
                connection,
                file.expanduser(),
                officer=officer,
                moment=now(),
                since=first,
                passphrase=passphrase,
                with_contacts=with_contacts,
                unsigned=unsigned,
                progress=progress,
            )
    wanted = not summary.encrypted if verifier is None else verifier
    beside = write_verifier(summary.path.parent) if wanted else None
    if not summary.encrypted:
        say("注意：数据包没有加口令，拿到文件的人都能看。")
    if unsigned:
        say("注意：数据包没有签名；同事只会收他们没有见过密钥的来源，标作未核实。")
    elif not summary.signed:
        say(f"注意：{NO_KEY}；请让数据文件夹可以写，再导出一次。")
    sealed = "已加口令" if summary.encrypted else "未加口令"
    personal = f"其中联系人 {summary.contacts} 条，" if with_contacts else ""
    said = f"已导出 {summary.records} 条记录到 {summary.path}（{personal}{summary.size} 字节，{sealed}）。"
    how = [] if beside is None else [f"核验程序在旁边：python3 {beside.name} {summary.path.name}"]
    form = _export_form(summary, first) | {"verifier": None if beside is None else str(beside)}
    answer(as_json, lambda: form, lambda: [Lines([said, *how])])


@pack.command("import")
@click.argument("files", metavar="文件...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只看会合并进什么，不改台账")
@click.option("--accept-ahead", is_flag=True, help="时间比这台电脑的时钟晚的记录也收（先核对两边的时钟）")
@click.option("--with-settings", is_flag=True, help="一并采用数据包里的设置；不写则只列出")
@passphrase_file_option
@json_option
@pass_invocation
def import_(
    invocation: Invocation,
    files: tuple[Path, ...],
    dry_run: bool,
    accept_ahead: bool,
    with_settings: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """合并一个或几个数据包，先后、重复都不要紧；有一个不能收，全都不收。没有证明是谁写的来源除外。"""
    from huaian_tui.exchange.merging.merge import merge, preview
    from huaian_tui.exchange.packs.pack_format import PackRefused
    from huaian_tui.services.settings import adopt_settings, offered, office_in_force
    from huaian_tui.store.keep.backup import backup_before

    refused = None
    adopted: list[Offer] = []
    office = ""
    with invocation.ledger() as ledger:
        try:
            packs = _opened(files, passphrase_file)
            back_up = partial(backup_before, ledger.path, "合并")
            if dry_run:
                result = preview(ledger, packs, now())
            else:
                result = merge(ledger, packs, now(), before=back_up, accept_ahead=accept_ahead)
            offers = offered(ledger.connection, result.settings)
            if with_settings and not dry_run:
                adopted = adopt_settings(ledger, result.settings).taken
            office = office_in_force(ledger.connection)
        except PackRefused as error:
            refused = error
    if refused is not None:
        if as_json:
            emit_json(_refused_form(refused))
        raise refused
    keys = {one.waiting.key for one in adopted}
    offers = [one for one in offers if one.waiting.key not in keys]
    answer(
        as_json,
        lambda: merge_form(result) | {"settings": _forms(offers), "adopted": _forms(adopted)},
        lambda: (*merge_blocks(result, dry_run), *_setting_blocks(offers, adopted, office, dry_run)),
    )
    for one in result.refusals:
        say(f"{one.pack}：{one.error.one_line()}")
    return 1 if result.refusals else 0


def _opened(files: tuple[Path, ...], passphrase_file: Path | None) -> list[Pack]:
    """The packs; a passphrase is read or asked for once, and only if one of them needs it."""
    from huaian_tui.exchange.packs.pack_read import open_pack

    kept = list[str]()

    def passphrase() -> str:
        if not kept:
            kept.append(_passphrase_to_open(passphrase_file))
        return kept[0]

    return [open_pack(file.expanduser(), passphrase) for file in files]


def _passphrase_to_set(file: Path | None, ask: bool | None) -> str | None:
    """The passphrase of a new pack: from the file, asked for twice, or none."""
    if file is not None:
        if ask is False:
            raise click.UsageError(
                "--passphrase-file 与 --no-passphrase 不能同时写", click.get_current_context()
            )
        return passphrase_in(file)
    wanted = sys.stdin.isatty() and sys.stderr.isatty() if ask is None else ask
    if not wanted:
        return None
    typed = asked("口令（至少 8 个字符" + ("）：" if ask else "；不加密则直接回车）："))
    if not typed and ask is None:
        return None
    if asked("再输入一次：") != typed:
        raise InputRefused("两次输入的口令不同", "没有导出", "请重新导出", field="passphrase")
    return typed


def _passphrase_to_open(file: Path | None) -> str:
    if file is not None:
        return passphrase_in(file)
    return asked("数据包的口令：")


def merge_blocks(result: MergeResult, dry_run: bool) -> Iterator[Block]:
    """What a merge brought, or would bring."""
    from huaian_tui.exchange.merging.merge_summary import MOST_LISTED, SHARED_CODE_WAY

    done = "合并后将新增" if dry_run else "已合并，新增"
    yield Lines([f"{done} {result.new} 条记录；已有 {result.known} 条。"])
    officers = "、".join(f"{name} {count} 条" for name, count in result.officers)
    tasks = "、".join(f"{one.ref.told} {one.records} 条" for one in result.tasks)
    tasks += f" 等 {result.task_count} 项" if result.task_count > len(result.tasks) else ""
    kinds = "、".join(f"{kind_word(kind)} {count} 条" for kind, count in result.kinds)
    yield Fields([("承办人", officers), ("类别", kinds), ("任务", tasks)])
    if result.conflicts:
        yield Heading(f"{CONFLICT} {len(result.conflicts)} 项（都已保留；用 milestone settle 核定）")
        yield Table(_CONFLICTS, result.conflicts)
    if result.decisions:
        more = f"（只列前 {len(result.decisions)} 项）" if len(result.decisions) >= MOST_LISTED else ""
        yield Heading(f"对节点的决定 {len(result.decisions)} 项{more}")
        yield Table(_DECISIONS, result.decisions)
    if result.codes:
        yield Heading(f"方案代号重复 {len(result.codes)} 个（{SHARED_CODE_WAY}）")
        yield Lines([one.words for one in result.codes])
    if result.renumbered:
        yield Heading(f"交办编号重复，改编 {len(result.renumbered)} 件（较早登记的编号不变；已印的文书不变）")
        yield Lines([one.words for one in result.renumbered])
    if result.numbers:
        yield Heading(f"文号重复 {len(result.numbers)} 个（用 notice renumber 给后印发的改号）")
        yield Table(_NUMBERS, result.numbers)
    if result.reports:
        way_out = "用 feedback reopen 退回不对的一条，重新核实"
        yield Heading(f"单位自报核实不一 {len(result.reports)} 条（{way_out}）")
        yield Table(_REPORTS, result.reports)
    if result.forks:
        yield Heading(f"{FORKED} {len(result.forks)} 处（{WHY}）")
        yield Lines([fork_words(one) for one in result.forks])
        if any(one.open for one in result.forks):
            yield Lines([f"{HOW_TO_SETTLE}；此前先以计入的一支为准。"])
    yield Lines(list(_remarks(result)))


def _setting_blocks(
    waiting: Sequence[Offer], adopted: Sequence[Offer], office: str, dry_run: bool
) -> Iterator[Block]:
    """What the packs would set: adopted, or only named; ``office`` is the one in force then."""
    from huaian_tui.cli.commands.settings import OFFER_COLUMNS

    if adopted:
        yield Lines([f"已采用设置：{'、'.join(one.title for one in adopted)}。"])
    if adopted or waiting:
        yield Lines([f"现用机构：{office}。"])
    if waiting:
        way = "加 --with-settings 一并采用" if dry_run else "用 setting adopt 采用，setting refuse 不采用"
        yield Heading(f"设置 {len(waiting)} 项，没有采用（{way}）")
        yield Table(OFFER_COLUMNS, waiting)


def _remarks(result: MergeResult) -> Iterator[str]:
    if result.not_arrived:
        yield (
            f"其中 {result.not_arrived} 条等待方案：所属的方案还没有到；已保留，到了自动归位"
            "（用 pack waiting 查看）。"
        )
    for plan in result.gone_plans:
        yield on_withdrawn_plan_words(plan.code, plan.title, plan.records, (plan.by, plan.on, plan.named))
    for gone in result.withdrawn:
        ended = (gone.by, gone.on, gone.record.hex())
        yield on_withdrawn_words(gone.no, gone.text, gone.records, ended)
    if result.units:
        yield missing_units_words(result.units)
    if result.missing:
        yield f"对方还有 {result.missing} 条较早的记录不在数据包里；请对方不带 --since 再导出一次。"
    if result.ahead_until is not None:
        from huaian_tui.exchange.merging.ahead import AHEAD_EFFECT, ahead_words

        yield f"{ahead_words(result.ahead, result.ahead_until, now())}。{AHEAD_EFFECT}。"
    for laptop in result.laptops:
        yield f"注意：{laptop.words}（trust list 看各台电脑）。"
    for remark in (*result.keys, *result.met, *((result.unkept,) if result.unkept else ())):
        yield f"注意：{remark}。"
    if result.resumed:
        yield "数据包里有本台账自己后来的记录：这个文件是较旧的副本，记录已补齐，今后另起来源编号。"
    if result.other_reference:
        yield "对方的方案资料与本机版本不同；请各电脑升级到同一版本。"


def _export_form(summary: PackSummary, since: date | None) -> Form:
    """A pack that was written; ``since``: the first day of its records, None for all."""
    return {
        "file": str(summary.path),
        "records": summary.records,
        "origins": summary.origins,
        "bytes": summary.size,
        "encrypted": summary.encrypted,
        "since": iso(since),
        "contacts": summary.contacts,
        "signed": summary.signed,
    }


def _refused_form(error: HuaianError) -> Form:
    """A merge of which nothing was taken."""
    nothing: Form = {"new": 0, "known": 0, "refused": 1, "conflicts": [], "officers": []}
    return nothing | {"refusals": [{"file": None, "message": error.one_line()}]}


def _forms(offers: Sequence[Offer]) -> list[Form]:
    from huaian_tui.cli.commands.settings import offer_form

    return [offer_form(one) for one in offers]


pack.add_command(waiting)
