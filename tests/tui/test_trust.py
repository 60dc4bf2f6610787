"""信任 on the screen: the laptops with their words; accepting and revoking ask first."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop
from support.ledger_screens import settle
from support.own_laptops import OwnLaptop
from support.screens import form_open, on_row, opened, shows, tells
from support.tui import SIZES, frame, paste, wait_until

from huaian_tui.domain.words.key_fingerprints import fingerprint_line, short_fingerprint
from huaian_tui.domain.words.trust import STATE_MEANINGS, KeyState
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.trust import list_laptops
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.areas.trust.dialog import TrustDialog
from huaian_tui.tui.forms.message import ConfirmDialog

TODAY = date(2026, 11, 22)


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, OwnLaptop, OwnLaptop]:
    """Our laptop, which took a note from two laptops on which 乙 writes."""
    ours = Laptop(seeded_file, tmp_path, "张三")
    (tmp_path / "外").mkdir()
    others = OwnLaptop(seeded_file, tmp_path, "乙"), OwnLaptop(seeded_file, tmp_path / "外", "乙")
    for laptop in others:
        laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "走访", TODAY), TODAY))
        ours.take(laptop.export())
    return ours, *others


@pytest.mark.parametrize(
    ("mode", "size"), [("records", SIZES[0]), ("records", SIZES[1]), ("overview", SIZES[1])]
)
async def test_lists_show_the_laptop_behind_a_name_of_another_one(
    office: tuple[Laptop, OwnLaptop, OwnLaptop], mode: str, size: tuple[int, int]
) -> None:
    ours, usual, other = office
    usual.do(lambda ledger: add_note(ledger, NoteDraft(1, "再走访", TODAY), TODAY))
    ours.take(usual.export())
    mark = f"（另一台电脑：{short_fingerprint(other.key().public)}）"
    async with opened(ours.path, mode, size) as (_, pilot):
        text = await shows(pilot, "走访", f"{mark}走访")
        listed = [line for line in text.splitlines() if "督查记录" in line and "走访" in line]
        assert len(listed) >= 3
        assert sum("另一台电脑" in line for line in listed) == sum(mark in line for line in listed) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_before_a_pack_of_a_laptop_never_met_is_merged_it_is_asked_to_telephone(
    seeded_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    ours, other = Laptop(seeded_file, tmp_path, "张三"), OwnLaptop(seeded_file, tmp_path, "乙")
    other.do(lambda ledger: add_note(ledger, NoteDraft(1, "走访", TODAY), TODAY))
    pack = other.export()
    async with opened(ours.path, "overview", size) as (app, pilot):
        open_action(app, "import_pack")
        await form_open(pilot)
        await paste(pilot, str(pack))
        await pilot.press("ctrl+s")
        said = "".join((await shows(pilot, "将新增 1 条记录", "第一次见到乙的电脑")).split()).replace("│", "")
        assert "合并后请打电话给乙，逐词核对十个词，相符再在「信任」里采信；不符就撤销" in said
        assert r"在总览（F2）里按Ctrl+\k" in said and "trustaccept" not in said
        await wait_until(pilot, lambda: app.screen.check_action("save", ()) is True)
        await pilot.press("ctrl+s")
        await shows(pilot, "已合并 1 条记录", "还没有核对")
        await pilot.press("ctrl+backslash", "k")
        await shows(pilot, "首见", "第 1 台，共 2 台")


@pytest.mark.parametrize("size", SIZES)
async def test_a_laptop_is_accepted_and_revoked_after_a_question(
    office: tuple[Laptop, OwnLaptop, OwnLaptop], size: tuple[int, int]
) -> None:
    ours, other, _ = office
    key = other.key().public
    async with opened(ours.path, "overview", size) as (app, pilot):
        await pilot.press("ctrl+backslash", "k")
        await wait_until(pilot, lambda: isinstance(app.screen, TrustDialog))
        await shows(pilot, "信任", "本机", "首见", "采信..", "撤销..")
        for verb, question, answer, state in (
            ("ctrl+s", "采信这把密钥？", "全对，采信", KeyState.ACCEPTED),
            ("ctrl+x", "撤销这把密钥？", "撤销", KeyState.REVOKED),
        ):
            await pilot.press("home")
            await settle(pilot)
            while fingerprint_line(key) not in await shows(pilot, "指纹"):
                await pilot.press("down")
                await settle(pilot)
            await pilot.press(verb)
            await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
            said = await shows(pilot, question, answer)
            assert (fingerprint_line(key) in said) is (state is KeyState.ACCEPTED)
            await pilot.press("tab", "enter")
            await on_row(pilot, TrustDialog, key.hex())
            await shows(pilot, fingerprint_line(key), STATE_MEANINGS[state])
            states = {one.key: one.state for one in app.session.read(list_laptops)}
            assert states[key] is state
            assert list(states.values()).count(KeyState.SEEN) == 1


async def test_nothing_is_done_when_one_says_no_and_nothing_with_one_s_own(
    office: tuple[Laptop, OwnLaptop, OwnLaptop],
) -> None:
    ours, *_ = office
    async with opened(ours.path, "overview") as (app, pilot):
        open_action(app, "trust")
        await wait_until(pilot, lambda: isinstance(app.screen, TrustDialog))
        await shows(pilot, "第 1 台，共 3 台", "这台电脑自己的密钥")
        await pilot.press("ctrl+s")
        await shows(pilot, "这是本机的密钥，不用核对")
        await wait_until(pilot, lambda: isinstance(app.screen, TrustDialog))
        await shows(pilot, "第 1 台，共 3 台")
        await pilot.press("down", "ctrl+x")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        await on_row(pilot, TrustDialog, app.session.read(list_laptops)[1].key.hex())
        states = [one.state for one in app.session.read(list_laptops)]
        assert states == [KeyState.OWN, KeyState.SEEN, KeyState.SEEN]


async def test_a_record_says_its_laptop_where_two_bear_one_name(
    office: tuple[Laptop, OwnLaptop, OwnLaptop],
) -> None:
    ours, *_ = office
    ours.do(lambda ledger: add_note(ledger, NoteDraft(2, "自己的", TODAY), TODAY))
    async with opened(ours.path, "records") as (app, pilot):
        await tells(pilot, "自己的")
        own = [line for line in frame(app).splitlines() if "自己的" in line]
        assert own and not any("电脑" in line for line in own), "nobody else bears this name"
        await pilot.press("down")
        await tells(pilot, "走访", "电脑", "（首见）")


async def test_a_lost_file_of_keys_is_told_without_a_command(
    office: tuple[Laptop, OwnLaptop, OwnLaptop],
) -> None:
    """It is the first thing that one reads here on a new laptop."""
    ours, _, _ = office
    [known] = Path(os.environ["XDG_DATA_HOME"]).rglob("known_keys.json")
    known.unlink()
    async with opened(ours.path, "overview", SIZES[0]) as (_, pilot):
        await pilot.press("ctrl+backslash", "k")
        said = await shows(pilot, "认识的密钥的文件不见了", "重新撤销")
        assert "trust list" not in said
