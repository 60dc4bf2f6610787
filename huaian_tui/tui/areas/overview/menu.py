"""What the menu of 总览 opens that belongs to no other screen."""

from __future__ import annotations

from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.frame.ledger_screen import LedgerScreen


class OfficeMenu(LedgerScreen):
    """The officer's week, the calendar, the laptops of the office."""

    def action_weekly(self) -> None:
        """周报"""
        open_action(self.ledger_app, "weekly")

    def action_export_calendar(self) -> None:
        """导出日历"""
        open_action(self.ledger_app, "export_calendar")

    def action_in_step(self) -> None:
        """同步"""
        open_action(self.ledger_app, "in_step")

    def action_trust(self) -> None:
        """信任"""
        open_action(self.ledger_app, "trust")

    def action_settle_forks(self) -> None:
        """核定分叉"""
        open_action(self.ledger_app, "settle_forks")
