"""The part of the morning screen that tells of former days; what draws it is loaded once it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size

from huaian_tui.tui.areas.overview.page import OverviewPage
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.ledger_screen import LedgerScreen

if TYPE_CHECKING:
    from huaian_tui.domain.answers.trends import Trends

LOW = 16
"""Below so many lines there is no calendar: the list needs them."""

HIGH = 30
"""From so many lines on the last records have a list of their own; below they follow what waits in one."""


class FormerDays(LedgerScreen):
    """What moved since former days (``#overview-moved``), and what is left by month (``#overview-left``)."""

    trends: Trends | None = None

    def read_trends(self, page: OverviewPage | None) -> None:
        """Read them after what waits: former days take longer, and nobody waits for them."""
        from huaian_tui.tui.areas.overview.trends import read_trends_of

        if page is not None:
            self.read(lambda c: read_trends_of(c, page.today), self._show_trends, group="trends")

    def _show_trends(self, trends: Trends) -> None:
        self.trends = trends
        self.arrange_trends(self.app.size)
        if trends.plans:
            self.fill_plans()

    def fill_plans(self) -> None:
        """The plans anew, now that it is known how each stood on former days."""

    def arrange_trends(self, size: Size) -> None:
        """What moved, below the figures; on a high screen what is left month by month, above what waits."""
        moved = left = Content("")
        if self.trends is not None:
            from huaian_tui.tui.areas.overview.trends import trend_lines

            past = self.ledger_app.session.as_of is not None
            moved, left = trend_lines(self.trends, size, low=LOW, high=HIGH, past=past)
        for name, words in (("moved", moved), ("left", left)):
            line = self.query_one(f"#overview-{name}", ChineseText)
            line.display = bool(words)
            line.update(words)
        self.set_class(bool(left), "-left")
