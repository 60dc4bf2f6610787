"""What an action on the notices screen goes on with: the marked notices, or the chosen one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.facet_screen import FacetScreen
from huaian_tui.tui.list.acted_on import ActedOn, act_on, act_on_one

T = TypeVar("T")


class ChosenNotices(FacetScreen):
    """A list of notices whose keys are their ids in hex."""

    def _with_keys(self, then: Callable[[list[bytes], ActedOn], object]) -> None:
        """Go on with the marked notices in the order of the list, else with the chosen one."""

        def on_keys(acted: ActedOn) -> None:
            if acted.keys:
                then([bytes.fromhex(key) for key in acted.keys], acted)
            else:
                self.ledger_app.show_error(no_notice())

        act_on(self.records, on_keys)

    def _with_notices(self, then: Callable[[Sequence[NoticeRow], ActedOn], object]) -> None:
        """``_with_keys``, read."""

        def on_keys(keys: list[bytes], acted: ActedOn) -> None:
            self._read_chosen(lambda c: [read_notice(c, one) for one in keys], lambda rows: then(rows, acted))

        self._with_keys(on_keys)

    def _with_notice(
        self,
        then: Callable[[T], object],
        read: Callable[[sqlite3.Connection, bytes], T] = read_notice,  # type: ignore[assignment]
    ) -> None:
        """For what is done with one at a time: read it, then go on with it; says so when there is none."""

        def on_notice(key: str | None) -> None:
            if key is None:
                self.ledger_app.show_error(no_notice())
            else:
                self._read_chosen(lambda c: read(c, bytes.fromhex(key)), then)

        act_on_one(self.records, on_notice)

    def _read_chosen(self, query: Callable[[sqlite3.Connection], T], then: Callable[[T], object]) -> None:
        def go_on(found: T) -> None:
            try:
                then(found)
            except HuaianError as error:
                self.ledger_app.show_error(error)

        self.read(query, go_on, group="chosen")


def no_notice() -> HuaianError:
    """What is said where there is none to go on with."""
    return HuaianError("还没有文书", "没有拟过稿", f"先按 {keys_said('notice_new')} 拟一份")
