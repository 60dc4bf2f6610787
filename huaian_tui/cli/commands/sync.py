"""``sync``: keeping in step with colleagues through a folder that something else replicates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import json_option, pass_invocation
from huaian_tui.cli.arguments.passphrases import passphrase_file_option, passphrase_from
from huaian_tui.cli.arguments.query_group import QueryGroup
from huaian_tui.cli.invocation import Invocation, now, say
from huaian_tui.cli.json_forms.packs import merge_form
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.progress_bar import bar
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.domain.words.in_step import (
    INTERRUPTED,
    ahead_of_here,
    doing_words,
    hindrances,
    last_seen,
    last_words,
    synced_line,
)

if TYPE_CHECKING:
    from huaian_tui.services.in_step import Synced

_LAPTOPS: tuple[Column[Mapping[str, Any]], ...] = (
    Column("承办人", lambda one: one["officer"] or "（未写）", most=20),
    Column("电脑", lambda one: one["id"][:8]),
    Column("最近一次报到", lambda one: last_seen(one, now())),
    Column("那时他还差", lambda one: f"{one['lacks']} 条"),
    Column("本机还差", ahead_of_here),
)
_NOT_SEALED = (
    "注意：同步文件没有加密，拿到文件夹的人都能看。程序认不出文件夹是不是网盘：放在网盘、U 盘里的，"
    "请用 sync rotate 设办公室口令。"
)
_KEY_SET = (
    "已设办公室口令。把口令（当面或打电话）告诉同事，他们用它加入；"
    "口令忘了，在已加入的电脑上用 sync rotate 另设。"
)


@click.group("sync", cls=QueryGroup, default="now")
def sync_() -> None:
    """同步：经共享文件夹与同事的台账保持一致。sync 文件夹 设好或加入，以后只写 sync。"""


@sync_.command("now")
@click.argument("folder", metavar="文件夹", required=False)
@click.option("--no-seal", is_flag=True, help="不加密（只在内部的、可信的共享上）；第一次设文件夹时写")
@click.option("--accept-ahead", is_flag=True, help="时间比这台电脑的时钟晚的记录也收（先核对两边的时钟）")
@passphrase_file_option
@json_option
@pass_invocation
def sync_now(
    invocation: Invocation,
    folder: str | None,
    no_seal: bool,
    accept_ahead: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """同步一次。第一次写文件夹：没人用过就设好，有同事在用就加入；以后不用写。"""
    from huaian_tui.services.in_step import sync
    from huaian_tui.services.in_step_joining import Wishes
    from huaian_tui.store.keep.locations import typed_path

    if no_seal and passphrase_file is not None:
        raise click.UsageError("--no-seal 与 --passphrase-file 不能同时写", click.get_current_context())
    ask = partial(passphrase_from, passphrase_file, "办公室口令")
    with _told_when_stopped(), invocation.ledger() as ledger, bar("正在同步", line=say) as show:
        wishes = Wishes(
            no_seal=no_seal,
            accept_ahead=accept_ahead,
            passphrase=ask if folder is not None or passphrase_file is not None else None,
            progress=lambda doing, done, total: show(done / max(total, 1), doing_words(doing, done, total)),
        )
        # Nothing is asked of the folder here, as click would: only a child may ask one that may hang.
        place = None if folder is None else typed_path(folder, "folder")
        synced = sync(ledger, place, wishes, now, invocation.present_day.isoformat())
    merged = synced.merged
    form = synced.said | {"merge": None if merged is None else merge_form(merged)}
    answer(as_json, lambda: form, lambda: _synced_blocks(synced))
    report = synced.report
    if report.write_refused is not None:
        say(f"没有送出本机的记录：{report.write_refused.one_line()}")
    if report.keys:
        say("办公室换过口令，或另设过一个：有的文件本机打不开；问到口令后运行 huaian-tui sync 文件夹。")
    return 1 if report.write_refused is not None or report.keys else 0


@contextmanager
def _told_when_stopped() -> Iterator[None]:
    """Ctrl+C leaves what came, and the next sync goes on from there: that is said."""
    try:
        yield
    except KeyboardInterrupt:
        raise click.Abort(INTERRUPTED) from None


@sync_.command("status")
@json_option
@pass_invocation
def status(invocation: Invocation, as_json: bool) -> None:
    """最近一次同步的情况：谁多久没同步、还差几条。不读文件夹，断开时也能看。"""
    from huaian_tui.services.in_step import last_said

    path, origins = _place(invocation)
    said = last_said(path, origins)
    if said is None:
        raise NotFound(
            "还没有同步文件夹", "这份台账没有和同事同步过", "huaian-tui sync 文件夹（共享、网盘或 U 盘里的）"
        )
    answer(as_json, lambda: said, lambda: _status_blocks(said))


@sync_.command("rotate")
@passphrase_file_option
@json_option
@pass_invocation
def rotate_(invocation: Invocation, passphrase_file: Path | None, as_json: bool) -> None:
    """换办公室口令（有人离开、口令泄露时）：以后写的只有新口令的人能看。"""
    from huaian_tui.services.in_step import rotate

    path, origins = _place(invocation)
    kept = rotate(path, origins, partial(passphrase_from, passphrase_file, "新的办公室口令"))
    tell(
        as_json,
        lambda: {"folder": kept.folder, "sealed": True},
        f"已换办公室口令：{kept.folder}。请告诉在用的同事新口令，各人运行一次 huaian-tui sync 文件夹；"
        "离开的人以前拿到的仍能看，还要在共享或 Syncthing 里去掉他的电脑。",
    )


@sync_.command("leave")
@json_option
@pass_invocation
def leave_(invocation: Invocation, as_json: bool) -> None:
    """本机退出同步：忘掉文件夹和钥匙。台账不动，文件夹里的文件留给同事。"""
    from huaian_tui.services.in_step import leave

    kept = leave(*_place(invocation))
    tell(
        as_json,
        lambda: {"folder": kept.folder, "left": True},
        f"本机已退出同步：{kept.folder}。文件夹里的文件没有动；"
        "要让这台电脑以后看不到新的，请同事运行 huaian-tui sync rotate。",
    )


def _place(invocation: Invocation) -> tuple[Path, list[str]]:
    """The ledger and the origins that this machine wrote in it: by these its folder is known."""
    from huaian_tui.store.engine.origins import origins_here

    with invocation.existing() as connection:
        return invocation.path, [one.hex() for one in origins_here(connection)]


def _synced_blocks(synced: Synced) -> Iterator[Block]:
    from huaian_tui.services.in_step_joining import Joined

    said, kept = synced.said, synced.kept
    first = {
        Joined.NEW: f"已设好同步文件夹：{kept.folder}。",
        Joined.JOINED: f"已加入同步文件夹：{kept.folder}。",
        Joined.KEY: "已记下新的办公室口令。",
        Joined.BEFORE: "",
    }[synced.joined]
    lines = [first] if first else []
    if synced.joined is Joined.NEW and kept.sealed:
        lines.append(_KEY_SET)
    if not kept.sealed and synced.joined is not Joined.BEFORE:
        lines.append(_NOT_SEALED)
    yield Lines([*lines, f"已同步：{synced_line(said)}。"])
    if synced.merged is not None:
        from huaian_tui.cli.commands.packs import merge_blocks

        # Whose names they bear is said below, where ``sync status`` says it too.
        yield from merge_blocks(replace(synced.merged, laptops=(), unkept=""), dry_run=False)
        if synced.merged.settings:
            yield Lines([f"设置 {len(synced.merged.settings)} 项，没有采用（用 setting waiting 查看）。"])
    yield from _status_of(said)


def _status_blocks(said: Mapping[str, Any]) -> Iterator[Block]:
    sealed = "加密" if said["sealed"] else "没有加密"
    yield Lines([f"同步文件夹：{terminal_safe(said['folder'])}（{sealed}）。"])
    if said["at"] is None:
        tried = [terminal_safe(one) for one in hindrances(said)]
        yield Lines([*tried, "还没有同步成过；用 huaian-tui sync 同步。"])
        return
    when = said["at"][:16].replace("T", " ")
    yield Lines([f"{last_words(said)}同步：{when}，{synced_line(said)}。"])
    if said["write_refused"]:
        yield Lines([f"没有送出本机的记录：{said['write_refused']}"])
    yield from _status_of(said)


def _status_of(said: Mapping[str, Any]) -> Iterator[Block]:
    """Other laptops, and what stands in the way."""
    if said["laptops"]:
        yield Heading(f"同事的电脑 {len(said['laptops'])} 台")
        yield Table(_LAPTOPS, said["laptops"])
    lines = [terminal_safe(one) for one in hindrances(said)]
    if lines:
        yield Lines(lines)
