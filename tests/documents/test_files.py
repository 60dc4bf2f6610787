"""Files appear whole or not at all, never over another one, and have names people understand."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from support.hostile import HOSTILE

from huaian_tui.documents.files import FileNotWritten, safe_file_name, write_whole


def fail(code: int) -> Any:
    def raising(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return raising


def test_file_is_written_with_mode_0600_and_nothing_beside_it(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "市财政局_催办单.pdf", b"%PDF")
    assert target == tmp_path / "市财政局_催办单.pdf"
    assert target.read_bytes() == b"%PDF"
    assert list(tmp_path.iterdir()) == [target]
    if os.name != "nt":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_taken_name_gets_a_number_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    names = [write_whole(path, data).name for data in (b"1", b"2", b"3")]
    assert names == ["通报.pdf", "通报(2).pdf", "通报(3).pdf"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"1", b"2", b"3"]


def test_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "通报.pdf").symlink_to(tmp_path / "elsewhere")
    assert write_whole(tmp_path / "通报.pdf", b"1").name == "通报(2).pdf"
    assert not (tmp_path / "elsewhere").exists()


def test_disk_without_hard_links_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", fail(errno.EPERM))
    first = write_whole(tmp_path / "通报.pdf", b"1")
    second = write_whole(tmp_path / "通报.pdf", b"2")
    assert [first.read_bytes(), second.read_bytes()] == [b"1", b"2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["通报(2).pdf", "通报.pdf"]


@pytest.mark.parametrize("call", ["fsync", "link", "replace", "fdopen"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_failure_at_any_step_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    old = tmp_path / "通报.pdf"
    old.write_bytes(b"old")
    if call == "replace":
        monkeypatch.setattr(os, "link", fail(errno.EPERM))
    monkeypatch.setattr(os, call, fail(code))
    if call == "link":  # a disk without links takes the second way, which has to fail here as well
        monkeypatch.setattr(os, "replace", fail(code))
    with pytest.raises(FileNotWritten) as refused:
        write_whole(old, b"new")
    assert refused.value.message and refused.value.way_out
    assert [path.name for path in tmp_path.iterdir()] == ["通报.pdf"]
    assert old.read_bytes() == b"old"


def test_failure_of_the_nth_fsync_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    for failing in range(1, 10):
        calls = 0

        def counted(descriptor: int, limit: int = failing) -> None:
            nonlocal calls
            calls += 1
            if calls == limit:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            real(descriptor)

        monkeypatch.setattr(os, "fsync", counted)
        try:
            target = write_whole(tmp_path / "通报.pdf", b"1")
        except FileNotWritten:
            assert list(tmp_path.iterdir()) == []
        else:
            assert failing > 1 and target.read_bytes() == b"1"
            return
    pytest.fail("writing never succeeded")


def test_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail(errno.ENOSPC))
    with pytest.raises(FileNotWritten, match="磁盘空间不足"):
        write_whole(tmp_path / "通报.pdf", b"1")


def test_a_missing_folder_is_made_and_a_file_as_folder_is_named(tmp_path: Path) -> None:
    written = write_whole(tmp_path / "没有" / "第二层" / "通报.pdf", b"1")
    assert written == tmp_path / "没有" / "第二层" / "通报.pdf" and written.read_bytes() == b"1"
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(FileNotWritten, match="这不是文件夹"):
        write_whole(tmp_path / "文件" / "通报.pdf", b"1")


def test_name_without_separators_devices_or_controls() -> None:
    assert safe_file_name("市财政局_督办通知单_2026年第3号.docx") == "市财政局_督办通知单_2026年第3号.docx"
    assert safe_file_name('a/b\\c:d*e?f"g<h>i|j.pdf') == "a_b_c_d_e_f_g_h_i_j.pdf"
    assert safe_file_name("../../etc/passwd") == "_.._etc_passwd"
    assert safe_file_name("con.pdf") == "_con.pdf"
    assert safe_file_name("LPT1") == "_LPT1"
    assert safe_file_name("console.pdf") == "console.pdf"
    assert safe_file_name(" . ") == "文件"
    assert safe_file_name("第一行\n第二行\t.txt") == "第一行第二行.txt"


@pytest.mark.parametrize("text", [*HOSTILE, "督" * 200 + ".docx", "𠮷" * 100 + ".pdf", "." * 90])
def test_every_name_can_be_written(text: str, tmp_path: Path) -> None:
    name = safe_file_name(text)
    assert 0 < len(name) <= 80
    assert len(name.encode()) <= 240
    if text.endswith((".docx", ".pdf")):
        assert name.endswith((".docx", ".pdf"))
    assert write_whole(tmp_path / name, b"1").read_bytes() == b"1"
