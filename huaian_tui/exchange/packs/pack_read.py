"""Reading a pack: bounded in every direction, nothing of it trusted before it was checked.

The compressed file is held in memory (so that what was previewed is what is merged, even if
the stick is pulled out); its contents stream past in small pieces.
"""

from __future__ import annotations

import hashlib
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.exchange.packs import pack_format as form
from huaian_tui.exchange.packs.pack_format import Header, OriginRange, PackRefused, damaged

_GZIP = 31
"""zlib's word for one gzip member with its checksum."""

_INPUT = 1 << 15
_OUTPUT = 1 << 20


class PassphraseNeeded(PackRefused):
    """The pack is encrypted and no passphrase was given."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An opened pack: the file's name, its header, and the compressed records (``lines`` reads them)."""

    name: str
    header: Header
    encrypted: bool
    _data: bytes = field(repr=False)
    _start: int = field(repr=False)
    _whole: Header | None = field(default=None, repr=False)

    def only(self, parts: tuple[OriginRange, ...]) -> Pack:
        """The same pack as if it held nothing but these parts of it, in their order, or less of each."""
        records = sum(one.count for one in parts)
        return replace(self, header=replace(self.header, origins=parts, records=records), _whole=self._file)

    @property
    def _file(self) -> Header:
        """The header of the file, whatever of it is to be seen."""
        return self._whole or self.header

    def lines(self) -> Iterator[bytes]:
        """The record lines without their ends; ``PackRefused`` if they are not what the header promises.

        The checksum is compared after the last line: whoever uses lines before must be
        able to undo it. What ``only`` left out is passed over.
        """
        lines = self._all_lines()
        if self._whole is None:
            yield from lines
            return
        seen = {one.id: range(one.first, one.last + 1) for one in self.header.origins}
        for part in self._whole.origins:
            shown = seen.get(part.id, range(0))
            for seq in range(part.first, part.last + 1):
                if (line := next(lines, None)) is None:
                    raise damaged("记录少于登记的条数")
                if seq in shown:
                    yield line
        for _ in lines:
            raise damaged("记录多于登记的条数")

    def _all_lines(self) -> Iterator[bytes]:
        header = self._file
        digest, count = hashlib.sha256(), 0
        rest = b""
        for piece in self._pieces():
            digest.update(piece)
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > form.MOST_LINE_BYTES or any(len(one) > form.MOST_LINE_BYTES for one in whole):
                raise damaged("有一行大得不正常")
            count += len(whole)
            if count > header.records:
                raise damaged(f"记录多于登记的 {header.records} 条")
            yield from whole
        if rest or count != header.records:
            raise damaged(f"应有 {header.records} 条记录，实有 {count} 条：文件可能不完整")
        if digest.hexdigest() != header.sha256:
            raise damaged("内容与校验值不符")

    def _pieces(self) -> Iterator[bytes]:
        room = min(form.MOST_CONTENT_BYTES, max(form.FREE_CONTENT_BYTES, form.MOST_RATIO * len(self._data)))
        member = zlib.decompressobj(_GZIP)
        position = self._start
        while not member.eof:
            given = member.unconsumed_tail or self._data[position : position + _INPUT]
            if not member.unconsumed_tail:
                position += len(given)
            piece = _inflated(member, given, _OUTPUT)
            room -= len(piece)
            if room < 0:
                raise damaged("解开后大得不正常")
            if piece:
                yield piece
            elif not given:
                raise damaged("文件不完整，后面缺了一截")
        if member.unused_data or position < len(self._data):
            raise damaged("末尾有多余的内容")


def _inflated(member: zlib._Decompress, given: bytes, most: int) -> bytes:
    try:
        return member.decompress(given, most)
    except zlib.error:
        raise damaged("压缩数据不对") from None


def open_pack(path: Path, passphrase: str | Callable[[], str] | None = None) -> Pack:
    """Read a file and its header. ``passphrase`` (or what gives it) is used only if the pack is encrypted.

    ``PassphraseNeeded`` when it is and none was given, ``PackRefused`` for what is no pack.
    """
    data = _read_bounded(path)
    encrypted = data.startswith(b"age-encryption.org/")
    if encrypted:
        from huaian_tui.exchange.packs.sealing import unseal

        if passphrase is None:
            raise PassphraseNeeded(
                "数据包已加密", terminal_safe(path.name), "请输入导出时的口令（--passphrase-file 文件）"
            )
        data = unseal(data, passphrase if isinstance(passphrase, str) else passphrase())
    return pack_of(path.name, data, encrypted=encrypted)


def pack_of(name: str, data: bytes, *, encrypted: bool = False) -> Pack:
    """The pack in bytes that were read, out of their seal; ``PackRefused`` for what is no pack."""
    line, start = _first_member(data)
    return Pack(name, form.read_header(line), encrypted, data, start)


def _read_bounded(path: Path) -> bytes:
    """The file's bytes, of a regular file only and never more than may be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PackRefused("不能读取数据包", f"{path} 不是文件", "请检查文件名")
        with path.open("rb") as stream:
            data = stream.read(form.MOST_FILE_BYTES + 1)
    except FileNotFoundError:
        raise PackRefused("没有这个文件", str(path), "请检查文件名和文件夹") from None
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "文件名里有不能用的字符"
        raise PackRefused("不能读取数据包", f"{path}：{reason}", "请检查文件名、权限和介质") from None
    if len(data) > form.MOST_FILE_BYTES:
        raise PackRefused(
            "数据包太大", f"超过 {form.MOST_FILE_BYTES >> 20} MB", "请对方用 --since 分段导出，依次合并"
        )
    return data


def _first_member(data: bytes) -> tuple[bytes, int]:
    """The header line without its end, and where the second member begins."""
    if not data.startswith(b"\x1f\x8b"):
        raise PackRefused("这不是数据包", "开头不是数据包的格式", "请核对选的文件")
    member = zlib.decompressobj(_GZIP)
    line, position = b"", 0
    while not member.eof:
        given = member.unconsumed_tail or data[position : position + _INPUT]
        if not member.unconsumed_tail:
            position += len(given)
        piece = _inflated(member, given, form.MOST_HEADER_BYTES + 1)
        line += piece
        if len(line) > form.MOST_HEADER_BYTES:
            raise damaged("开头一行大得不正常")
        if not piece and not given:
            raise damaged("文件不完整，后面缺了一截")
    if line.count(b"\n") != 1 or not line.endswith(b"\n"):
        raise damaged("开头一行不合规范")
    return line[:-1], position - len(member.unused_data)
