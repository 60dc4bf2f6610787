"""What an officer is told, once, when a ledger file begins to write under a number of its own (来源)."""

from __future__ import annotations

BEGAN = {
    "other machine": (
        "这份台账在本机是第一次写入（从别的电脑复制来，或本机的标记不在了）：本机另起来源编号，"
        "今后与原来那份各写各的，用数据包可以合并；请核对承办人"
    ),
    "older copy": (
        "这份台账是较旧的副本，本机后来写过的记录不在里面：另起来源编号；缺的记录可从那一份导出数据包补齐"
    ),
}
"""By why it began (``store.engine.origins.Began``)."""
