"""What is said where a ledger lacks what was seen of it."""

from __future__ import annotations

BEHIND_WAY = "请先同步，或向同事要数据包合并，或用较新的备份恢复；核对之前请不要印发文书"
"""What to do about an older copy."""
