"""A widget over another one (a toast, say) keeps its Chinese characters whole.

Textual 8.2.8 cuts every line where any widget begins or ends, also one that lies hidden
below; a character of two cells that straddles such a cut comes out as two blanks. Here a
line is cut only where one sees another widget begin. The compositor is a private
class of Textual (pinned; a test watches it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from textual import screen
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class WholeCharacterCompositor(Compositor):
    """Textual's compositor with fewer cuts: widgets are opaque, so what lies below one needs none."""

    @property
    def cuts(self) -> list[list[int]]:
        """For every line, where what is seen changes from one widget to another."""
        if self._cuts is None:
            self._cuts = self._seen_cuts()
        return self._cuts

    def _seen_cuts(self) -> list[list[int]]:
        width, height = self.size
        cuts = [{0, width} for _ in range(height)]
        covered: list[list[tuple[int, int]]] = [[] for _ in range(height)]
        for region, clip in self.visible_widgets.values():  # the front ones first
            x, y, columns, rows = region.intersection(clip)
            if not columns or not rows:
                continue
            span = (x, x + columns)
            for line in range(y, min(y + rows, height)):
                hidden = covered[line]
                cuts[line].update(edge for edge in span if not any(a < edge < b for a, b in hidden))
                hidden.append(span)
        return [sorted(line) for line in cuts]

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of every line by their first column; of several at one place the front one."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        for region, clip, strips in self._get_renders(crop):
            rendered = region.intersection(clip)
            for y, strip in zip(rendered.line_range, strips, strict=False):
                if is_rendered_line(y):
                    for start, piece in _pieces(strip, rendered.column_span, cuts[y]):
                        if chops[y].get(start) is None:
                            chops[y][start] = piece
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed, in whole pieces: a change may begin or end inside one."""
        update = super().render_partial_update()
        if update is not None:
            update.spans = [self._whole(*span) for span in update.spans]
        return update

    def _whole(self, y: int, start: int, end: int) -> tuple[int, int, int]:
        line = self.cuts[y]
        return (
            y,
            max((cut for cut in line if cut <= start), default=start),
            min((cut for cut in line if cut >= end), default=end),
        )


def _pieces(strip: Strip, span: tuple[int, int], cuts: Sequence[int]) -> list[tuple[int, Strip]]:
    """(first column, piece) of a widget's line that lies at ``span``; what no cut bounds is hidden."""
    first, last = span
    inside = [cut for cut in cuts if first <= cut <= last]
    if len(inside) < 2:
        return []
    offsets = [cut - first for cut in inside]
    pieces = strip.divide(offsets[1:]) if offsets[0] == 0 else strip.divide(offsets)[1:]
    return list(zip(inside[:-1], pieces, strict=False))


def use_whole_characters() -> None:
    """Let screens be drawn by :class:`WholeCharacterCompositor`; call before the first screen is made."""
    screen.Compositor = WholeCharacterCompositor  # type: ignore[attr-defined]
