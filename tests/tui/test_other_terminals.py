"""Terminals that differ, each a real pseudo-terminal: no colours, sixteen, the console, other locales."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from support import children
from support.terminal import F1, F7, F8, LEAVE_ALTERNATE_SCREEN, QUIT, SAVE, Terminal, notes_in

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.locations import DB_NAME, preferences_file
from huaian_tui.store.keep.preferences import remember

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

Kind = dict[str, str | None]

KINDS: dict[str, Kind] = {
    "no colours": {"NO_COLOR": "1"},
    "sixteen colours": {"TERM": "xterm-16color", "COLORTERM": None},
    "console": {"TERM": "linux", "COLORTERM": None},
    "console without colours": {"TERM": "linux", "COLORTERM": None, "NO_COLOR": "1"},
    "dumb": {"TERM": "dumb", "COLORTERM": None},
    "not named": {"TERM": None, "COLORTERM": None},
    "C locale": {"LC_ALL": "C", "LANG": None, "LC_CTYPE": None, "PYTHONUTF8": None, "PYTHONIOENCODING": None},
}
TYPED = "平台上线[/]𠮷"


def write_a_note(terminal: Terminal, text: str, encoding: str = "utf-8") -> None:
    """From the first screen to a note that is saved, and out."""
    terminal.see("逾期节点13个", "启动数据产权确权登记", "逾期691天")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.child.send(text.encode(encoding))
    terminal.see(text[:4])
    terminal.press(SAVE)
    terminal.see("已保存")
    terminal.press(QUIT)
    terminal.wait_for_end()
    assert terminal.child.exitstatus == 0
    assert LEAVE_ALTERNATE_SCREEN in terminal.written


def colours(terminal: Terminal) -> list[list[int]]:
    """The numbers of each sequence that sets colours and faces."""
    found = re.findall(rb"\x1b\[([0-9;]*)m", terminal.written)
    return [[int(number or 0) for number in one.split(b";")] for one in found]


@pytest.mark.parametrize("name", KINDS)
def test_a_note_is_written_lights_are_words_and_colours_are_those_of_the_terminal(
    ledger_path: Path, name: str
) -> None:
    terminal = Terminal(ledger_path, 80, 24, KINDS[name])
    try:
        write_a_note(terminal, TYPED)
    finally:
        terminal.put_away()
    assert notes_in(ledger_path) == [("张三", TYPED)]
    if name in ("dumb", "console without colours"):
        assert_attributes_only(terminal)
    elif name == "no colours":
        assert_no_colours(terminal)
    elif name in ("sixteen colours", "console"):
        assert colours(terminal)
        assert not [one for one in colours(terminal) if 38 in one or 48 in one]


def assert_attributes_only(terminal: Terminal) -> None:
    """No colour is set but the terminal's own two, and what is chosen is reversed."""
    numbers = {number for one in colours(terminal) for number in one}
    assert 7 in numbers
    assert not [one for one in numbers if 30 <= one <= 49 and one not in (39, 49)] and max(numbers) < 90


def test_a_theme_of_the_terminal_is_not_black_on_black_without_colours(
    ledger_path: Path,
) -> None:
    """Chosen once, kept, and started where there are no colours; on a terminal of many colours too."""
    preferences_file().parent.mkdir(parents=True, exist_ok=True)
    assert remember(preferences_file(), "theme", "ansi-light") is None
    terminal = Terminal(ledger_path, 80, 24, {"NO_COLOR": "1"})
    try:
        terminal.see("逾期节点13个")
        assert_attributes_only(terminal)
    finally:
        terminal.put_away()


def assert_no_colours(terminal: Terminal) -> None:
    """Shades of grey are set, nothing else."""
    greys = 0
    for numbers in colours(terminal):
        others = list(numbers)
        while any(kind in others for kind in (38, 48)):
            at = next(at for at, number in enumerate(others) if number in (38, 48))
            assert others[at + 1] == 2 and len(set(others[at + 2 : at + 5])) == 1, "grey"
            del others[at : at + 5]
            greys += 1
        assert not any(30 < number < 37 or 40 < number < 47 for number in others), numbers
    assert greys


@pytest.fixture(scope="module")
def gbk_locale(tmp_path_factory: pytest.TempPathFactory) -> Kind | None:
    """What sets a locale of GBK, made for the test; None where the system has no tables of characters."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef") is not None:
        made = ["localedef", "-f", "GBK", "-i", "zh_CN", str(folder / "zh_CN.GBK")]
        children.run(made, capture_output=True)
    if not (folder / "zh_CN.GBK" / "LC_CTYPE").is_file():  # without tables an empty folder is left
        return None
    return {
        "LC_ALL": "zh_CN.GBK",
        "LOCPATH": str(folder),
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": None,
    }


def test_in_a_gbk_locale_chinese_is_shown_and_typed_in_gbk(
    ledger_path: Path, gbk_locale: Kind | None
) -> None:
    kind = gbk_locale or {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}
    terminal = Terminal(ledger_path, 80, 24, kind, "gbk")
    try:
        write_a_note(terminal, "平台上线，正在联调", "gbk")
        assert "督查" in terminal.written.decode("gbk", "replace")
        assert [text for _, text in notes_in(ledger_path)] == ["平台上线，正在联调"]
    finally:
        terminal.put_away()


def test_the_ledger_of_another_locale_is_opened_in_one_of_gbk(
    ledger_path: Path, data_home: Path, clock: FixedClock, gbk_locale: Kind | None
) -> None:
    """Its name is written in UTF-8 there; a character that GBK lacks keeps its cells; the manual is found."""
    if gbk_locale is None:
        pytest.skip("no tables of characters for a locale of GBK")
    usual = data_home / "huaian-tui" / DB_NAME
    usual.parent.mkdir(parents=True)
    shutil.copyfile(ledger_path, usual)
    with Ledger(usual, "乙", clock) as ledger:
        add_note(ledger, NoteDraft(3, "𠮷已看", date(2026, 11, 20)), date(2026, 11, 22))
    terminal = Terminal(None, 80, 24, gbk_locale, "gbk")
    try:
        terminal.see("逾期节点13个")
        terminal.press(F7)
        terminal.see("??已看")
        terminal.press(F1)
        terminal.see("按键和说明")
        terminal.press(F1)
        terminal.see(">F7记录", "一个框查全部")
        terminal.press(QUIT)
        terminal.wait_for_end()
        assert terminal.child.exitstatus == 0
    finally:
        terminal.put_away()
    assert [text for _, text in notes_in(usual)] == ["𠮷已看"]
    assert [file.name for file in usual.parent.glob("*.db")] == [DB_NAME]


def test_a_ledger_begun_in_a_locale_of_gbk_stays_its_own(data_home: Path, gbk_locale: Kind | None) -> None:
    if gbk_locale is None:
        pytest.skip("no tables of characters for a locale of GBK")
    for _ in range(2):
        terminal = Terminal(None, 80, 24, gbk_locale, "gbk")
        try:
            terminal.see("逾期节点13个")
        finally:
            terminal.put_away()
    names = [file for file in os.listdir(os.fsencode(data_home / "huaian-tui")) if file.endswith(b".db")]
    assert names == [DB_NAME.encode("gbk")]
    said = children.run(
        [sys.executable, "-m", "huaian_tui", "note", "list"], capture_output=True, text=True, encoding="utf-8"
    )
    assert said.returncode == 1 and f"改名为 {DB_NAME}" in said.stderr


def test_stray_bytes_end_nothing(ledger_path: Path) -> None:
    terminal = Terminal(ledger_path, 80, 24)
    try:
        terminal.see("逾期节点13个")
        terminal.press(F8)
        terminal.see("督查日期")
        terminal.child.send(b"\xff\xc4\xe3")  # no UTF-8: another program's paste, a line that is noisy
        terminal.press("平台上线")
        terminal.see("平台上线")
        terminal.press(SAVE)
        terminal.see("已保存")
        ((_, text),) = notes_in(ledger_path)
        assert text.endswith("平台上线")
    finally:
        terminal.put_away()
