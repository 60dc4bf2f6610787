"""What a disk may hold after the power went: the writes of a traced program, as far as they were flushed.

``strace`` tells what a program did to the files of a folder, in its order. A flush makes durable what was
written to its file before; of what came later any part may be on the disk, in sectors, in any order.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from support.children import run

SECTOR = 512
_TRACED = "openat,pwrite64,ftruncate,fdatasync,fsync,unlink,rename,write"
_CALL = re.compile(rb"^(?:\d+ +)?(\w+)\((.*)\) += (\d+)")
_DESCRIPTOR = re.compile(rb"^(\d+)<([^>]*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')


class Step(NamedTuple):
    """One thing that was done: ``write`` (at offset), ``truncate`` (offset), ``sync``, ``unlink``, ``say``.

    What is said stands in ``data``.
    """

    what: str
    file: str = ""
    data: bytes = b""
    offset: int = 0


def has_strace() -> bool:
    """Whether programs can be traced here."""
    found = shutil.which("strace")
    return found is not None and run([found, "true"], capture_output=True).returncode == 0


def traced(words: Sequence[str], folder: Path, log: Path) -> list[Step]:
    """Run a program to its end and tell what it did to the files of a folder and what it said, in order."""
    options = ["-f", "-y", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={_TRACED}"]
    run(["strace", *options, *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    with log.open("rb") as lines:
        return list(_steps(lines, folder))


def _steps(lines: Iterator[bytes], folder: Path) -> Iterator[Step]:
    inside = os.fsencode(folder) + b"/"
    for line in lines:
        if not (found := _CALL.match(line)):
            continue
        call, arguments, _ = found.groups()
        texts = [bytes.fromhex(one.decode().replace("\\x", "")) for one in _TEXT.findall(arguments)]
        if call in (b"unlink", b"rename"):
            names = [one.rsplit(b"/", 1)[-1].decode() for one in texts]
            yield Step("unlink", names[0])
            assert call == b"unlink" or names[0].startswith(".")
            continue
        if not (held := _DESCRIPTOR.match(arguments)):
            continue
        number, path = held.groups()
        if path.startswith(b"\\x"):
            path = bytes.fromhex(path.decode().replace("\\x", ""))
        if call == b"write" and number == b"1":
            yield Step("say", data=texts[0])
        elif path.startswith(inside):
            yield from _step(call, path[len(inside) :].decode(), texts, arguments)


def _step(call: bytes, name: str, texts: Sequence[bytes], arguments: bytes) -> Iterator[Step]:
    if call == b"pwrite64":
        yield Step("write", name, texts[-1], int(arguments.rsplit(b",", 1)[1]))
    elif call == b"ftruncate":
        yield Step("truncate", name, offset=int(arguments.rsplit(b",", 1)[1]))
    elif call in (b"fdatasync", b"fsync"):
        yield Step("sync", name)


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)
    exists: bool = False


class Disk:
    """The files of a folder as a disk has them while a program works."""

    def __init__(self, folder: Path) -> None:
        """They are durable as they are."""
        self._files = {
            one.name: _File(bytearray(one.read_bytes()), exists=True)
            for one in folder.iterdir()
            if one.is_file()
        }

    def do(self, step: Step) -> None:
        """What the program did next."""
        file = self._files.setdefault(step.file, _File())
        if step.what == "sync":
            for one in file.pending:
                _apply(file.durable, one)
            file.pending.clear()
            file.exists = True
        elif step.what == "unlink":
            file.durable.clear()
            file.pending.clear()
            file.exists = False
        else:
            file.pending.append(step)

    def after_a_power_loss(self, target: Path, chance: random.Random) -> None:
        """Write what may be found, into an empty folder; memory that programs shared is gone."""
        for name, file in self._files.items():
            if name.endswith("-shm") or not (file.exists or (file.pending and chance.random() < 0.5)):
                continue
            content = bytearray(file.durable)
            for step in file.pending:
                for part in _parts(step):
                    if chance.random() < _KEPT[chance.randrange(len(_KEPT))]:
                        _apply(content, part)
            (target / name).write_bytes(content)


_KEPT = (0.0, 0.5, 1.0)


def _parts(step: Step) -> Iterator[Step]:
    """A write in sectors."""
    if step.what != "write":
        yield step
        return
    for start in range(0, len(step.data), SECTOR):
        yield step._replace(data=step.data[start : start + SECTOR], offset=step.offset + start)


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.offset :]
        content.extend(bytes(step.offset - len(content)))
        return
    content.extend(bytes(max(0, step.offset - len(content))))
    content[step.offset : step.offset + len(step.data)] = step.data
