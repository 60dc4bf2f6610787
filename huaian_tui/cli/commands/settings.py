"""``setting``: the officer's name and the office, kept in the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Fields
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.services.settings import SETTING_TITLES, change_setting, setting_now


@group("setting")
def setting() -> None:
    """设置：承办人、督查机构，以及该机构文书上的各项（发文机关标志、机关代字、抄送等）。"""


@setting.command("list")
@reading_options
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出各项设置。"""
    with invocation.reader() as connection:
        values = {key: setting_now(connection, key) for key in SETTING_TITLES}

    def blocks() -> Iterator[Block]:
        yield Fields(
            [(f"{SETTING_TITLES[key]}（{key}）", value or "未设置") for key, value in values.items()]
        )

    answer(as_json, lambda: [_form(key, value) for key, value in values.items()], blocks)


@setting.command("set")
@click.argument("key", metavar="名称", type=LINE)
@click.argument("value", metavar="值")
@json_option
@pass_invocation
def set_(invocation: Invocation, key: str, value: str, as_json: bool) -> None:
    """改一项设置，如 setting set officer 张三。

    名称可写英文或中文，见 setting list；机构的各项可写空值来取消。
    """
    english = next((name for name, title in SETTING_TITLES.items() if key in (name, title)), key)
    with invocation.ledger() as ledger:
        change_setting(ledger, english, value)
        kept = setting_now(ledger.connection, english)
    title = SETTING_TITLES[english]
    tell(
        as_json,
        lambda: _form(english, kept),
        f"已将{title}设为“{kept}”。" if kept else f"已取消{title}。",
    )


def _form(key: str, value: str | None) -> Form:
    return {"key": key, "title": SETTING_TITLES[key], "value": value}
