"""The parts of a ``.docx`` or ``.xlsx``, opened and parsed.

What the libraries raise of a damaged file is refused as that at each step that reads or parses foreign bytes,
here and nowhere else: an error of this program's own readers, whatever its kind, is none of the file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from huaian_tui.domain.errors import InputRefused

_DIGITS = 9
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What opening and unpacking raise of a file that is cut, altered, or packed in an unknown way."""


def damaged() -> InputRefused:
    """The refusal of a file that is damaged, or none of its kind inside."""
    again = "请用 Word、Excel、WPS 打开后另存再导入"
    return InputRefused("不能读取", "文件已损坏，或不是规范的文档", again)


@contextmanager
def _of_the_file() -> Iterator[None]:
    """One step over foreign bytes: what it raises of damaged ones ends as ``InputRefused``."""
    from lxml import etree  # here: only the child process needs it

    try:
        yield
    except (*_DAMAGE, etree.XMLSyntaxError) as error:
        raise damaged() from error


@contextmanager
def parts_of(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, open; ``InputRefused`` where it is none."""
    with _of_the_file():
        archive = zipfile.ZipFile(io.BytesIO(data))
    with archive:
        yield archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part that must be there."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise damaged() from None
    with _of_the_file():
        return archive.read(member)


def streamed(archive: zipfile.ZipFile, name: str) -> Callable[[int], bytes]:
    """What reads the next so many bytes of a part, for one that is too large to be held at once."""
    with _of_the_file():
        stream: IO[bytes] = archive.open(name)

    def read(size: int) -> bytes:
        with _of_the_file():
            return stream.read(size)

    return read


def parsed(data: bytes) -> Any:
    """The root of a part; nothing outside it is looked at."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with _of_the_file():
        return etree.fromstring(data, parser)


def elements(stream: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """The elements of these tags as their ends are read from a stream, each whole; nothing outside it is."""
    from lxml import etree

    with _of_the_file():
        parser = iter(
            etree.iterparse(
                stream, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
            )
        )
    while True:
        with _of_the_file():
            found = next(parser, None)
        if found is None:
            return
        yield found[1]


def number_in(text: str | None, default: int = 0) -> int:
    """The number that an attribute gives; the default for none, a negative one and one beyond all bounds."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > _DIGITS:
        return default
    return int(text)
