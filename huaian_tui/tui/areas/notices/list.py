"""What the notices screen lists: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeState
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.store.queries.find_notices import NoticeKey, read_notice_rows
from huaian_tui.tui.areas.notices.text import addressee, state_word
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.session import LedgerSession

COLUMNS: tuple[Column[NoticeRow], ...] = (
    Column(
        "日期",
        lambda notice: (notice.issued_on or notice.drafted_on).isoformat(),
        width=10,
        priority=2,
        sort="day",
    ),
    Column("文书", lambda notice: NOTICE_TITLES.get(notice.kind, notice.kind), width=10, sort="kind"),
    Column(PLAN_COLUMN, lambda notice: "、".join(notice.plan_codes), width=8, priority=4, sort="plan"),
    Column("对象", addressee, weight=2, min_width=10, sort="addressee"),
    Column("状态", lambda notice: _standing(notice), width=12, grows=True, priority=3, sort="standing"),
)


def notice_rows(notices: Iterable[NoticeRow]) -> list[ListRow]:
    """Notices as lines of the list; in the tone of what is wrong or waited for."""
    return [ListRow(one.record_id.hex(), cells_of(one, COLUMNS), _tone(one)) for one in notices]


class NoticeSource:
    """The found notices; their rows are read by the page."""

    def __init__(self, session: LedgerSession, found: Sequence[NoticeKey]) -> None:
        self._session = session
        self._ids = [one.record_id for one in found]
        self._places = {one.record_id.hex(): place for place, one in enumerate(found)}

    def count(self) -> int:
        """Number of notices."""
        return len(self._ids)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``; reads the ledger."""
        wanted = self._ids[start : start + size]
        return notice_rows(self._session.read(lambda connection: read_notice_rows(connection, wanted)))

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """Index of each of the notices with these ids."""
        return {key: self._places[key] for key in keys if key in self._places}

    def keys(self) -> Sequence[str]:
        """The ids, as keys."""
        return list(self._places)


def _tone(notice: NoticeRow) -> str:
    waiting = notice.state == NoticeState.ISSUED and bool(notice.missing)
    return "overdue" if notice.doubled else "due_soon" if waiting else ""


def _standing(notice: NoticeRow) -> str:
    """草稿, 已撤回, 已丢弃, or the number without the office's code word: 〔2026〕7号."""
    if notice.state != NoticeState.ISSUED:
        return state_word(notice)
    return notice.number[notice.number.find("〔") :] if "〔" in notice.number else notice.number
