"""``trust forks`` and ``trust settle``: chains that were continued twice, and which branch counts."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation, now
from huaian_tui.cli.json_forms.forks import fork_form
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.answers.forks import BranchRow, ForkRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.forks import HOW_TO_SETTLE, WHY, settled_words, state_words, why_words
from huaian_tui.ledger.identity import format_id

_BRANCHES: tuple[Column[BranchRow], ...] = (
    Column("分支", lambda one: one.name),
    Column("别的来源", lambda one: one.origin.hex()[:8]),
    Column("计入", lambda one: "计入" if one.counts else "不计"),
    Column("签名", lambda one: "有" if one.signed else ""),
    Column("条数", lambda one: str(one.records)),
    Column("谁记的", lambda one: "、".join(one.officers), most=20),
    Column("起", lambda one: one.since[:10]),
    Column("止", lambda one: one.until[:10]),
    Column("第一条", lambda one: one.gist, rest=True),
)


@command("forks")
@json_option
@pass_invocation
def forks(invocation: Invocation, as_json: bool) -> None:
    """列出分叉：一个来源的记录从某一号起有两种，各支都在，其中一支计入。"""
    from huaian_tui.store.queries.forks import list_forks

    invocation.refuse_past("查看分叉")
    with invocation.reader() as connection:
        rows = list_forks(connection)
    answer(as_json, lambda: [fork_form(one) for one in rows], lambda: _blocks(rows))


def _blocks(rows: list[ForkRow]) -> Iterator[Block]:
    for fork in rows:
        yield Heading(f"来源 {fork.name} 自第 {fork.seq} 号起：{state_words(fork)}")
        yield Table(_BRANCHES, fork.branches)
        if why_words(fork):
            yield Lines([f"{why_words(fork)}。"])
    if not rows:
        yield Lines(["没有分叉。"])
        return
    waiting = sum(one.open for one in rows)
    yield Lines([f"共 {len(rows)} 处分叉，待核定 {waiting} 处。{WHY}。"])
    if waiting:
        yield Lines([f"{HOW_TO_SETTLE}：trust settle 来源 分支（各写前 8 位）。"])


@command("settle")
@click.argument("origin", metavar="来源", type=LINE)
@click.argument("branch", metavar="分支", type=LINE)
@click.option("--reason", metavar="理由", type=LINE, default="", help="为什么以这一支为准")
@json_option
@pass_invocation
def settle(invocation: Invocation, origin: str, branch: str, reason: str, as_json: bool) -> None:
    """核定一处分叉以哪一支为准；另一支保留，不计入。核定随数据包传给同事，可以再核定。"""
    from huaian_tui.services.forks import find_fork, settle_fork
    from huaian_tui.store.keep.backup import backup_before

    with invocation.ledger() as ledger:
        fork, chosen = find_fork(ledger.connection, origin, branch)
        backup_before(ledger.path, "核定分叉")
        done = settle_fork(ledger, fork, chosen, now(), reason)
    tell(
        as_json,
        lambda: {"record": format_id(done.record), "exchanged": done.exchanged, **fork_form(done.fork)},
        settled_words(done.fork, chosen, exchanged=done.exchanged),
    )
