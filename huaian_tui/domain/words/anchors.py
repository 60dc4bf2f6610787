"""What is said where a ledger lacks what was seen of it."""

from __future__ import annotations

BEHIND_WAY = "请向同事要数据包合并，或用较新的备份恢复；核对之前请不要印发文书"
"""What to do about an older copy."""

BEHIND_WAY_IN_STEP = (
    "下次同步会从同步文件夹取回，请先同步一次（huaian-tui sync）；文件夹里没有的，再向同事要数据包合并。"
    "核对之前请不要印发文书"
)
"""The same where the ledger is kept in step through a folder."""


def behind_way(*, in_step: bool) -> str:
    """What to do about an older copy of a ledger that is kept in step, or is not."""
    return BEHIND_WAY_IN_STEP if in_step else BEHIND_WAY
