"""Skeletons of notes: one for each method, short; an office's own file, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from huaian_tui.domain.methods import METHODS
from huaian_tui.services.note_templates import read_note_templates


def test_each_method_has_a_short_skeleton_of_its_own(config_folder: Path) -> None:
    found = read_note_templates()
    assert found.problem is None and set(found.by_method) == set(METHODS)
    assert len(set(found.by_method.values())) == len(METHODS)
    assert all(3 <= len(text.splitlines()) <= 6 and text.endswith("：") for text in found.by_method.values())


def test_an_office_replaces_some_and_drops_some(config_folder: Path) -> None:
    config_folder.mkdir(parents=True)
    own = '"约谈" = """\r\n谈了什么：\r\n结果：\r\n"""\r\n"自查说明" = ""\r\n'
    (config_folder / "note_templates.toml").write_bytes(own.encode("utf-8-sig"))
    found = read_note_templates()
    assert found.problem is None
    assert found.by_method["约谈"] == "谈了什么：\n结果：" and found.by_method["自查说明"] == ""
    assert found.by_method["听取汇报"].startswith("时间、地点：")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("不是 TOML".encode(), "TOML"),
        ('"听取汇报" = "谈"'.encode("gb18030"), "UTF-8"),
        ('"喝茶" = "谈"'.encode(), "没有“喝茶”这种督查方式"),
        ('"约谈" = 3'.encode(), "不是文字"),
        ('"约谈" = "{}"'.format("长" * 1_001).encode(), "超过 1000 字"),
        ('"约谈" = "\\u202e反"'.encode(), "控制字符"),
        (b"#" * 100_001, "超过 100 KB"),
        (b"a = " + b"[" * 20_000, "TOML"),
    ],
)
def test_a_wrong_file_is_named_and_the_shipped_ones_hold(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "note_templates.toml"
    path.write_bytes(data)
    found = read_note_templates(path)
    assert found.problem is not None and said in found.problem.message
    assert path.name in found.problem.message and found.problem.way_out
    assert set(found.by_method) == set(METHODS)


def test_a_folder_in_its_place_is_no_reason_to_fail(tmp_path: Path) -> None:
    found = read_note_templates(tmp_path)
    assert found.problem is not None and "读不出来" in found.problem.message
