"""The manual is followed literally: every step on the screens, every command, every link and picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from manual.following import MANUAL, Flow, Press, See, Type, commands, doings, flows
from support.cli import Program
from support.ledger_screens import settle
from support.plan_drafts import word_table
from support.tui import TODAY, frame, type_text, wait_until

from huaian_tui.cli.commands import packs
from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.offers import offer_guide
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession

TEXT = MANUAL.read_text(encoding="utf-8")
SIZE = (100, 30)
PLAN = [
    ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"],
    ["1", "建成数据平台。", "市数据局", "市财政局", "2027年6月30日"],
    ["2", "编制数据目录。", "市财政局", "市数据局", "2027年12月31日"],
]
"""The plan that the manual's commands import."""


async def follow(pilot: Any, flow: Flow) -> None:
    """Do what the steps say; what they say is seen must come up."""
    for line, what in flow.steps:
        for doing in what:
            if isinstance(doing, Press):
                await pilot.press(doing.key)
            elif isinstance(doing, Type):
                await type_text(pilot, doing.text)
            else:
                await _seen(pilot, doing, f"{flow.title}: {line}")
                continue
            await settle(pilot)


async def _seen(pilot: Any, see: See, line: str) -> None:
    try:
        await wait_until(pilot, lambda: see.text in frame(pilot.app))
    except AssertionError:
        raise AssertionError(f"{line}\n「{see.text}」 does not come up:\n{frame(pilot.app)}") from None


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_every_step_on_the_screens_shows_what_the_manual_says(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the manual's order, on one fresh ledger, from the first start on."""
    monkeypatch.setenv("HOME", str(tmp_path))
    told = flows(TEXT)
    assert len(told) > 15
    app = HuaianApp(LedgerSession(ledger_path, "", today=TODAY), preferences=preferences_file())
    async with app.run_test(size=SIZE, notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        offer_guide(app)
        await _seen(pilot, See("入门 1/3"), "the guide of the first start")
        for flow in told:
            await follow(pilot, flow)


def test_every_command_does_what_it_says(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order on one fresh ledger, in a folder with the plan that they name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(packs, "_asked", lambda _: "白鹭石桥秋雨铜锣")
    (tmp_path / "方案.docx").write_bytes(word_table(PLAN, "淮安市2027年重点任务分解表"))
    told = commands(TEXT)
    assert len(told) > 12
    program = Program(ledger_path, today=TODAY.isoformat())
    for name, *words in told:
        assert name == "huaian-tui"
        ended = program.run(*words)
        assert ended.code == 0, (words, ended.err)


def test_commands_within_sentences_are_commands(ledger_path: Path) -> None:
    """What stands between backticks in a sentence and begins with the program's name."""
    from huaian_tui.cli.root import COMMANDS

    said = re.findall(r"`huaian-tui ([^`]+)`", TEXT)
    first = [words.split()[0] for words in said]
    assert said and all(word.startswith("--") or word in COMMANDS for word in first), first


def test_steps_are_read_as_keys_typed_text_and_what_is_seen() -> None:
    assert doings("按 `F5`，打 `czj`，按 `Ctrl+\\ f` `回车`。看到「甲」和「乙」。") == (
        Press("f5"),
        Type("czj"),
        Press("ctrl+backslash"),
        Press("f"),
        Press("enter"),
        See("甲"),
        See("乙"),
    )
    with pytest.raises(ValueError, match="none"):
        doings("按 `确定`")


def test_no_glyph_that_terminals_draw_differently_and_nobody_named() -> None:
    """The manual is shown in the terminal too."""
    assert re.findall("[“”‘’—…·①-⑳→]", TEXT) == []
