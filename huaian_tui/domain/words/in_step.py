"""Words about keeping in step through a folder, for screens and commands alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

WHY_NOT_TAKEN = {
    "damaged": "没有传完，或已损坏；同事的电脑会另送一份",
    "locked": "是用本机没有的办公室钥匙加密的：问同事要新口令，再运行一次 sync 文件夹",
    "plain": (
        "没有加密，不收：不是有办公室钥匙的电脑写的；设口令以前写的会另送一份，"
        "同事还没有输入口令的，请他运行一次 sync 文件夹"
    ),
    "newer": "由较新的程序写成；升级 huaian-tui 后自动收进来",
    "other_plan": "是别的方案的，不收",
    "clock": "时间在将来：先核对两边的时钟，确认要收再加 --accept-ahead",
    "fork": "与本机同一来源的记录不同：有两份台账以同一来源写过",
    "unproved": "的记录没有作者的签名，先不收：有签名的文件到了会自动收进来",
    "refused": "台账不收",
}
"""By why a file of the shared folder was not taken (``exchange.folder.memory.Why``)."""

ANEW = "有另一份台账以本机的来源写过（台账文件被复制过）：本机另起来源编号，今后各写各的"


MOST_NAMED = 3
"""Key files in one sentence: an office has one for each passphrase that it ever had."""

_MOST_FILES = 10
"""Names of files in one sentence."""


class Doing(StrEnum):
    """What a sync does one after the other, as long as it lasts."""

    RECEIVING = "receiving"
    SENDING = "sending"
    SUMMING_UP = "summing up"
    INDEXING = "indexing"


_DOING = {
    Doing.RECEIVING: ("正在同步", "，约差 {} 条"),
    Doing.SENDING: ("正在送出", "，还有 {} 条"),
    Doing.SUMMING_UP: ("正在汇总收到的", ""),
    Doing.INDEXING: ("正在建立检索索引", "，还有 {} 项任务"),
}

INTERRUPTED = "已中断：收到的都在台账里，没有收完、送完的，下次运行 huaian-tui sync 接着来。"
"""Said when somebody stops a sync at the command line."""


GOES_ON = "同步没有做完，约差 {} 条：收到的都在台账里，下次打开程序接着收。"
"""Said when the program ends in the middle of a sync that lasts."""


def doing_words(doing: Doing, done: int, total: int) -> str:
    """What a sync is doing, with how much is left of it: 正在同步，约差 12000 条."""
    words, left = _DOING[doing]
    return words + (left.format(total - done) if done < total else "")


def synced_line(said: Mapping[str, Any]) -> str:
    """One sync in one line; ``said`` as ``sync --json`` says it."""
    parts = []
    if said["new"]:
        parts.append(f"收到 {said['new']} 条记录")
    if said["written"]:
        parts.append("本机的新记录已送出")
    if helped := said["relayed"] + said["answered"]:
        parts.append(f"替同事转送 {helped} 个文件")
    if said["lacking"]:
        parts.append(f"还差 {said['lacking']} 条没有到")
    if said.get("unproved"):
        parts.append(f"另有 {said['unproved']} 台没有核实的电脑声称还有记录，没有计入")
    return "，".join(parts) or "没有新的"


def ahead_of_here(laptop: Mapping[str, Any]) -> str:
    """How many records another laptop says that this one has not: 3 条, or that nobody knows it."""
    return f"{laptop['ahead']} 条" if laptop.get("known", True) else "未核实"


def last_words(said: Mapping[str, Any]) -> str:
    """How the sync that ``said`` tells of is called: where one since failed, the last that went through."""
    return "上次成功" if said.get("failed") else "最近一次"


def last_seen(laptop: Mapping[str, Any], present: datetime) -> str:
    """When another laptop last said how far it is, as this laptop saw it: by its own clock 3 天前."""
    seen = datetime.fromisoformat(laptop["seen_at"])
    days = (present.date() - seen.date()).days
    ago = "今天" if days <= 0 else f"{days} 天前"
    return f"{seen:%Y-%m-%d %H:%M}（{ago}）"


def hindrances(said: Mapping[str, Any]) -> Iterator[str]:
    """What stood in the way of the last sync, a sentence each, with the way out; before the first only that
    it failed.

    Names of files are as they lie there: for widgets as plain text, for the terminal made safe.
    """
    if failed := said.get("failed"):
        yield f"{failed['at'][:16].replace('T', ' ')} 没有同步成：{failed['message']}"
    if said["at"] is None:
        return
    if said["new_origin"]:
        yield f"{ANEW}。"
    for remark in said.get("remarks", ()):
        yield f"注意：{remark}。"
    if said["forks"]:
        names = "、".join(one[:8] for one in said["forks"])
        yield f"同一来源有两个版本：{names}；用 huaian-tui trust forks 查看。"
    for why, words in WHY_NOT_TAKEN.items():
        files = [one for one in said["not_taken"] if one["why"] == why]
        if files:
            names = "、".join(one["file"] for one in files[:_MOST_FILES])
            more = " 等" if len(files) > _MOST_FILES else ""
            yield f"{len(files)} 个文件{words}：{names}{more}。"
            if why in ("unproved", "refused"):
                said_why = dict.fromkeys(one["message"] for one in files)
                yield from (f"  {one}" for one in list(said_why)[:_MOST_FILES])
    if keys := said.get("missing_keys"):
        names = "、".join(f"key-{one}.age" for one in keys[:MOST_NAMED])
        yield (
            f"本机没有的办公室钥匙：{names}。问到新口令再输入；问过没有人换口令的，"
            f"是外人放进来的，从文件夹的 huaian-sync-1 里删掉。"
        )
    if said.get("keys_apart"):
        yield (
            "有两台电脑各自设过办公室口令，新来的同事要两个口令才能都看到："
            "请在一台电脑上换一次口令（sync rotate），再告诉大家。"
        )
    if said["not_downloaded"]:
        files = said["not_downloaded"]
        yield f"{files} 个文件还在云端没有下载：在网盘程序里把这个文件夹设为“始终保留在本机”。"
    if said["unreadable"]:
        yield f"{said['unreadable']} 个文件或文件夹读不到：检查权限，或稍后再同步。"
    if said["stopped"]:
        yield "中途停下：已收的都在；下次接着来。"
