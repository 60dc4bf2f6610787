"""The parts of a ``.docx`` or ``.xlsx``, opened and parsed.

What the libraries raise of a damaged file is refused as that, here and nowhere else: an error of this
program's own readers is none of the file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from huaian_tui.domain.errors import InputRefused

_DIGITS = 9


def damaged() -> InputRefused:
    """The refusal of a file that is damaged, or none of its kind inside."""
    again = "请用 Word、Excel、WPS 打开后另存再导入"
    return InputRefused("不能读取", "文件已损坏，或不是规范的文档", again)


@contextmanager
def parts_of(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive; what unpacking and parsing raise of damaged parts ends as ``InputRefused``."""
    from lxml import etree  # here: only the child process needs it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, etree.XMLSyntaxError) as error:
        raise damaged() from error


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part that must be there."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise damaged() from None
    return archive.read(member)


def parsed(data: bytes) -> Any:
    """The root of a part; nothing outside it is looked at."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def number_in(text: str | None, default: int = 0) -> int:
    """The number that an attribute gives; the default for none, a negative one and one beyond all bounds."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > _DIGITS:
        return default
    return int(text)
