"""The stand-alone verifier (``huaian_tui/verify/``, two files) beside a pack, for who has no such program."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.locations import shipped_folder
from huaian_tui.store.keep.private_files import told, write_new

NAMES = ("verify_figures.py", "verify.py")
"""What recounts figures, then what is started: whoever is cut off between both has nothing to start."""
_MOST_NAMES = 20


def write_verifier(folder: Path) -> Path:
    """Write both files into ``folder``; the path of the one to start.

    Those that are there with the same contents are left, and none is ever overwritten: beside other files of
    those names both bear one number, and verify(2).py finds verify_figures(2).py.
    """
    data = {name: (shipped_folder("verify") / name).read_bytes() for name in NAMES}
    title = "数据包已写成，核验程序没有写成"
    for number in range(1, _MOST_NAMES + 1):
        targets = {folder / _numbered(name, number): data[name] for name in NAMES}
        if all(_free_or_same(title, *one) for one in targets.items()):
            for target, contents in targets.items():
                with told(title, target):
                    if not target.exists():
                        write_new(target, contents)
            return target
    raise HuaianError(title, f"{folder} 里已有 {_MOST_NAMES} 个同名的别的文件", "换一个文件夹再导出")


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{Path(name).stem}({number}).py"


def _free_or_same(title: str, target: Path, contents: bytes) -> bool:
    """Nothing there, or exactly this."""
    with told(title, target):
        return not target.exists() or target.is_file() and target.read_bytes() == contents
