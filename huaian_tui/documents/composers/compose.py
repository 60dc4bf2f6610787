"""The one way to a composed notice: a request in, a document out, by kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from huaian_tui.documents.composers.annual import compose_annual
from huaian_tui.documents.composers.answer import compose_answer
from huaian_tui.documents.composers.assignment import compose_assignment
from huaian_tui.documents.composers.briefing import compose_briefing
from huaian_tui.documents.composers.circular import compose_circular
from huaian_tui.documents.composers.completion import compose_completion
from huaian_tui.documents.composers.extension import compose_extension
from huaian_tui.documents.composers.figures import with_their_officers
from huaian_tui.documents.composers.foretold import refuse_elsewhere
from huaian_tui.documents.composers.known_words import with_its_words
from huaian_tui.documents.composers.ledger_sheet import compose_ledger_sheet
from huaian_tui.documents.composers.letter import compose_letter
from huaian_tui.documents.composers.notice_frame import Composed, settled
from huaian_tui.documents.composers.overdue_list import compose_overdue_list
from huaian_tui.documents.composers.reminder import compose_reminder
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.routing import compose_routing
from huaian_tui.documents.composers.status import compose_status
from huaian_tui.documents.composers.supervision import compose_supervision
from huaian_tui.documents.composers.taking_up import compose_taking_up
from huaian_tui.documents.composers.visit import compose_visit
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.engine.origins import head_lines
from huaian_tui.store.engine.records import newest_id

_COMPOSERS: dict[NoticeKind, Callable[[sqlite3.Connection, NoticeRequest], Composed]] = {
    NoticeKind.CIRCULAR: compose_circular,
    NoticeKind.SUPERVISION: compose_supervision,
    NoticeKind.REMINDER: compose_reminder,
    NoticeKind.ASSIGNMENT: compose_assignment,
    NoticeKind.LETTER: compose_letter,
    NoticeKind.STATUS: compose_status,
    NoticeKind.ANSWER: compose_answer,
    NoticeKind.VISIT: compose_visit,
    NoticeKind.OVERDUE: compose_overdue_list,
    NoticeKind.BRIEFING: compose_briefing,
    NoticeKind.EXTENSION: compose_extension,
    NoticeKind.COMPLETION: compose_completion,
    NoticeKind.ROUTING: compose_routing,
    NoticeKind.TAKING_UP: compose_taking_up,
    NoticeKind.ANNUAL: compose_annual,
    NoticeKind.LEDGER: compose_ledger_sheet,
}


def compose(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The notice that the request asks for; a ``HuaianError`` says why there is none.

    A function of the ledger and the request alone: a draft is compared with what its request gives later.
    """
    refuse_elsewhere(request)
    request = settled(connection, request)
    composed, newest = _COMPOSERS[request.kind](connection, request), newest_id(connection)
    return replace(
        composed,
        document=with_its_words(
            connection, with_their_officers(connection, composed.document), composed.plans
        ),
        request=request,
        up_to="" if newest is None else format_id(newest),
        heads=head_lines(connection),
    )
