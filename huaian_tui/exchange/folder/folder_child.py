"""The child process in which all reading and writing of the shared folder happens.

A share that hangs cannot be interrupted in a thread; a child that hangs is ended. It knows nothing of the
ledger and of keys: it lists, reads and writes bytes. One request a child, as ``wire`` writes them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huaian_tui.exchange.folder.few_at_once import hold_one
from huaian_tui.exchange.folder.looking import look, read_all, refuse_inside
from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.exchange.folder.publishing import drop_key, read_key, write_all, write_key
from huaian_tui.exchange.folder.wire import packed, unpacked
from huaian_tui.store.apart_child import answered, given


def done_alone(asked: bytes) -> bytes:
    """``done``, beside one other child of the same folder at most."""
    request, _ = unpacked(asked)
    hold_one(request["folder"], request["patience"])
    return done(asked)


def done(asked: bytes) -> bytes:
    """The answer to a request; ``HuaianError`` when the folder refuses."""
    request, blobs = unpacked(asked)
    value, files = _WORK[request["work"]](Path(request["folder"]), request, blobs)
    return packed(value, files)


_Answer = tuple[dict[str, Any], Sequence[bytes]]


def _look(folder: Path, request: dict[str, Any], _: list[bytes]) -> _Answer:
    if request["ledger"] is not None:
        refuse_inside(Path(request["ledger"]), folder)
    return look(folder, request["me"], request["known"])


def _read(folder: Path, request: dict[str, Any], _: list[bytes]) -> _Answer:
    return read_all(folder / ROOT, request["files"], request["most"])


def _write(folder: Path, request: dict[str, Any], blobs: list[bytes]) -> _Answer:
    files = list(zip(request["names"], blobs, strict=True))
    return {"deleted": write_all(folder, request["me"], files, request["deleted"])}, ()


def _write_key(folder: Path, request: dict[str, Any], blobs: list[bytes]) -> _Answer:
    write_key(folder, request["name"], blobs[0])
    return {}, ()


def _read_key(folder: Path, request: dict[str, Any], _: list[bytes]) -> _Answer:
    return {}, [read_key(folder, request["name"], request["most"])]


def _drop_key(folder: Path, request: dict[str, Any], blobs: list[bytes]) -> _Answer:
    return {"gone": drop_key(folder, request["name"], request["cover"], blobs[0], request["most"])}, ()


_WORK = {
    "look": _look,
    "read": _read,
    "write": _write,
    "write_key": _write_key,
    "read_key": _read_key,
    "drop_key": _drop_key,
}


if __name__ == "__main__":
    sys.exit(answered(lambda: done_alone(given())))
