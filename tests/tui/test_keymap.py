"""``keys.toml``: what is understood, what is refused, and that the rest always applies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.tui import MemorySession, PlainApp, frame, wait_until

from huaian_tui.tui.actions.key_names import read_key
from huaian_tui.tui.actions.keymap import NO_KEYMAP, Keymap, apply_keymap, read_keymap, sample
from huaian_tui.tui.actions.places import bound_in, screen_actions
from huaian_tui.tui.actions.registry import ACTIONS, action, bindings_for, keys_of, keys_said


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """No test leaves its keys to the next one."""
    yield
    apply_keymap(NO_KEYMAP)


def read(tmp_path: Path, text: str) -> Keymap:
    path = tmp_path / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return read_keymap(path)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("F8", "f8"),
        ("Ｆ８", "f8"),
        ("^S", "ctrl+s"),
        ("Ctrl+S", "ctrl+s"),
        ("shift+下", "shift+down"),
        ("Ctrl+Shift+End", "ctrl+shift+end"),
        ("空格", "space"),
        ("回车", "enter"),
        ("PgUp", "pageup"),
        ("ｎ", "n"),
        ("N", "N"),
        ("Shift+n", "N"),
        ("？", "?"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("+", "+"),
        ("f13", ""),
        ("ctrl+1", ""),
        ("ctrl++", ""),
        ("字", ""),
        ("", ""),
        ("f8 f9", ""),
    ],
)
def test_keys_are_read_as_people_write_them(typed: str, key: str) -> None:
    assert read_key(typed) == key


def test_a_key_of_the_table_is_read_as_itself() -> None:
    for item in ACTIONS:
        for key in item.default_keys:
            assert read_key(key) == key


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('nothing = ["f8"]', "没有这个操作"),
        ('note = ["fff"]', "不认识按键「fff」"),
        ('note = ["m"]', "只有字母"),
        ('note = ["f4", "n"]', "已用于「节点」"),
        ('note = ["ctrl+h", "n"]', "终端里它就是退格"),
        ('note = ["f11"]', "全屏"),
        ('save = ["ctrl+s", "s"]', "免得误按"),
        ('save = ["enter"]', "编辑文字"),
        ("note = 8", "带引号"),
        ("note = []", "带引号"),
        ('note = ["ctrl+t", "l", "o", "p", "q", "r", "m"]', "最多"),
        ('note = ["f8", "[/]\\u001b[31m"]', "不认识按键「[/]"),
        ("note = [f8", "写法不对"),
        ('rename_unit = ["leader b"]', "菜单里的字母 b 在同一画面已用于「立即备份」"),
        ('rename_unit = ["leader g", "leader k"]', "只能有一个字母"),
        ('rename_unit = ["leader 7"]', "不认识按键"),
        ('quit = ["leader q"]', "「退出」不放进菜单"),
        ('leader = ["ctrl+p"]', "已用于「命令」"),
        ('complete = ["f9", "C"]\ncomplete = ["f9", "Q"]', "写了两次"),
    ],
)
def test_a_wrong_line_is_told_and_left_out_and_the_rest_applies(tmp_path: Path, line: str, said: str) -> None:
    found = read(tmp_path, f'{line}\nundo = ["ctrl+z", "Z"]\n')
    assert len(found.problems) == 1 and said in found.problems[0] and "\x1b" not in found.problems[0]
    assert found.keys["undo"] == ("ctrl+z", "Z")
    assert "note" not in found.keys and "save" not in found.keys
    assert "1 处没有采用" in found.told(tmp_path)


def test_of_two_lines_that_want_one_key_the_first_has_it(tmp_path: Path) -> None:
    found = read(tmp_path, 'note = ["f9", "n"]\ncomplete = ["f8", "c"]\nextend = ["f8", "e"]\n')
    assert dict(found.keys) == {"note": ("f9", "n"), "complete": ("f8", "c")}
    assert found.problems[0].startswith("extend：F8")


def test_actions_of_different_screens_may_share_a_key(tmp_path: Path) -> None:
    """核对 belongs to 文书, 显示或隐藏已办结 to 节点."""
    assert "notice_check" in screen_actions()["notices"] - screen_actions()["milestones"]
    assert read(tmp_path, 'toggle_finished = ["ctrl+k", "v"]').problems == ()


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfnote = ['f8','m']", "note = ['f8','m'] # 改".encode("gb18030")]
)
def test_what_the_editors_of_windows_write_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "keys.toml").write_bytes(data)
    assert read_keymap(tmp_path / "keys.toml") == Keymap({"note": ("f8", "m")})


@pytest.mark.parametrize("data", [b"\x00" * 500, b"[[[[", b"[" * 9000, b"a" * 200_000])
def test_rubbish_is_told_and_binds_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "keys.toml").write_bytes(data)
    found = read_keymap(tmp_path / "keys.toml")
    assert found.keys == {} and found.problems


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").mkdir()
    assert "没有读出" in read_keymap(tmp_path / "keys.toml").problems[0]


def test_the_sample_holds_every_key_and_is_all_right(tmp_path: Path) -> None:
    lines = [
        line[2:] for line in sample().splitlines() if line[2:].split(" = ")[0] in {a.id for a in ACTIONS}
    ]
    assert tomllib.loads("\n".join(lines)) == {
        item.id: [*item.default_keys, *([f"leader {item.leader}"] if item.leader else [])] for item in ACTIONS
    }
    assert read(tmp_path, "\n".join(lines)).problems == ()
    assert read(tmp_path, sample()) == NO_KEYMAP


def test_a_letter_of_the_menu_is_rebound_and_keys_stay(tmp_path: Path) -> None:
    found = read(tmp_path, 'rename_unit = ["leader q"]\ntoggle_tree = ["菜单 n"]\nleader = ["ctrl+end"]')
    assert not found.problems and dict(found.letters) == {"rename_unit": "q", "toggle_tree": "n"}
    apply_keymap(found)
    assert keys_said("rename_unit") == "Ctrl+End q" == found.way_of(action("rename_unit"))
    assert action("toggle_tree").letter == "n" and keys_said("toggle_tree") == "Ctrl+T 或 t"
    apply_keymap(NO_KEYMAP)
    assert keys_said("rename_unit") == "Ctrl+\\ g" and action("toggle_tree").letter == ""


def test_two_screens_may_share_a_letter_of_the_menu(tmp_path: Path) -> None:
    """单位更名 belongs to 单位, 导出 of a notice to 文书."""
    assert read(tmp_path, 'export = ["leader g"]').problems == ()


def test_a_key_of_a_list_belongs_to_its_screen(tmp_path: Path) -> None:
    """延期 is done on the tasks of a unit too, whose menu has k for its own; the papers have their own k."""
    assert "settle_unit" in read(tmp_path, 'extend = ["菜单 k"]').problems[0]
    assert bound_in("extend") >= {"units", "tasks"} and "notices" not in bound_in("extend")


def test_twins_and_labels_follow(tmp_path: Path) -> None:
    apply_keymap(read(tmp_path, 'note = ["f6", "m"]\nshow_notices = ["ctrl+home"]'))
    assert {"f6", "m", "ｍ"} == {binding.key for binding in bindings_for("note")}
    assert keys_said("note") == "F6 或 m" and action("show_notices").key_label == "Ctrl+Home"
    apply_keymap(NO_KEYMAP)
    assert keys_of(action("note")) == ("f8", "n", "ｎ")


async def test_the_screens_obey_and_show_the_new_keys(tmp_path: Path, session: MemorySession) -> None:
    """The class was loaded long before: its bindings are made anew, those of the application too."""
    apply_keymap(read(tmp_path, 'note = ["f6", "m"]\nshow_notices = ["f8"]\nhelp = ["ctrl+end", "?"]'))
    app = PlainApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "F6 写记录" in frame(app) and "F8文书" in frame(app) and "Ctrl+End 帮助" in frame(app)
        await pilot.press("n", "f6", "ｍ")
        assert app.screen.done == ["note", "note"]
        await pilot.press("f8")
        await wait_until(pilot, lambda: app.current_mode == "notices")
