"""What Textual cuts by ``text-overflow: ellipsis`` (titles, notes) ends in "..", as everywhere here.

Textual 8.2.8 writes U+2026, which some terminals draw two cells wide, so that the rest of the line
shifts. The mark is fixed in a public method of ``Content``, which is replaced here (a test watches it).
Goes when Textual lets an application say with what a line is cut.
"""

from __future__ import annotations

from textual.content import Content

from huaian_tui.tui.safe_text import ELLIPSIS, cut

_textual_truncate = Content.truncate


def _truncate(self: Content, max_width: int, *, ellipsis: bool = False, pad: bool = False) -> Content:
    """Like Textual's, with our mark."""
    if not ellipsis or self.cell_length <= max_width:
        return _textual_truncate(self, max_width, pad=pad)
    return self[: cut(self.plain, max_width)[0]] + ELLIPSIS[:max_width]


def use_cut_mark() -> None:
    """Let Textual cut lines with our mark; call before the first screen is made."""
    Content.truncate = _truncate  # type: ignore[method-assign]
