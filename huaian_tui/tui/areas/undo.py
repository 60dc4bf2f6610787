"""撤销: says what was done with the way back, asks exactly what would be undone, and appends the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from os.path import commonprefix
from typing import TYPE_CHECKING, Any

from textual.content import Content

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.undo import DEFAULT_REASON, NeverUndone, Undo, undo, undo_of
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.list_screen import ListScreen
from huaian_tui.tui.safe_text import own_words

if TYPE_CHECKING:
    from huaian_tui.tui.session import LedgerSession

LONGEST_REASON = 200
MOST_LINES = 6
"""Lines of the question; an action on more tasks says how many more."""

_BACK = "撤回"
"""How a line begins that takes a record back."""

NOTHING = "这次打开后还没有可撤销的操作"
NOTHING_MORE = "没有可再撤销的操作"


@dataclass(frozen=True, slots=True)
class _Next:
    """What 撤销 would take back; ``passed``: why what was done after it cannot be, the last first."""

    records: tuple[bytes, ...]
    found: Undo
    passed: tuple[HuaianError, ...]


def open_undo(app: Host) -> None:
    """Ask whether to take back the last action of this session, naming what that does.

    An action that cannot be taken back is refused with the reason. Asked again, the next older one is
    offered and said to be older; records that have a way back of their own are passed over at once.
    """
    session = app.session
    if not session.done:
        app.tell(NOTHING_MORE if session.has_undone else NOTHING)
        return

    def ask(next_one: _Next) -> None:
        open_dialog(app, _question(app, next_one), lambda _: _ended(app, next_one.found))

    read_then(app, lambda: _next(session), ask, refused=app.show_error)


def _next(session: LedgerSession) -> _Next:
    """The newest action that can be taken back; the refusal of the last one when there is nothing else."""
    passed: list[HuaianError] = []
    for records in session.done:
        try:
            found = session.read(partial(undo_of, records=records, today=session.today))
        except HuaianError as error:
            passed.append(error)
            if not isinstance(error, NeverUndone) and not session.was_refused(records):
                session.note_refused(records)
                raise
        else:
            return _Next(records, found, tuple(passed))
    raise passed[0]


def _question(app: Host, next_one: _Next) -> FormDialog:
    session, records = app.session, next_one.records

    def save(values: dict[str, Any]) -> object:
        made = session.write(
            lambda ledger: undo(ledger, records, values["reason"], session.today), can_undo=False
        )
        session.forget_done(records)
        return made

    reason = TextField("reason", "撤回理由", value=DEFAULT_REASON, required=True, max_length=LONGEST_REASON)
    many = len(next_one.found.lines)
    title = "撤销更早的操作？" if next_one.passed else "撤销刚才的操作？"
    title += f"共 {many} 条" if many > 1 else ""
    intro = _intro(next_one.found, next_one.passed)
    return FormDialog(title, [reason], save, intro=intro, button="撤销", busy="正在撤销")


def _intro(found: Undo, passed: Sequence[HuaianError]) -> Content:
    """What will be recorded, line by line; first why it is not the last thing done."""
    shown = list(said_once(found.lines)[:MOST_LINES])
    if len(found.lines) > MOST_LINES:
        shown.append(f"另有 {len(found.lines) - MOST_LINES} 条同样处理")
    lines = [Content.styled(line, "$foreground") for line in shown]
    if passed:
        ways = f"（{passed[0].way_out}）" if passed[0].way_out else ""
        lines.insert(0, Content(f"刚才的操作不能撤销：{own_words(passed[0].message + ways)}。更早的是："))
    return Content("\n").join(
        [*lines, Content(f"原来的记录不删除，仍可在记录（{keys_said('show_records')}）里查到。")]
    )


def said_once(lines: Sequence[str]) -> list[str]:
    """The first line in full; of the others, where they say the same of other things, these things alone.

    撤回第2项节点「甲」的节点办结；此后节点正在督办 / 同样撤回：第6项节点「乙」 …
    """
    first, *others = lines
    end = len(commonprefix([line[::-1] for line in lines]))
    same = first[len(first) - end :]
    rest = same[same.find("」") + 1 :]
    if not others or "」" not in same or not rest or not all(one.startswith(_BACK) for one in lines):
        return list(lines)
    return [first, *(f"同样撤回：{one[len(_BACK) : len(one) - len(rest)]}" for one in others)]


def _ended(app: Host, found: Undo) -> None:
    first, *others = found.done
    many = f"已撤回 {len(found.done)} 条：" if others else ""
    app.tell(f"{many}{first.removeprefix(f'已{_BACK}')} 等" if others else first)
    app.ledger_changed()
    # What is there again stands in the list once more: the cursor goes to the first of it.
    if isinstance(app.screen, ListScreen):
        app.screen.come_back_to(found.about)
