"""数据包 and 立即备份 in the terminal program: out of one ledger, into another, with nothing taken unseen."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.exchange import NOON, NOTE, Laptop, forged, record, record_id, write_raw
from support.forked import forks as laptop_forks
from support.hostile import HOSTILE
from support.screens import form_closed, form_open, opened, shows
from support.tui import SIZES, TODAY, frame, paste, type_text, wait_until
from textual.pilot import Pilot
from textual.widgets import Button

from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_format import SUFFIX
from huaian_tui.exchange.packs.pack_read import PassphraseNeeded, open_pack
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.decisions import extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.settings import change_setting, setting_now
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.backup import list_backups
from huaian_tui.store.queries.contacts import read_contacts
from huaian_tui.tui.areas.packs import export as packs
from huaian_tui.tui.areas.packs import import_dialog as pack_import
from huaian_tui.tui.areas.packs import text as pack_text
from huaian_tui.tui.areas.packs.export import WITHOUT
from huaian_tui.tui.areas.packs.import_dialog import PackPreview
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.frame.chinese_text import DetailPane

SECRET = " ".join(["四个", "词", "的", "密语"])


@pytest.fixture(autouse=True)
def same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialogs' clock stands with those of the laptops."""
    for module in (packs, pack_import, pack_text):
        monkeypatch.setattr(module, "now", lambda: NOON)


@pytest.fixture
def pair(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    return Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")


def note(laptop: Laptop, text: str, task_no: int = 1) -> None:
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(task_no, text, TODAY), TODAY))


def extend(laptop: Laptop, due: date) -> None:
    laptop.do(lambda ledger: extend_milestone(ledger, "2-1", due, "会议", TODAY))


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(one.message for one in pilot.app._notifications)


async def said(pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in toasts(pilot))


async def chosen(pilot: Pilot[Any], initials: str) -> None:
    """Through the palette: these actions have no key."""
    await pilot.press("ctrl+p", *initials)
    await pilot.press("enter")
    await form_open(pilot)


async def bring(pilot: Pilot[Any], *files: Path) -> None:
    """Type the paths and open them."""
    await chosen(pilot, "drsjb")
    await paste(pilot, "\n".join(str(file) for file in files))
    await pilot.press("ctrl+s")


async def previewed(pilot: Pilot[Any]) -> str:
    """Wait for the preview; its text."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, PackPreview))
    pane = pilot.app.screen.query_one(DetailPane)
    await wait_until(pilot, lambda: bool(pane.plain))
    await pilot.pause(0.05)
    return pane.plain


def can_merge(pilot: Pilot[Any]) -> bool:
    button = pilot.app.screen.query_one("#pack-merge", Button)
    return button.display and not button.disabled


async def export_unsealed(pilot: Pilot[Any], target: Path) -> None:
    await chosen(pilot, "dcsjb")
    form = await form_open(pilot)
    form._fields[0].set_raw(str(target))
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))


@pytest.mark.parametrize(("choices", "contacts"), [((), 0), (("right",), 1)])
async def test_contacts_go_along_only_when_they_are_chosen(
    pair: tuple[Laptop, Laptop], choices: tuple[str, ...], contacts: int
) -> None:
    ours, theirs = pair
    note(theirs, "对方的进展")
    entry = ContactEntry("甲某", "办公室主任", "0517-83606001", date(2026, 3, 1))
    theirs.do(lambda ledger: set_contact(ledger, "市财政局", entry, TODAY))
    target = theirs.folder / "给张三"
    async with opened(theirs.path, "records", (80, 24)) as (_, pilot):
        await chosen(pilot, "dcsjb")
        form = await form_open(pilot)
        form._fields[0].set_raw(str(target))
        await shows(pilot, "[不带]", "也带上（姓名、电话）")
        form._fields[2].control().focus()
        await pilot.press(*choices, "ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await said(pilot, f"已导出 {1 + contacts} 条记录")
    ours.take(target.with_name(f"给张三{SUFFIX}"))
    with closing(open_reader(ours.path)) as connection:
        assert len(read_contacts(connection, "市财政局", TODAY)) == contacts


@pytest.mark.parametrize("size", SIZES)
async def test_two_ledgers_become_the_same_after_a_preview_with_both_sides(
    pair: tuple[Laptop, Laptop], size: tuple[int, int]
) -> None:
    ours, theirs = pair
    note(theirs, "对方的进展")
    extend(ours, date(2027, 1, 1))
    extend(theirs, date(2027, 2, 1))
    target = theirs.folder / "给张三"
    async with opened(theirs.path, "records", size) as (_, pilot):
        await export_unsealed(pilot, target)
        await shows(pilot, "不设口令？", "拿到这个文件的人都能看")
        await pilot.press("right", "enter")
        await said(pilot, "已导出 2 条记录（没有加口令）")
    file = target.with_name(f"给张三{SUFFIX}")
    before = ours.everything()
    async with opened(ours.path, "overview", size) as (app, pilot):
        await bring(pilot, file)
        text = await previewed(pilot)
        for part in ("将新增 2 条记录；已有 0 条", "谁记的", "乙  2 条", "第1项", "第2项"):
            assert part in text
        conflict = text[text.index("冲突待核 1 项") :].split("\n\n")[0]
        assert "2-1" in conflict and "张三  2026-11-22" in conflict and "乙  2026-11-22" in conflict
        assert "2027" in conflict and conflict.count("延期") == 2 and can_merge(pilot)
        drawn = frame(pilot.app)
        assert "合并" in drawn and "取消" in drawn and "合并前自动备份" in drawn
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PackPreview))
        assert ours.everything() == before and list_backups(ours.path) == []
        version = app.ledger_version
        await bring(pilot, file)
        await previewed(pilot)
        await pilot.press("ctrl+s")
        await said(pilot, "已合并 2 条记录，合并前已备份。冲突待核 1 项，请在节点（F4）里核对")
        assert app.ledger_version == version + 1
        await bring(pilot, file)
        assert "没有新的记录；已有 2 条" in await previewed(pilot)
        assert not can_merge(pilot)
        await pilot.press("ctrl+s", "escape")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PackPreview))
    (backup,) = list_backups(ours.path)
    assert check_ledger(ours.path).ok and check_ledger(backup).records == len(before[0])
    theirs.take(ours.export())
    assert ours.everything() == theirs.everything()


async def test_records_of_a_clock_that_is_ahead_are_merged_at_the_second_press(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, _ = pair
    ahead = forged(tmp_path / "快了.gz", record(id=record_id(NOON + timedelta(days=5 * 365)).hex()))
    async with opened(ours.path, "overview", (80, 24)) as (_, pilot):
        await bring(pilot, ahead)
        text = await previewed(pilot)
        assert "将新增 1 条记录" in text and "晚 5 年" in text.replace("\n", "") and can_merge(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "再按一次")
        assert ours.records() == []
        await pilot.press("ctrl+s")
        await said(pilot, "已合并 1 条记录")
    assert len(ours.records()) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_pack_is_named_with_the_reason_and_the_others_can_be_merged(
    pair: tuple[Laptop, Laptop], tmp_path: Path, size: tuple[int, int]
) -> None:
    ours, theirs = pair
    note(theirs, "[red]对方[/]的进展")
    good = theirs.export()
    wrong = forged(tmp_path / "错[red].gz", record(task_no=999))
    no_pack = tmp_path / "照片.gz"
    no_pack.write_bytes(b"JFIF")
    namesake = write_raw(tmp_path / good.name, b"{}\n", b"")
    async with opened(ours.path, "tasks", size) as (_, pilot):
        await bring(pilot, wrong, no_pack, good, namesake)
        text = await previewed(pilot)
        assert "将新增 1 条记录" in text and "3 个数据包不能收；其余的可以合并" in text
        assert "照片.gz  这不是数据包" in text and "错[red].gz  " in text and good.name in text
        await pilot.press("ctrl+s")
        await said(pilot, "已合并 1 条记录")
        before = ours.everything()
        await bring(pilot, wrong)
        text = await previewed(pilot)
        assert "1 个数据包不能收，台账没有改动" in text and not can_merge(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause(0.05)
        assert isinstance(pilot.app.screen, PackPreview)
    assert ours.everything() == before
    assert {row[4] for row in ours.records()} == {"乙"}


@pytest.mark.usefixtures("sealed_quickly")
async def test_a_sealed_pack_is_opened_by_its_passphrase_alone_which_is_never_shown(
    pair: tuple[Laptop, Laptop],
) -> None:
    ours, theirs = pair
    note(theirs, "对方的进展")
    target = theirs.folder / "密"
    async with opened(theirs.path, "records") as (_, pilot):
        await chosen(pilot, "dcsjb")
        form = await form_open(pilot)
        for field, text in zip(form._fields, (str(target), "", WITHOUT, SECRET, SECRET + "x"), strict=True):
            field.set_raw(text)
        await pilot.press("ctrl+s")
        await shows(pilot, "两次输入的口令不同", "*" * len(SECRET))
        assert SECRET not in frame(pilot.app) and list(theirs.folder.glob("密*")) == []
        form._fields[4].set_raw(SECRET)
        await pilot.press("ctrl+s")
        await said(pilot, "已导出 1 条记录（已加口令）")
    file = theirs.folder / f"密{SUFFIX}.age"
    with pytest.raises(PassphraseNeeded):
        open_pack(file)
    async with opened(ours.path, "records", (80, 24)) as (_, pilot):
        await bring(pilot, file)
        await shows(pilot, "数据包的口令", f"已加口令：{file.name}")
        for typed, shown in (("不是这个口令", "口令不对，或文件已损坏"), (SECRET, "将新增 1 条记录")):
            (await form_open(pilot))._fields[0].set_raw(typed)
            await pilot.press("ctrl+s")
            await shows(pilot, shown)
            assert typed not in frame(pilot.app)
        await pilot.press("ctrl+s")
        await said(pilot, "已合并 1 条记录")
    assert ours.everything() == theirs.everything()


async def test_a_short_passphrase_and_a_future_day_are_refused_and_a_taken_name_gets_a_number(
    pair: tuple[Laptop, Laptop],
) -> None:
    ours, _ = pair
    note(ours, "进展")
    taken = ours.folder / f"已有{SUFFIX}"
    taken.write_bytes(b"other")
    async with opened(ours.path, "units", (80, 24)) as (_, pilot):
        await chosen(pilot, "dcsjb")
        form = await form_open(pilot)
        for field, text in zip(form._fields, (str(taken), "2027-1-1", WITHOUT, "1234567", ""), strict=True):
            field.set_raw(text)
        await pilot.press("ctrl+s")
        await shows(pilot, "起始日期在今天之后")
        assert "口令太短" in form._fields[3].query_one(".field-line").plain  # type: ignore[attr-defined]
        form._fields[1].set_raw("")
        form._fields[3].set_raw("")
        await pilot.press("ctrl+s")
        await shows(pilot, "不设口令？")
        await pilot.press("enter")
        assert await form_open(pilot) is form and taken.read_bytes() == b"other"
        await pilot.press("ctrl+s")
        await shows(pilot, "不设口令？")
        await pilot.press("right", "enter")
        await said(pilot, "已导出")
        await chosen(pilot, "dcsjb")
        form = await form_open(pilot)
        for field, text in zip(form._fields, (str(taken), "", WITHOUT, SECRET, SECRET), strict=True):
            field.set_raw(text)
        await pilot.press("ctrl+s")
        await said(pilot, "已加口令")
    assert taken.read_bytes() == b"other"
    made = {one.name for one in ours.folder.iterdir() if one.name.startswith("已有")}
    assert made == {taken.name, f"已有(2){SUFFIX}", f"已有{SUFFIX}.age"}


async def test_paths_that_lead_nowhere_are_said_at_the_field(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs, "进展")
    async with opened(ours.path, "records") as (_, pilot):
        await bring(pilot, theirs.export(), Path("/没有/[这里].gz"))
        await shows(pilot, "没有这个文件：/没有/[这里].gz", "还没有读任何文件")
        (await form_open(pilot))._fields[0].set_raw(str(theirs.folder))
        await pilot.press("ctrl+s")
        await shows(pilot, "这是文件夹；请写到文件")
    assert ours.records() == []


async def test_hostile_words_of_a_pack_are_shown_as_text(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    ours, _ = pair
    pack = forged(tmp_path / "包.gz", record(officer="[red]外人[/]"))
    async with opened(ours.path, "records", (80, 24)) as (_, pilot):
        await bring(pilot, pack)
        assert "[red]外人[/]  1 条" in await previewed(pilot)
        assert "\x1b" not in frame(pilot.app)
    for words in HOSTILE:
        text = packs_text(words)
        assert "\x1b" not in text and "\u202e" not in text


def packs_text(words: str) -> str:
    """A preview in which everything that came from outside is these words."""
    from huaian_tui.exchange.merging.merge_summary import Conflict, Decision, DoubledNumber, Side, TaskCount
    from huaian_tui.exchange.packs.pack_format import PackRefused
    from huaian_tui.services.settings import Offer
    from huaian_tui.store.engine.foreign_settings import WaitingSetting
    from huaian_tui.tui.areas.packs.text import preview_text

    side = Side(b"", words, words, "note", words, words)
    result = MergeResult(
        new=1,
        officers=((words, 1),),
        tasks=(TaskCount(1, words, 1, TaskRef(1, words, words, "", "", "", "")),),
        kinds=((words, 1),),
        conflicts=(Conflict(words, 1, words, (side, side)),),
        decisions=(Decision(words, words, words),),
        numbers=(DoubledNumber(words, ((words, words, words), (words, words, words))),),
        missing=2,
        resumed=True,
        other_reference=True,
    )
    waiting = WaitingSetting(b"", words, words, words, words, words, b"", 1)
    offers = [Offer(waiting, words, PackRefused(words, words, words))]
    text = preview_text(result, [(words, PackRefused(words, words, words))], offers).plain
    assert "对方还有 2 条较早的记录" in text and "较旧的副本" in text and "版本不同" in text
    return text


async def test_settings_of_a_pack_are_shown_and_asked_about_one_by_one(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    for laptop, values in (
        (ours, {"phone": "0517-1001"}),
        (theirs, {"phone": "0517-6666", "contact": "[red]乙[/]", "masthead": "淮安"}),
    ):
        for key, value in values.items():
            laptop.do(lambda ledger, key=key, value=value: change_setting(ledger, key, value))
    async with opened(ours.path, "records", (80, 24)) as (_, pilot):
        await bring(pilot, theirs.export())
        text = await previewed(pilot)
        assert "设置 3 项，还没有采用" in text and "0517-1001 改为 0517-6666  乙  2026-11-22" in text
        assert "未设置 改为 [red]乙[/]" in text and "设置 3 条" in text
        await pilot.press("ctrl+s")
        await said(pilot, "已合并 3 条记录")
        form = await form_open(pilot)
        by_label = {field.label: field for field in form._fields}
        for label, answer in (("联系电话", "adopt"), ("联系人", "refuse")):
            next(field for name, field in by_label.items() if name.startswith(label)).set_raw(answer)
        await pilot.press("ctrl+s")
        await said(pilot, "已采用 1 项；不采用 1 项")
        await chosen(pilot, "ddsz")
        await shows(pilot, "待定的设置", "采用 淮安")
        await pilot.press("ctrl+s")
        await said(pilot, "都还没有定")
    with closing(open_reader(ours.path)) as connection:
        assert setting_now(connection, "phone") == "0517-6666"
        assert (setting_now(connection, "contact"), setting_now(connection, "masthead")) == (None, None)


async def test_a_backup_is_made_into_the_folder_that_was_chosen(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, _ = pair
    note(ours, "进展")
    folder = tmp_path / "U盘"
    async with opened(ours.path, "overview", (80, 24)) as (_, pilot):
        await chosen(pilot, "ljbf")
        form = await form_open(pilot)
        form._fields[0].set_raw(str(folder))
        await pilot.press("ctrl+s")
        await shows(pilot, "没有这个文件夹")
        folder.mkdir()
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await said(pilot, "已备份 1 条记录，核对无误")
    (copy,) = folder.glob("*.db")
    assert copy.name == "台账-备份-2026-11-22-120000.db"
    assert check_ledger(copy).ok and check_ledger(copy).records == 1


async def test_help_and_palette_name_what_has_no_key(pair: tuple[Laptop, Laptop]) -> None:
    async with opened(pair[0].path, "overview") as (_, pilot):
        await pilot.press("f1")
        await type_text(pilot, "数据包")
        shown = await shows(pilot, "导出数据包", "导入数据包")
        line = next(line for line in shown.splitlines() if "导入数据包" in line)
        assert "Ctrl+\\ i" in line and "合并同事的数据包" in line
        await pilot.press("escape", "ctrl+p")
        await type_text(pilot, "lijibeifen")
        await shows(pilot, "立即备份")


@pytest.mark.parametrize("size", SIZES)
async def test_a_fork_is_previewed_and_settled_from_the_overview(
    seeded_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    """A chain that was continued twice: both branches are kept, and one is chosen."""
    laptop = Laptop(seeded_file, tmp_path, "张三")
    packs_of = {
        word: forged(tmp_path / f"{word}{SUFFIX}", record(1), record(2, NOTE | {"text": word}))
        for word in ("甲的一条", "乙的一条")
    }
    laptop.take(packs_of["甲的一条"])
    async with opened(laptop.path, "overview", size) as (_, pilot):
        await bring(pilot, packs_of["乙的一条"])
        text = await previewed(pilot)
        assert "分叉 1 处" in text and "乙的一条" in text and "huaian-tui" not in text
        await pilot.press("ctrl+s")
        await said(pilot, "有分叉待核定")
        await wait_until(pilot, lambda: re.search("共 16 件|1 处分叉", frame(pilot.app)) is not None)
        await pilot.press("home")  # what was marked before stays marked
        await shows(pilot, "1 处分叉")
        await pilot.press("enter")
        await form_open(pilot)
        fork = laptop_forks(laptop)[0]
        place = next(at for at, one in enumerate(fork.branches, 1) if not one.counts)
        await pilot.press(*["right"] * place, "ctrl+s")
        await said(pilot, "换入计入的记录")
        assert not laptop_forks(laptop)[0].open


@pytest.mark.parametrize("size", SIZES)
async def test_forks_are_settled_from_the_menu_and_the_palette_and_without_any_it_is_said(
    seeded_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    laptop = Laptop(seeded_file, tmp_path, "张三")
    async with opened(laptop.path, "overview", size) as (app, pilot):
        await pilot.press("ctrl+backslash", "y")
        await said(pilot, "没有要核定的分叉")
        for word in ("甲的一条", "乙的一条"):
            laptop.take(forged(tmp_path / f"{word}{SUFFIX}", record(1), record(2, NOTE | {"text": word})))
        await pilot.press("ctrl+backslash", "y")
        await form_open(pilot)
        await shows(pilot, "核定分叉", "甲的一条", "乙的一条", "暂不定")
        await pilot.press("escape", "ctrl+p")
        await type_text(pilot, "hedingfencha")
        await shows(pilot, "核定分叉")
        await pilot.press("enter")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await said(pilot, "都还没有核定")
        assert laptop_forks(laptop)[0].open
