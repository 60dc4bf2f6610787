"""What a calendar file that was exported before holds: read in a child process, as any file from outside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.store.apart import ChildFailed, ChildFaulty, ChildRefused, ChildTooSlow, answer_of

SECONDS = 60
MOST_BYTES = 32 * 1024 * 1024
MOST_ANSWER = 64 * 1024 * 1024

_CHILD = "huaian_tui.importing.calendar_child"
_AGAIN = "换一个文件名导出；日历里不再有的请自己删"


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An entry of a calendar file: its day, what is said of it, and how often it was changed before."""

    uid: str
    sequence: int
    day: date
    summary: str
    description: str
    cancelled: bool


def read_calendar(path: Path) -> list[KeptEvent]:
    """The entries of a file that have a day, each UID once, of its newest sequence. Blocking.

    ``HuaianError`` for a file that is no calendar, is too large, or takes too long.
    """
    title = f"不能读取 {path.name}"
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise HuaianError(title, system_reason(error), _AGAIN) from None
    if len(data) > MOST_BYTES:
        raise HuaianError(title, f"超过 {MOST_BYTES >> 20} MB", _AGAIN)
    try:
        answer = answer_of(_CHILD, given=data, seconds=SECONDS, most=MOST_ANSWER)
    except ChildRefused as refused:
        raise HuaianError(title, refused.message, _AGAIN) from None
    except ChildTooSlow:
        raise HuaianError(title, f"{SECONDS} 秒内没有读完", _AGAIN) from None
    except ChildFaulty as fault:
        raise HuaianError(title, f"程序内部出错：{fault.told}", _AGAIN) from None
    except ChildFailed:
        raise HuaianError(title, "文件已损坏，或不是日历文件", _AGAIN) from None
    events = dict[str, KeptEvent]()
    for uid, sequence, day, summary, description, cancelled in json.loads(answer):
        event = KeptEvent(uid, sequence, date.fromisoformat(day), summary, description, cancelled)
        if uid not in events or events[uid].sequence <= sequence:
            events[uid] = event
    return list(events.values())
