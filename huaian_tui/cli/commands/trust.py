"""``trust``: whose laptop signed what, and whose signature is taken."""

from __future__ import annotations

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.commands.forks import forks, settle
from huaian_tui.cli.invocation import Invocation, now, say
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.key_fingerprints import fingerprint_words
from huaian_tui.domain.words.trust import STATE_MEANINGS, STATE_WORDS
from huaian_tui.services.trust import (
    Laptop,
    accept_laptop,
    find_laptop,
    follow_keys,
    followed_words,
    key_remarks,
    list_laptops,
    make_own_key,
    revoke_laptop,
)
from huaian_tui.store.engine.set_aside import has_any_aside
from huaian_tui.store.keep.laptop_key import NO_KEY

COLUMNS: tuple[Column[Laptop], ...] = (
    Column("编号", lambda one: one.short),
    Column("姓名", lambda one: one.name),
    Column("状态", lambda one: STATE_WORDS[one.state]),
    Column("签名的记录", lambda one: str(one.records)),
    Column("首见", lambda one: one.first_seen[:10]),
    Column("指纹", lambda one: one.words, rest=True, lines=2),
)
_key = click.argument("key", metavar="密钥", type=LINE)


@group("trust")
def trust() -> None:
    """信任：各台电脑的密钥和指纹；核对过的采信，不再可信的撤销。"""


@trust.command("list")
@json_option
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出本机和已知各台电脑的密钥，指纹可在电话里逐词核对。"""
    with invocation.existing() as connection:
        able = make_own_key(connection)
        laptops = list_laptops(connection, invocation.known_officer(connection))
        remarks = key_remarks(connection)
    lines = [] if able or remarks else [f"{NO_KEY}；请让数据文件夹可以写。"]
    lines += [f"注意：{one}。" for one in remarks]
    unchecked = sum(one.state.value in ("seen", "claiming", "doubted") for one in laptops)
    if unchecked:
        lines.append(f"{unchecked} 把还没有核对：请打电话逐词核对指纹，相符再 trust accept 编号。")
    answer(as_json, lambda: [_form(one) for one in laptops], lambda: [Table(COLUMNS, laptops), Lines(lines)])


@trust.command("accept")
@_key
@json_option
@pass_invocation
def accept(invocation: Invocation, key: str, as_json: bool) -> None:
    """采信一把密钥：先打电话核对指纹。换过密钥的，以后收它签的。"""
    with invocation.existing() as connection:
        laptop = find_laptop(connection, key, invocation.known_officer(connection))
        changed = accept_laptop(connection, laptop)
        after = find_laptop(connection, laptop.key.hex())
    forked = _followed(invocation, changed=changed)
    done = f"已采信{_named(after)}" if changed else f"{_named(after)}早已采信"
    say(f"请确认已和本人在电话里逐词核对：{after.words}")
    tell(as_json, lambda: _form(after), f"{done}。{forked}")


@trust.command("revoke")
@_key
@json_option
@pass_invocation
def revoke(invocation: Invocation, key: str, as_json: bool) -> None:
    """撤销一把密钥：它签的新记录不再收，已收的保留。电脑丢了、人调走了用。"""
    with invocation.existing() as connection:
        laptop = find_laptop(connection, key, invocation.known_officer(connection))
        changed = revoke_laptop(connection, laptop)
        after = find_laptop(connection, laptop.key.hex())
    forked = _followed(invocation, changed=changed)
    done = f"已撤销{_named(after)}：它签的新记录不再收，已收的保留" if changed else f"{_named(after)}早已撤销"
    tell(as_json, lambda: _form(after), f"{done}。{forked}撤错了：trust accept {after.short}")


def _followed(invocation: Invocation, *, changed: bool) -> str:
    """What a decision on a key did to forks, a sentence."""
    with invocation.existing() as connection:
        if not changed or not has_any_aside(connection):
            return ""
    with invocation.ledger() as ledger:
        return followed_words(follow_keys(ledger, now()))


def _named(one: Laptop) -> str:
    return f" {one.short}（{one.name}）" if one.name else f" {one.short}"


def _form(one: Laptop) -> Form:
    return {
        "key": one.key.hex(),
        "name": one.name,
        "state": one.state.value,
        "state_title": STATE_WORDS[one.state],
        "meaning": STATE_MEANINGS[one.state],
        "fingerprint": list(fingerprint_words(one.key)),
        "first_seen": one.first_seen or None,
        "origins": [origin.hex() for origin in one.origins],
        "records": one.records,
        "claims": [origin.hex() for origin in one.claims],
    }


trust.add_command(forks)
trust.add_command(settle)
