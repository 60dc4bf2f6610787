"""The manual is followed literally: every step on the screens, every command, every link and picture."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from manual.following import (
    MANUAL,
    Command,
    Fill,
    Flow,
    Open,
    Press,
    Put,
    See,
    Step,
    Take,
    Type,
    doings,
    flows,
)
from support.cli import Program
from support.forms import sheet, with_cells
from support.ledger_screens import settle
from support.plan_drafts import word_table
from support.tui import TODAY, frame, type_text, wait_until
from textual.screen import ModalScreen

from huaian_tui.cli.commands import packs
from huaian_tui.domain.feedback_layout import ANSWER_COLUMNS, HEAD_ROW, answer_column, column_name
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store.keep.locations import CONFIG_VARIABLE, database_path, preferences_file
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.offers import offer_guide
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession

TEXT = MANUAL.read_text(encoding="utf-8")
SIZE = (80, 24)
"""The least that the program is for: what a step says is seen must be seen there."""
PLAN = [
    ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"],
    ["1", "建成数据平台。", "市数据局", "市财政局", "2027年6月30日"],
    ["2", "编制数据目录。", "市财政局", "市数据局", "2027年12月31日"],
]
"""The plan that the manual's commands import."""


SHARED = "督查台账同步"
"""The folder in each home that something else (a share, Syncthing) keeps the same on all computers."""

TOLD = flows(TEXT)
EXERCISES = [flow for flow in TOLD if flow.exercise]


async def follow(pilot: Any, title: str, steps: Iterable[Step]) -> None:
    """Do what the steps say; what they say is seen must come up."""
    workbook, carried = Path(), list[Path]()
    for line, what in steps:
        for doing in what:
            if isinstance(doing, Take):
                carried = [one.absolute() for one in Path().glob(doing.name)]
                assert carried, f"{title}: {line}"
            elif isinstance(doing, Put):
                home = computer(Path.home().parent, doing.computer)
                for one in carried:
                    shutil.copy(one, home)
            elif isinstance(doing, Open):
                [workbook] = Path().glob(doing.name)
            elif isinstance(doing, Fill):
                fill_in(workbook, doing)
            elif isinstance(doing, See):
                await _seen(pilot, doing, f"{title}: {line}")
            else:
                await (pilot.press(doing.key) if isinstance(doing, Press) else type_text(pilot, doing.text))
                await settle(pilot)


def fill_in(workbook: Path, fill: Fill) -> None:
    """Fill a cell of the first line that a form asks for, and save it."""
    field = next(name for name, head, _ in ANSWER_COLUMNS if head == fill.column)
    data = workbook.read_bytes()
    assert fill.column in sheet(data)[HEAD_ROW]
    cell = f"{column_name(answer_column(field))}{HEAD_ROW + 2}"
    workbook.write_bytes(with_cells(data, {cell: fill.text}))


def finished(pilot: Any, title: str) -> None:
    """No form and no question is left open: what was typed has been saved, not only shown for a last look."""
    assert not isinstance(pilot.app.screen, ModalScreen), f"{title} leaves this open:\n{frame(pilot.app)}"


async def _seen(pilot: Any, see: See, line: str) -> None:
    try:
        await wait_until(pilot, lambda: see.text in frame(pilot.app))
    except AssertionError:
        raise AssertionError(f"{line}\n「{see.text}」 does not come up:\n{frame(pilot.app)}") from None


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("sealed_quickly")
async def test_every_step_on_the_screens_shows_what_the_manual_says(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the manual's order, on one fresh ledger, from the first start on."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    told = [flow for flow in TOLD if flow.steps and not flow.exercise]
    assert len(told) > 15
    app = HuaianApp(LedgerSession(ledger_path, "", today=TODAY), preferences=preferences_file())
    async with app.run_test(size=SIZE, notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        offer_guide(app)
        await _seen(pilot, See("入门 1/3"), "the guide of the first start")
        for flow in told:
            await follow(pilot, flow.title, flow.steps)
            finished(pilot, flow.title)


def computer(folder: Path, name: str) -> Path:
    """The home of a computer, made when it is first named; all have the folder that is kept in step."""
    home = folder / name
    if not home.is_dir():
        home.mkdir()
        (folder / "shared").mkdir(exist_ok=True)
        (home / SHARED).symlink_to(folder / "shared", target_is_directory=True)
    return home


def sit_down_at(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on everything happens on the computer with this home, which has a ledger."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv(CONFIG_VARIABLE, str(home / "config"))
    monkeypatch.chdir(home)
    ensure_ledger(database_path())


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("sealed_quickly")
@pytest.mark.parametrize("flow", EXERCISES, ids=[flow.title for flow in EXERCISES])
async def test_every_exercise_goes_as_it_says(
    flow: Flow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands and its steps in their order, in a folder of its own; commands open other ledgers."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    pilot: Any = None
    async with AsyncExitStack() as opened:
        for told in flow.told:
            if not isinstance(told, Command):
                await follow(pilot, flow.title, [told])
                continue
            if told.computer:
                await opened.aclose()
                sit_down_at(computer(tmp_path, told.computer), monkeypatch)
            if told.opens:
                await opened.aclose()
                pilot = await opened.enter_async_context(
                    _program(told).run_test(size=SIZE, notifications=True)
                )
                await settle(pilot)
            else:
                run_command(told, database_path() if told.computer else tmp_path / "另一本.db")
        if pilot is not None and pilot.app.is_running:
            finished(pilot, flow.title)


def test_no_two_exercises_write_into_one_ledger() -> None:
    """A reader follows them one after the other in one folder: each must find its ledger as it says."""
    named = [("", "练习.db")]
    for flow in TOLD:
        named += {(one.computer, one.option("--db")) for one in flow.commands if "--db" in one.words}
    assert len(named) > 8
    assert sorted({one for one in named if named.count(one) > 1}) == []


def _program(command: Command) -> HuaianApp:
    """The screens, as a command opens them."""
    ledger = Path(command.option("--db") or database_path()).absolute()
    ensure_ledger(ledger)
    return HuaianApp(LedgerSession(ledger, command.option("--officer"), today=TODAY))


def run_command(command: Command, ledger: Path) -> None:
    """Run it over this ledger where it names none; it must succeed."""
    ended = Program(ledger, today=TODAY.isoformat()).run(*command.words)
    assert ended.code == 0, (command.words, ended.err)


@pytest.mark.usefixtures("sealed_quickly")
def test_every_command_does_what_it_says(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order on one fresh ledger, in a folder with the plan that they name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(packs, "asked", lambda _: "白鹭石桥秋雨铜锣")
    (tmp_path / "方案.docx").write_bytes(word_table(PLAN, "淮安市2027年重点任务分解表"))
    told = [command for flow in TOLD if not flow.exercise for command in flow.commands]
    assert len(told) > 12
    for command in told:
        run_command(command, ledger_path)


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
    assert doings("用 Excel 打开 `a.xlsx`，「进展」填 `已建成`，保存。") == (
        Open("a.xlsx"),
        Fill("进展", "已建成"),
    )
    assert doings("把 `包_*` 拷到 `甲的电脑` 的主目录。") == (Take("包_*"), Put("甲的电脑"))
    with pytest.raises(ValueError, match="none"):
        doings("按 `确定`")


def test_a_heading_has_its_commands_and_steps_in_their_order() -> None:
    text = "## 甲\n1. 按 `F2`。\n```sh\nhuaian-tui --db a.db   # 打开\n\n```\n2. 按 `F3`。\n## 乙\n字\n"
    [flow] = flows(text)
    assert flow.title == "甲" and flow.exercise
    assert [one.words if isinstance(one, Command) else one[0] for one in flow.told] == [
        "1. 按 `F2`。",
        ("--db", "a.db"),
        "2. 按 `F3`。",
    ]
    [flow] = flows("## 甲\n```sh 甲的电脑\nhuaian-tui trust list\n```\n```sh kit\nsh install.sh\n```\n")
    assert flow.told == (Command(("trust", "list"), "甲的电脑"),) and flow.exercise
    assert not any(Command(words).opens for words in (("overdue",), ("--db", "a.db", "check")))
    with pytest.raises(ValueError, match="another program"):
        flows("# 甲\n```sh\nrm -rf /\n```\n")


def test_no_glyph_that_terminals_draw_differently_and_nobody_named() -> None:
    """The manual is shown in the terminal too."""
    assert re.findall("[“”‘’—…·①-⑳→]", TEXT) == []
