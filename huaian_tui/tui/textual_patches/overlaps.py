"""A widget over another one (a toast, say) keeps its Chinese characters whole.

Textual 8.2.8 cuts every line where any widget begins or ends, also one that lies hidden
below; a character of two cells that straddles such a cut comes out as two blanks. Here a
line is cut only where one sees another widget begin. The compositor is a private
class of Textual (pinned; a test watches it).
Goes when Textual cuts a line only where what is seen changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
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
        """The pieces of every line by their first column, as far as the crop needs them.

        Only widgets that are seen there are asked, and only for these lines: Textual asks all widgets
        around for all their lines, which took most of the time of a step of a cursor.
        """
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [
            dict.fromkeys(line[:-1]) if is_rendered_line(y) else {} for y, line in enumerate(cuts)
        ]
        for lines in _runs(y for y in crop.line_range if is_rendered_line(y)):
            wanted = {y: _starts(cuts[y], crop.column_span) for y in lines}
            for rendered, strips in self._renders(lines, wanted):
                for y, strip in zip(rendered.line_range, strips, strict=False):
                    for start, piece in _pieces(strip, rendered.column_span, cuts[y]):
                        if start in wanted[y]:
                            wanted[y].discard(start)
                            chops[y][start] = piece
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _renders(
        self, lines: range, wanted: Mapping[int, Set[int]]
    ) -> Iterator[tuple[Region, Sequence[Strip]]]:
        """What widgets draw on these lines and where, the front ones first, while pieces are wanted there."""
        band = Region(0, lines.start, self.size.width, len(lines))
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip).intersection(band)
            first, last = shown.column_span
            if any(first <= start < last for y in shown.line_range for start in wanted[y]):
                yield shown, widget.render_lines(shown.translate(-region.offset))

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


def _runs(lines: Iterable[int]) -> Iterator[range]:
    """Ascending lines as runs without gaps."""
    first = after = -1
    for line in lines:
        if line != after:
            if after > first:
                yield range(first, after)
            first = line
        after = line + 1
    if after > first:
        yield range(first, after)


def _starts(cuts: Sequence[int], span: tuple[int, int]) -> set[int]:
    """Where the pieces begin that lie at ``span``, wholly or in part."""
    first, last = span
    return {start for start, end in pairwise(cuts) if start < last and end > first}


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
