"""Deciding on tasks of a list: which of their milestones or deliverables are meant, then the form."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn


def decide_on_tasks(app: Host, numbers: Sequence[int], verb: str, acted: ActedOn) -> None:
    """Ask which milestones of these tasks are meant, and open their form; ``verb``: complete, extend …"""
    from huaian_tui.tui.areas.milestones import forms as milestones
    from huaian_tui.tui.areas.tasks.ask_which import pick_milestones

    opener = getattr(milestones, f"open_{verb}")
    pick_milestones(app, numbers, verb, lambda keys: opener(app, keys, acted))
