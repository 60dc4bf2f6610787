"""Looking at a Word file before it is parsed (``zip_guard``), in the words of a template."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.zip_guard import Kind, Limits, Problem, ZipRefused, check_zip, read_bounded

LIMITS = Limits(free_bytes=1024 * 1024)
_KIND = Kind("word/document.xml")
_AGAIN = "请在 Word 或 WPS 中打开，另存为 .docx 后再用"


class UnusableFile(HuaianError):
    """A Word file that is missing, damaged, too large or not what it says."""


def read_word_file(path: Path) -> bytes:
    """The bytes of a DOCX whose size, members and growth are within bounds.

    Raises UnusableFile with the reason and a way out; nothing has been parsed by then.
    """
    try:
        data = read_bounded(path, LIMITS)
        check_zip(data, LIMITS, _KIND)
    except ZipRefused as refused:
        raise _refusal(path.name, refused) from refused
    return data


def _refusal(name: str, refused: ZipRefused) -> UnusableFile:
    match refused.problem:
        case Problem.MISSING | Problem.UNREADABLE:
            reason = "文件不存在" if refused.problem is Problem.MISSING else refused.reason or "读取出错"
            return UnusableFile(f"打不开“{name}”", reason, "请检查文件的位置和权限")
        case Problem.TOO_LARGE:
            return UnusableFile(f"“{name}”太大", "超过20MB", "请删去其中的图片，或换一个文件")
        case Problem.TOO_MANY_MEMBERS | Problem.UNPACKS_TOO_LARGE:
            return UnusableFile(
                f"“{name}”不能用",
                f"解开后有{refused.members}个部分、{refused.unpacked // 1024}KB，不像一份公文",
                "请换一个文件，或把内容复制到新建的 .docx 中再用",
            )
        case Problem.ENCRYPTED:
            return UnusableFile(f"打不开“{name}”", "文件已加密", "请取消密码，另存为 .docx 后再用")
        case Problem.NOT_OF_THIS_KIND:
            return UnusableFile(f"读不懂“{name}”", "它不是 Word 文书", _AGAIN)
        case Problem.ENTITIES:
            return UnusableFile(f"“{name}”不能用", "其中含有文书不该有的声明（DOCTYPE）", "请换一个文件")
    return UnusableFile(f"读不懂“{name}”", "它不是 .docx 文件，或已损坏", _AGAIN)
