"""Copying as plain text, by OSC 52: the terminal puts it into the clipboard, also over SSH.

tmux passes it on only with ``set -g set-clipboard on``; its default ``external`` drops what programs
inside it send. Most terminals take about 74,000 bytes. Neither tells a program what became of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.column_widths import Placed
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import lines_safe, one_line

MOST_BYTES = 74_000
"""xterm and others take 100,000 bytes of a sequence; in Base64 four for three."""

HOW_TO_QUIT = "退出按 {keys}"
"""Said when Ctrl+C has copied: who pressed it may have meant that."""


def copy_text(app: Host, text: str, what: str, *, by_habit: bool = False) -> None:
    """Put a text into the clipboard, control characters made visible, and say that ``what`` was copied.

    ``by_habit``: by Ctrl+C, with which other programs are left.
    """
    clean = lines_safe(text)
    if not clean.strip():
        app.tell("。".join(["没有可复制的内容", *_how_to_quit(by_habit)]), "warning")
        return
    _put(app, clean, what, by_habit)


def copy_rows(
    app: Host, rows: Sequence[ListRow], spots: Iterable[Placed], what: str, *, by_habit: bool = False
) -> None:
    """Rows as lines, the cells of these columns in full, a tab between: a spreadsheet takes them apart."""
    places = [spot.index for spot in spots]
    lines = ["\t".join(one_line(str(row.cells[place])) for place in places) for row in rows]
    _put(app, "\n".join(lines), what, by_habit)


def _how_to_quit(by_habit: bool) -> list[str]:
    return [HOW_TO_QUIT.format(keys=keys_said("quit"))] if by_habit else []


def _put(app: Host, text: str, what: str, by_habit: bool) -> None:
    app.copy_to_clipboard(text)
    notes = [f"已复制{what}"]
    if len(text.encode()) > MOST_BYTES:
        notes.append(f"内容很长，有的终端收不下，可改用导出（{keys_said('export_list')}）")
    if os.environ.get("TMUX") and not app.told_of_tmux:
        app.told_of_tmux = True
        notes.append("tmux 里要先设 set -g set-clipboard on")
    app.tell("。".join([*notes, *_how_to_quit(by_habit)]))
