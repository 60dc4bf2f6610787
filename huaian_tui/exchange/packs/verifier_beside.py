"""The stand-alone verifier (``huaian_tui/verify/verify.py``) beside a pack, for who has no such program."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.locations import shipped_folder
from huaian_tui.store.keep.private_files import told, write_new

NAME = "verify.py"
_MOST_NAMES = 20


def write_verifier(folder: Path) -> Path:
    """Write it into ``folder``; the path used. One that is there with the same contents is left, and none is
    ever overwritten: beside another file of that name it is called verify(2).py."""
    data = (shipped_folder("verify") / NAME).read_bytes()
    title = "数据包已写成，核验程序没有写成"
    for number in range(1, _MOST_NAMES + 1):
        target = folder / (NAME if number == 1 else f"verify({number}).py")
        with told(title, target):
            if not target.exists():
                write_new(target, data)
                return target
            if target.is_file() and target.read_bytes() == data:
                return target
    raise HuaianError(title, f"{folder} 里已有 {_MOST_NAMES} 个同名的别的文件", "换一个文件夹再导出")
