"""``setting``: the officer's name and the office, kept in the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Fields, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.kind_settings import KIND_SETTING_TITLES
from huaian_tui.domain.office import PROFILE_TITLES, unset_words
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.services.settings import (
    SETTING_TITLES,
    Offer,
    adopt_settings,
    change_setting,
    offered,
    offers,
    office_in_force,
    setting_now,
    turn_down_settings,
)

OFFER_COLUMNS: tuple[Column[Offer], ...] = (
    Column("编号", lambda one: short_id(one.waiting.id)),
    Column("设置", lambda one: one.title),
    Column("现在，采用后改为", lambda one: one.change(), rest=True),
    Column("谁设的", lambda one: f"{one.waiting.officer} {one.waiting.recorded_at[:10]}"),
    Column("说明", lambda one: one.remark(), rest=True),
)
"""Settings that wait, as ``setting waiting`` and the preview of a pack list them."""


@group("setting")
def setting() -> None:
    """设置：承办人、督查机构，以及该机构文书上的各项（发文机关标志、机关代字、抄送等）。"""


@setting.command("list")
@click.option("--kinds", is_flag=True, help="各种文书的编号代字、主送、抄送、附注、联系人，没有设的也列出")
@reading_options
@pass_invocation
def list_(invocation: Invocation, kinds: bool, as_json: bool) -> None:
    """列出各项设置；按文书种类设的，设了的才列，加 --kinds 全部列出。"""
    with invocation.reader() as connection:
        found = {key: setting_now(connection, key) for key in SETTING_TITLES}
    values = {key: value for key, value in found.items() if kinds or value or key not in KIND_SETTING_TITLES}

    def blocks() -> Iterator[Block]:
        yield Fields(
            [(f"{SETTING_TITLES[key]}（{key}）", value or unset_words(key)) for key, value in values.items()]
        )

    answer(as_json, lambda: [_form(key, value) for key, value in values.items()], blocks)


@setting.command("set", context_settings={"ignore_unknown_options": True})  # -5 is a value
@click.argument("key", metavar="名称", type=LINE)
@click.argument("value", metavar="值")
@json_option
@pass_invocation
def set_(invocation: Invocation, key: str, value: str, as_json: bool) -> None:
    """改一项设置，如 setting set officer 张三。

    名称可写英文或中文，见 setting list；机构的各项可写空值来取消。
    按文书种类设的，如 setting set 催办单抄送 市审计局、setting set 各种单编号代字 淮数督单；写“无”为没有。
    """
    english = _meant(key)
    with invocation.ledger() as ledger:
        former = _own_of_office(ledger.connection)
        change_setting(ledger, english, value)
        kept = setting_now(ledger.connection, english)
        present = _own_of_office(ledger.connection)
    title = SETTING_TITLES[english]
    tell(
        as_json,
        lambda: _form(english, kept),
        f"已将{title}设为“{kept}”。" if kept else f"已取消{title}。",
    )
    if english == "office" and (lost := [key for key in former if key not in present]):
        named = "、".join(f"{SETTING_TITLES[key]}（原为“{former[key]}”）" for key in lost)
        say(f"注意：下列设置是各机构自己的，“{kept}”还没有设，原来的不沿用：{named}。")


def _own_of_office(connection: sqlite3.Connection) -> dict[str, str]:
    """What the present office has set of its own."""
    found = ((key, setting_now(connection, key)) for key in (*PROFILE_TITLES, *KIND_SETTING_TITLES))
    return {key: value for key, value in found if value}


def _meant(typed: str) -> str:
    """The key of a setting by its name as people write it: due_soon_days, due-soon, 临期天数."""
    plain = typed.lower().replace("-", "_")
    return next(
        (
            name
            for name, title in SETTING_TITLES.items()
            if plain in (name, name.removesuffix("_days"), title.lower(), title.removesuffix("天数"))
        ),
        typed,
    )


@setting.command("waiting")
@json_option
@pass_invocation
def waiting(invocation: Invocation, as_json: bool) -> None:
    """列出数据包带来、还没有决定是否采用的设置。"""
    with invocation.reader() as connection:
        found = offers(connection)

    def blocks() -> Iterator[Block]:
        yield Table(OFFER_COLUMNS, found) if found else Lines(["没有待定的设置。"])

    answer(as_json, lambda: [offer_form(one) for one in found], blocks)


_names = click.argument("names", metavar="名称或编号...", nargs=-1, type=LINE)


@setting.command("adopt")
@_names
@click.option("--all", "every", is_flag=True, help="全部采用；同一项有几个值的，取最新的")
@json_option
@pass_invocation
def adopt(invocation: Invocation, names: tuple[str, ...], every: bool, as_json: bool) -> None:
    """采用数据包带来的设置，按名称（如 联系电话）或 setting waiting 列出的编号；像自己填写的一样核对。"""
    with invocation.ledger() as ledger:
        chosen = _chosen(offers(ledger.connection), names, every)
        done = adopt_settings(ledger, [one.waiting for one in chosen])
        office = office_in_force(ledger.connection)
        taken = offered(ledger.connection, [one.waiting for one in done.taken])
    if done.refused and not done.taken and done.refused[0].refusal is not None:
        raise done.refused[0].refusal
    for one in done.refused:
        say(one.words())
    tell(
        as_json,
        lambda: {"adopted": _forms(taken), "refused": _forms(done.refused), "office": office},
        _adopted_words(taken, office) if taken else "没有待定的设置。",
    )


def _adopted_words(taken: list[Offer], office: str) -> str:
    """What was adopted, the office in force, and what of it is another one's."""
    said = f"已采用：{'、'.join(one.title for one in taken)}。现用机构：{office}"
    waiting = "、".join(one.title for one in taken if one.elsewhere)
    return f"{said}；{waiting}在改用该机构后才起作用。" if waiting else f"{said}。"


@setting.command("refuse")
@_names
@click.option("--all", "every", is_flag=True, help="全部不采用")
@json_option
@pass_invocation
def refuse(invocation: Invocation, names: tuple[str, ...], every: bool, as_json: bool) -> None:
    """不采用数据包带来的设置，以后不再提起；记录仍在台账里。"""
    with invocation.ledger() as ledger:
        chosen = _chosen(offers(ledger.connection), names, every)
        turn_down_settings(ledger, [one.waiting for one in chosen])
    titles = "、".join(one.title for one in chosen)
    tell(
        as_json,
        lambda: {"refused": _forms(chosen)},
        f"不采用：{titles}。" if chosen else "没有待定的设置。",
    )


def _chosen(found: list[Offer], names: tuple[str, ...], every: bool) -> list[Offer]:
    """The settings that are named; a name that fits several, or none, is refused. 全部 is all of them."""
    if names in (("全部",), ("all",)):
        names, every = (), True
    if every == bool(names):
        raise click.UsageError("请写设置的名称或编号，或者写 --all（全部）", click.get_current_context())
    return found if every else [_named(found, name) for name in dict.fromkeys(names)]


def _named(found: list[Offer], name: str) -> Offer:
    fitting = [one for one in found if name in _called(one)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        known = "、".join(f"{one.title}（{short_id(one.waiting.id)}）" for one in found) or "没有"
        raise InputRefused(
            f"没有待定的设置“{name}”", f"待定的：{known}", "请核对 setting waiting", field="names"
        )
    ids = "、".join(f"{short_id(one.waiting.id)}（{one.waiting.value}）" for one in fitting)
    raise InputRefused(f"“{name}”有几个待定的值", ids, "请改写编号", field="names")


def _called(one: Offer) -> tuple[str, ...]:
    """Everything by which a waiting setting can be named."""
    identity, key = one.waiting.id, one.waiting.key
    words = (key, key.rpartition(":")[2], one.title, one.title.partition("（")[0])
    return (short_id(identity), format_id(identity), *words)


def _forms(found: list[Offer]) -> list[Form]:
    return [offer_form(one) for one in found]


def offer_form(one: Offer) -> Form:
    """A setting that waits: where it is from, what is in force, what it would set, why it cannot."""
    waiting = one.waiting
    return {
        "id": format_id(waiting.id),
        "key": waiting.key,
        "title": one.title,
        "value": waiting.value,
        "present": waiting.present,
        "officer": waiting.officer,
        "recorded_at": waiting.recorded_at,
        "refusal": None if one.refusal is None else one.refusal.one_line(),
        "other_office": bool(one.elsewhere),
    }


def _form(key: str, value: str | None) -> Form:
    return {"key": key, "title": SETTING_TITLES[key], "value": value}
