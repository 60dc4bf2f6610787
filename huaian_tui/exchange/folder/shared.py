"""The shared folder as the rest of the program sees it: every touch of it in a child that may be ended.

``SharedFolder`` starts a child for each request; tests give another ``Ask`` that does the same work in the
process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.exchange.folder.found import Listing, Mark, listing_of
from huaian_tui.exchange.folder.names import key_file_name
from huaian_tui.exchange.folder.wire import packed, unpacked
from huaian_tui.store.apart import (
    AnswerTooLong,
    ChildFailed,
    ChildFaulty,
    ChildRefused,
    ChildStopped,
    ChildTooSlow,
    answer_of,
)

SECONDS = 30.0
"""So long a folder may take to answer one request, and a second more for each ``_BYTES_A_SECOND`` moved."""

PATIENT_SECONDS = 2.0
"""So long a request goes on that is not wished any more: nearly all are through sooner, and whole."""

BATCH_BYTES = 8 << 20
"""Files that are read in one go; one alone may be larger."""

_BYTES_A_SECOND = 500_000
_CHILD = "huaian_tui.exchange.folder.folder_child"
_MOST_ANSWER = 160 << 20
_MOST_KEY_BYTES = 64 << 10

Ask = Callable[[bytes, float], bytes]
"""Answers a request (``wire``) within so many seconds."""


def ask_apart(request: bytes, seconds: float, stop: Callable[[], bool] | None = None) -> bytes:
    """Let a child do it; ``stop``: it is not waited for any more, once it has taken ``PATIENT_SECONDS``."""
    begun = time.monotonic()

    def is_over() -> bool:
        return stop is not None and time.monotonic() - begun >= PATIENT_SECONDS and stop()

    try:
        return answer_of(_CHILD, given=request, seconds=seconds, most=_MOST_ANSWER, stop=is_over)
    except ChildRefused as refused:
        raise StoreRefused(refused.title, refused.message, refused.way_out) from None
    except ChildTooSlow:
        raise StoreRefused(
            "同步文件夹没有回应",
            f"等了 {seconds:.0f} 秒：网络共享或 U 盘可能断了",
            "检查连接后再同步；台账没有受影响，照常可用",
        ) from None
    except ChildStopped:
        raise StoreRefused(
            "同步停下了", "同步文件夹还没有回应，不再等它", "已收的都在；接上共享或 U 盘再同步"
        ) from None
    except ChildFaulty as fault:
        raise HuaianError("同步没有完成", fault.told, "请重试；反复如此请用 doctor 报修") from None
    except AnswerTooLong:
        raise StoreRefused("同步文件夹的内容大得不正常", "读出的内容超过限度", "请检查里面是什么") from None
    except ChildFailed:
        raise StoreRefused("没有读到同步文件夹", "读取的进程中途结束，可能是内存不足", "稍后再同步") from None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of a file that was to be read (words of ``looking.read_all``), its mark, its bytes."""

    said: str
    mark: Mark | None
    data: bytes


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """One shared folder; each method is one request, ``StoreRefused`` when it is not there or hangs.

    With a ``ledger`` a folder is refused that holds it.
    """

    folder: Path
    ledger: Path | None = None
    ask: Ask = ask_apart
    seconds: float = SECONDS

    def look(self, me: str, known: Mapping[str, Mark]) -> tuple[Listing, dict[str, bytes]]:
        """All that is there, and by writer the files of heads that are not ``known``."""
        ledger = None if self.ledger is None else str(self.ledger)
        said, blobs = self._asked("look", {"me": me, "known": known, "ledger": ledger})
        return listing_of(said), dict(zip(said.get("fresh", ()), blobs, strict=True))

    def read(self, files: Sequence[tuple[str, Mark | None]]) -> list[ReadFile]:
        """The first of these files: at least one, more while they are small together."""
        said, blobs = self._asked("read", {"files": files, "most": BATCH_BYTES}, moved=BATCH_BYTES)
        rest = iter(blobs)
        return [
            ReadFile(word, None if mark is None else Mark(*mark), next(rest) if word == "read" else b"")
            for word, mark in said["told"]
        ]

    def write(
        self, me: str, files: Sequence[tuple[str, bytes]], deleted: Sequence[tuple[str, str]] = ()
    ) -> list[str]:
        """Publish files into the own folder, then delete own segments; the names that are gone."""
        request = {"me": me, "names": [name for name, _ in files], "deleted": deleted}
        said, _ = self._asked("write", request, [data for _, data in files])
        return list(said["deleted"])

    def write_key(self, recipient: str, data: bytes) -> None:
        """Publish a key file, unless one lies there under its name."""
        self._asked("write_key", {"name": key_file_name(recipient)}, [data])

    def drop_key(self, recipient: str, cover: str, data: bytes) -> bool:
        """Take a key file away that another one covers, which must lie there with these bytes; whether it
        went."""
        request = {"name": key_file_name(recipient), "cover": key_file_name(cover), "most": _MOST_KEY_BYTES}
        return bool(self._asked("drop_key", request, [data])[0]["gone"])

    def read_key(self, recipient: str) -> bytes:
        """A key file."""
        request = {"name": key_file_name(recipient), "most": _MOST_KEY_BYTES}
        return self._asked("read_key", request)[1][0]

    def _asked(
        self, work: str, request: Mapping[str, Any], blobs: Sequence[bytes] = (), moved: int = 0
    ) -> tuple[dict[str, Any], list[bytes]]:
        told = {"work": work, "folder": str(self.folder), "patience": self.seconds / 3}
        asked = packed({**request, **told}, blobs)
        return unpacked(self.ask(asked, self.seconds + (moved + len(asked)) / _BYTES_A_SECOND))
