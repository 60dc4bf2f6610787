"""督查方式: the methods of supervision that the regulation names."""

from __future__ import annotations

METHODS = (
    "自查说明",
    "听取汇报",
    "检查访谈暗访",
    "座谈听证统计评估",
    "调阅复制资料",
    "信函电话媒体",
    "约谈",
    "互联网+督查",
)
"""Methods of supervision (政府督查工作条例 art. 12). Others may be typed."""
