"""What is said beside a name that comes from another laptop than usual."""

from __future__ import annotations


def other_laptop_mark(laptop: str) -> str:
    """Beside a name, or before what was said under it, where it comes from another laptop than usual:
    （另一台电脑：苹果香蕉）; nothing for the usual one."""
    return f"（另一台电脑：{laptop}）" if laptop else ""
