"""What a draft says otherwise than the ledger when it is issued: refused, or accepted and recorded."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.answers.notices import ChangeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.domain.words.notices import change_words

_MOST_SHOWN = 3
"""Changes that a refusal names; of more it says how many."""
_MOST_KEPT = 2_000
"""Changes that the record of the issue keeps."""
_LONGEST_VALUE = 2_000
"""Characters of a changed text that it keeps."""
_LONGEST_PLACE = 200


class FiguresChanged(HuaianError):
    """The ledger says something else than the draft by now; ``changes`` is what."""

    def __init__(self, changes: Sequence[ChangeRow]) -> None:
        self.changes = tuple(changes)
        shown = "；".join(change_words(one) for one in changes[:_MOST_SHOWN])
        more = f"等{len(changes)}处" if len(changes) > _MOST_SHOWN else ""
        super().__init__(
            "还没有印发",
            f"拟稿以来台账有变化：{shown}{more}",
            "请先刷新草稿；确要照草稿印发的，请明确确认",
        )


def changed_body(changes: Sequence[ChangeRow]) -> dict[str, object]:
    """What the record of the issue keeps of changes that were accepted; nothing where there are none."""
    told = [
        {
            "place": clean_line(one.place[:_LONGEST_PLACE]),
            "was": clean_text(one.was[:_LONGEST_VALUE]),
            "now": clean_text(one.now[:_LONGEST_VALUE]),
            "records": list(one.records),
        }
        for one in changes[:_MOST_KEPT]
    ]
    return {"changed": told} if told else {}
