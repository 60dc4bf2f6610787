"""Errors that an officer can meet: each says what happened, why, and what to do.

The terminal program shows them in a dialog, the command line as one line on
stderr with exit code 1. Anything else that is raised is a bug.
"""

from __future__ import annotations


class HuaianError(Exception):
    """A refusal with a Chinese title, the reason, and the way out.

    ``title`` says what happened (发生了什么), ``message`` why (为什么) and
    ``way_out`` what the officer can do (怎么办). All three are plain text.
    """

    def __init__(self, title: str, message: str = "", way_out: str = "") -> None:
        self.title = title
        self.message = message
        self.way_out = way_out
        super().__init__(self.one_line())

    def one_line(self) -> str:
        """The whole error as one line, for stderr."""
        parts = [part.rstrip("。；") for part in (self.title, self.message, self.way_out) if part]
        return "；".join(parts).replace("\n", " ") + "。"


class InputRefused(HuaianError):
    """A value that was typed cannot be taken; ``field`` names the form field (English key)."""

    def __init__(self, title: str, message: str = "", way_out: str = "", *, field: str = "") -> None:
        self.field = field
        super().__init__(title, message, way_out)


class NotFound(HuaianError):
    """What was asked for does not exist in this ledger."""


class AmbiguousUnit(HuaianError):
    """A unit query fits several units; ``candidates`` are their short names."""

    def __init__(self, query: str, candidates: list[str]) -> None:
        self.query = query
        self.candidates = candidates
        super().__init__(f"“{query}”可指多个单位", "、".join(candidates), "请写全一些，或直接用其中一个名称")


class UnknownUnit(NotFound):
    """A unit query fits no unit; ``nearest`` are the closest short names."""

    def __init__(self, query: str, nearest: list[str]) -> None:
        self.query = query
        self.nearest = nearest
        way_out = f"相近的有：{'、'.join(nearest)}" if nearest else "用 huaian-tui units 查看全部单位"
        super().__init__(f"没有找到单位“{query}”", "名称、别名、拼音、首字母都不符", way_out)


class StoreRefused(HuaianError):
    """The database file cannot be used as asked (newer version, damaged, read-only, not ours)."""


class LedgerDamaged(StoreRefused):
    """Parts of the ledger file are not what was written: a backup helps, a newer program does not."""
