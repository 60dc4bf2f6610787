"""Refusals of the system are told in Chinese, whatever the system's own words are."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import huaian_tui
from huaian_tui.domain.words.system_errors import system_reason

CHINESE = re.compile(r"[一-鿿]")


def test_whatever_the_system_refuses_is_told_in_chinese() -> None:
    for number, name in errno.errorcode.items():
        said = system_reason(OSError(number, os.strerror(number)))
        assert CHINESE.search(said) and not re.search("[A-Za-z]|。", said), name
    assert system_reason(OSError(errno.EIO, os.strerror(errno.EIO))) == "磁盘或网络读写出错"
    assert system_reason(OSError(9999, "Strange")) == "系统错误 9999"
    assert system_reason(OSError()) == "读写出错"


def test_words_of_the_program_and_of_a_chinese_system_stay() -> None:
    assert system_reason(OSError(errno.EIO, "读不到，或不是钥匙文件")) == "读不到，或不是钥匙文件"
    assert system_reason(OSError("台账.db.writing 不是普通文件")) == "台账.db.writing 不是普通文件"


def test_nothing_else_passes_on_the_system_s_own_words() -> None:
    """Only raising one's own ``OSError`` names ``os.strerror``."""
    folder = Path(huaian_tui.__file__).parent
    found = [
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*.py")
        if re.search(r"(?<!os)\.strerror|\"strerror\"", one.read_text(encoding="utf-8"))
    ]
    assert found == ["domain/words/system_errors.py"]
