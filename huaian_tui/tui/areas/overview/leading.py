"""What lines of the overview open that are about no task, milestone or paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.areas.overview.text import FORKS, REPORTS
from huaian_tui.tui.frame.host import Host

OPENS: Mapping[str, Callable[[Host], object]] = {
    REPORTS: lambda app: open_action(app, "reports"),
    FORKS: lambda app: open_action(app, "settle_forks"),
}
"""By the kind of a line."""
