"""拟文书 on chosen tasks (F3): a 督办通知单 or 交办单 for each unit that leads some, over these alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.forms import data_day_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.work import Work

KINDS = (NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT)
MOST_TOLD = 6
"""Units that are named with their tasks; more are counted."""

EVERY_UNIT = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The ids of the drafts, the units for which there was nothing to write, and how many are left."""

    made: tuple[bytes, ...]
    skipped: tuple[str, ...]
    left: int


class Named(NamedTuple):
    """What units (by their ids) are called on the day, and how tasks are named."""

    units: Mapping[str, str]
    refs: Mapping[int, TaskRef]


def open_task_notices(app: Host, numbers: Sequence[int]) -> None:
    """Ask for the kind and the basis, draft one for each lead unit, and show the last."""

    def read(connection: sqlite3.Connection) -> tuple[dict[str, list[int]], Named]:
        today = app.session.today
        leads = by_unit(named_slots(connection, numbers, today))
        names = {unit: unit_name_on(connection, unit, today)[0] for unit in leads}
        return leads, Named(names, read_refs(connection, numbers))

    def show(found: tuple[dict[str, list[int]], Named]) -> None:
        units, named = found
        if not units:
            raise HuaianError(
                "没有可写的单位", "这些任务没有牵头单位", f"在文书（{keys_said('show_notices')}）里拟写"
            )
        open_dialog(app, _form(app.session, numbers, units, named), lambda drafted: _ended(app, drafted))

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def by_unit(slots: Mapping[int, Sequence[NamedSlot]]) -> dict[str, list[int]]:
    """The tasks that each unit (its id) leads on the day, in their order; after a merge the successor."""
    units: dict[str, list[int]] = {}
    for number, of_task in slots.items():
        for unit in dict.fromkeys(slot.unit for slot in of_task if slot.role == "lead"):
            units.setdefault(unit, []).append(number)
    return units


def _form(
    session: LedgerSession, numbers: Sequence[int], units: dict[str, list[int]], named: Named
) -> WorkForm:
    each = [(unit, named.units[unit]) for unit in units]
    choices = [(EVERY_UNIT, f"牵头单位各一份，共 {len(units)} 份"), *each]
    if len(units) == 1:
        choices = choices[1:]
    fields: list[FormField] = [
        ChoiceField("kind", "文书", [(kind, NOTICE_TITLES[kind]) for kind in KINDS]),
        ChoiceField("unit", "写给", choices),
        data_day_field(session.today),
        TextField("basis", "立项依据", placeholder="批示、会议或文件，写入文书", max_length=500),
    ]

    def work(values: dict[str, Any], progress: Work) -> Drafted:
        chosen = {name: own for name, own in units.items() if values["unit"] in (EVERY_UNIT, name)}
        return _draft(session, NoticeKind(values["kind"]), chosen, values, progress)

    intro = _intro(numbers, units, named)
    return WorkForm("拟文书", fields, work, intro=intro, button="拟稿", busy="正在拟稿")


def _intro(numbers: Sequence[int], units: dict[str, list[int]], named: Named) -> str:
    def labels(wanted: Sequence[int]) -> str:
        return "、".join((named.refs.get(one) or bare_ref(one)).label for one in wanted)

    told = [f"{named.units[unit]} {labels(own)}" for unit, own in list(units.items())[:MOST_TOLD]]
    more = f"；等 {len(units)} 个单位" if len(units) > MOST_TOLD else ""
    listed = labels(numbers)
    return (
        f"{len(numbers)} 项任务：{listed}。牵头：{'；'.join(told)}{more}。\n"
        "督办通知单写没办结的节点；交办单请单位提出节点、时限和责任人。"
    )


def _draft(
    session: LedgerSession,
    kind: NoticeKind,
    units: dict[str, list[int]],
    values: dict[str, Any],
    progress: Work,
) -> Drafted:
    """Compose and keep a draft for each unit; one with nothing to write about is left out and told."""
    from huaian_tui.documents.composers.compose import compose
    from huaian_tui.documents.composers.request import NoticeRequest
    from huaian_tui.services.notices import keep_draft
    from huaian_tui.services.past_notices import differences_of
    from huaian_tui.store.engine.as_of import reading

    today, basis, as_of = session.today, values["basis"], values["as_of"]

    def work(ledger: Ledger) -> Drafted:
        made: list[bytes] = []
        skipped: list[str] = []
        refusal: HuaianError | None = None
        with reading(session.database, as_of) as connection:
            remarks = differences_of(connection, as_of)
            for place, (unit, numbers) in enumerate(units.items()):
                if not progress.goes_on(place, len(units), "正在拟稿", kept=bool(made)):
                    break
                request = NoticeRequest(
                    kind=kind, today=today, units=(unit,), tasks=tuple(numbers), basis=basis, as_of=as_of
                )
                try:
                    composed = compose(connection, request)
                except HuaianError as error:
                    refusal = error
                    skipped.append(unit_name_on(connection, unit, today)[0])
                    continue
                made.append(keep_draft(ledger, composed, today, basis=basis, as_of=as_of, warnings=remarks))
        if refusal is not None and not made:
            raise _nothing(kind, refusal)
        return Drafted(tuple(made), tuple(skipped), len(units) - len(made) - len(skipped))

    return session.write(work)


def _nothing(kind: NoticeKind, refusal: HuaianError) -> HuaianError:
    """Why there is nothing at all to draft; a 督办通知单 needs open milestones."""
    if kind is NoticeKind.SUPERVISION:
        return HuaianError(
            "没有可督办的节点",
            "所选任务都没有未办结的节点",
            f"改拟交办单，或先设节点（{keys_said('milestone_set')}）",
        )
    return refusal


def _ended(app: Host, drafted: Drafted) -> None:
    left_out = f"；{'、'.join(drafted.skipped)}没有可写的事项，没有拟" if drafted.skipped else ""
    stopped = f"；已停下，还有 {drafted.left} 个单位没有拟" if drafted.left else ""
    app.tell(f"已拟好 {len(drafted.made)} 份草稿{left_out}{stopped}")
    app.ledger_changed()
    app.call_later(app.go, "notices", drafted.made[-1].hex())
