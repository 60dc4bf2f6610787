"""The list of notices (F6): what narrows it, its rows, and what the hints say of the chosen one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from huaian_tui.domain.notices import DISCARDED, EVERY_STATE, STATE_TITLES, NoticeState
from huaian_tui.store.queries.find_notices import FoundNotices, find_notices, read_notice_rows
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.search.filters import Facet, standing_filter
from huaian_tui.store.search.list_filters import notice_list_filter
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.chosen import ChosenNotices
from huaian_tui.tui.areas.notices.list import COLUMNS, NoticeSource, notice_rows
from huaian_tui.tui.areas.notices.text import notice_page
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.sorted_rows import sorted_rows
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

HINTS_BY_STATE = {
    NoticeState.DRAFT: ("notice_new", "notice_edit", "notice_check", "notice_issue", "notice_withdraw"),
    NoticeState.ISSUED: ("notice_new", "notice_reply", "export", "notice_print", "notice_withdraw"),
    NoticeState.WITHDRAWN: ("notice_new", "export", "notice_print"),
    DISCARDED: ("notice_new", "notice_withdraw"),
}
"""What the hints show first, by how the chosen notice stands."""

_CHANGES = ("notice_edit", "notice_refresh", "notice_issue", "notice_fields")
_SETTLED = (*_CHANGES, "notice_renumber", "notice_reply")
REFUSED_BY_STATE = {
    NoticeState.DRAFT: ("notice_reply", "notice_renumber"),
    NoticeState.ISSUED: _CHANGES,
    NoticeState.WITHDRAWN: (*_SETTLED, "notice_withdraw"),
    DISCARDED: _SETTLED,
}
"""What would only be refused, by how the chosen notice stands."""

AMEND_REPLIES = frozenset(("notice_edit", "notice_withdraw"))
"""What can be done with the answers to a notice, whatever its state."""

CORRECT_REPLY = "更正反馈"
DISCARD, RESTORE = "丢弃草稿", "恢复草稿"
"""What the key of 撤回 does with a draft, and with one that was thrown away."""

FILTER_HINT = "单位、种类、状态按 Tab 作筛选，如 czj、催办单、草稿、已撤回"
NOTHING_FOUND = "没有符合条件的文书"


class _Read(NamedTuple):
    """What was read for the list: ``rows`` where another order was asked for, ``every``: what is put away
    is listed too, since the notice asked for is among it."""

    found: FoundNotices
    plans: int
    rows: list[ListRow] | None
    every: bool


class ListedNotices(ChosenNotices):
    """The notices at the left, the preview of the chosen one at the right (over the list when narrow)."""

    def __init__(self) -> None:
        super().__init__(self._facets)
        self._standing: dict[str, str] = {}
        """How each listed notice stands, by its key."""
        self._answered: frozenset[str] = frozenset()
        """The keys of listed notices to which replies are recorded: those can be corrected."""
        self._chosen_state: str | None = None
        self._chosen_answered = False

    def compose_body(self) -> Iterable[Widget]:
        """Filter, list and preview."""
        yield FilterBar(
            "文字、单位、拼音、文号、状态（如 草稿）",
            facets=(Facet.UNIT, Facet.PLAN, Facet.NOTICE, Facet.STANDING, Facet.DATES),
            today=lambda: self.ledger_app.session.today,
            looks_back=True,
            hint=FILTER_HINT,
        )
        with Horizontal(id="notices-body"):
            yield VirtualList(
                COLUMNS, empty_text=NOTHING_FOUND, measure="份", marks=Marks(), kept_as="notices"
            )
            yield DetailPane(id="notice-preview")

    # ------------------------------------------------------------------ reading

    def find(self, key: str | None = None, *, other_rows: bool = False, reveal: bool = False) -> None:
        """Read what fits the filter; ``reveal``: that of ``key`` is listed even where it is put away."""
        bar, records, session = self.bar, self.records, self.ledger_app.session
        wanted, order = notice_list_filter(bar.text, bar.filters), records.sort
        columns = records.columns
        records.expect(key, other_rows=other_rows)

        def query(connection: sqlite3.Connection) -> _Read:
            found, every = find_notices(connection, wanted), False
            if reveal and found.put_away and key not in {one.record_id.hex() for one in found.keys}:
                all_of_them = notice_list_filter("", [standing_filter(EVERY_STATE)])
                found, every = find_notices(connection, all_of_them), True
            rows = None
            if order is not None:
                read = read_notice_rows(connection, [one.record_id for one in found.keys])
                rows = sorted_rows(notice_rows(read), columns, order)
            return _Read(found, len(plans_in_use(connection)), rows, every)

        def show(read: _Read) -> None:
            if read.every:
                with bar.prevent(FilterBar.Changed):
                    bar.set_filters([standing_filter(EVERY_STATE)])
            say_plans(records, read.plans)
            records.empty_text = self._empty(read.found)
            records.set_caption(_figures(read.found))
            self._standing = {one.record_id.hex(): one.standing for one in read.found.keys}
            self._answered = frozenset(one.record_id.hex() for one in read.found.keys if one.answered)
            before = records.cursor_key
            rows = read.rows
            records.set_source(NoticeSource(session, read.found.keys) if rows is None else MemorySource(rows))
            self._hint_for(records.cursor_key)
            if before is not None and records.cursor_key == before:  # an answer may have come
                self._preview(bytes.fromhex(before))

        self.read(query, show, group="notices", lists=[records])

    def _facets(self, connection: sqlite3.Connection, asked: Asked) -> FacetCounts:
        from huaian_tui.store.search.facet_counts import count_notices

        return count_notices(connection, self.ledger_app.session.today, asked)

    def _empty(self, found: FoundNotices) -> str:
        if self.is_narrowed or found.put_away:
            return NOTHING_FOUND
        return f"还没有文书。按 {keys_said('notice_new')} 拟一份"

    # ------------------------------------------------------------------ hints

    def hints_first(self) -> tuple[str, ...]:
        """By the state of the chosen notice."""
        return HINTS_BY_STATE.get(self._chosen_state, ()) if self._chosen_state else ()

    @property
    def withheld_hints(self) -> Collection[str]:
        """By the state of the chosen notice; marked ones may be of any state."""
        marked = self.records.has_marks
        by_state = set(REFUSED_BY_STATE[self._chosen_state] if self._chosen_state and not marked else ())
        if self._chosen_answered:
            by_state -= AMEND_REPLIES
        return {*by_state, *super().withheld_hints}

    @property
    def hint_words(self) -> Mapping[str, str]:
        """The key that edits a draft corrects answers of what is issued; that of 撤回 throws a draft away."""
        words = dict(super().hint_words)
        if self._chosen_answered and self._chosen_state != NoticeState.DRAFT:
            words["notice_edit"] = CORRECT_REPLY
        if self._chosen_state in _WITHDRAWS and not self.records.has_marks:
            words["notice_withdraw"] = _WITHDRAWS[self._chosen_state]
        return words

    def _hint_for(self, key: str | None) -> None:
        self._chosen_state = None if key is None else self._standing.get(key)
        self._chosen_answered = key in self._answered
        self.query_one(HintBar).refresh()

    # ------------------------------------------------------------------ preview

    def show_row(self, key: str) -> None:
        """Lay it out for the preview."""
        self._hint_for(key)
        self._preview(bytes.fromhex(key))

    def no_row(self) -> None:
        """Nothing is chosen."""
        self._hint_for(None)
        super().no_row()

    def _preview(self, identity: bytes) -> None:
        session, room = self.ledger_app.session, self.detail.room

        def work() -> Content:
            from huaian_tui.documents.plain.pages import render_preview
            from huaian_tui.services.notice_files import document_of

            notice = session.read(lambda connection: read_notice(connection, identity))
            return notice_page(notice, render_preview(document_of(notice), room=room))

        in_thread(self, work, self.detail.show, group="detail")


_WITHDRAWS: dict[str | None, str] = {NoticeState.DRAFT: DISCARD, DISCARDED: RESTORE}


def _figures(found: FoundNotices) -> str:
    """How many there are of each state, and how many the daily list leaves out."""
    counts = Counter(one.standing for one in found.keys)
    said = [f"{title} {counts[state]}" for state, title in STATE_TITLES.items() if counts[state]]
    if found.put_away:
        said.append(f"未列已撤回、丢弃 {found.put_away}")
    return "，".join(said)
