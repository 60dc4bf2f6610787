"""拟文书 on chosen tasks (F3): a 督办通知单 or 交办单 for each unit that has some, over these alone.

It goes to the leads (牵头), where that is chosen to the supporting units (责任) for their part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_groups import group_members
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.forms import GROUPS, data_day_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.work import Work

KINDS = (NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT)
LEAD, SUPPORT = "lead", "support"
ROLES = ((LEAD, "牵头单位"), (SUPPORT, "责任单位（配合）"))
"""Whom it goes to (``NoticeRequest.role``); the leads unless it is chosen."""
MOST_TOLD = 6
"""Units that are named with their tasks; more are counted."""

EVERY_UNIT = ""

OfRoles = Mapping[str, dict[str, list[int]]]
"""The tasks of each unit (its id), by the role in which it has them."""


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


def open_task_notices(
    app: Host,
    numbers: Sequence[int],
    acted: ActedOn | None = None,
    given: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Ask for the kind, the role and the basis, draft one for each unit, and show the last.

    ``acted``: the rows that these tasks are; ``given``: kind and basis as they stand at first.
    """

    def read(connection: sqlite3.Connection) -> tuple[OfRoles, Named]:
        today = app.session.today
        slots = named_slots(connection, numbers, today)
        of_roles = {role: by_unit(slots, role) for role in (LEAD, SUPPORT)}
        every = {unit for units in of_roles.values() for unit in units}
        names = {unit: unit_name_on(connection, unit, today)[0] for unit in every}
        return of_roles, Named(names, read_refs(connection, numbers))

    def show(found: tuple[OfRoles, Named]) -> None:
        of_roles, named = found
        if not any(of_roles.values()):
            raise HuaianError(
                "没有可写的单位",
                "这些任务没有写明牵头单位和责任单位",
                f"在文书（{keys_said('show_notices')}）里拟写",
            )
        hidden = "" if acted is None else acted.hidden_words
        form = _form(app.session, numbers, of_roles, named, hidden, given)
        open_dialog(app, form, lambda drafted: _ended(app, drafted, acted))

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def by_unit(slots: Mapping[int, Sequence[NamedSlot]], role: str = LEAD) -> dict[str, list[int]]:
    """The tasks that each unit (its id) has in this role, in their order; after a merge of the successor.

    What leads a task with others does not support it.
    """
    units: dict[str, list[int]] = {}
    for number, of_task in slots.items():
        leads = dict.fromkeys(slot.unit for slot in of_task if slot.role == LEAD)
        supports = dict.fromkeys(slot.unit for slot in of_task if slot.unit not in leads)
        for unit in leads if role == LEAD else supports:
            units.setdefault(unit, []).append(number)
    return units


def _of_members(connection: sqlite3.Connection, units: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The same with the known members of each group in its stead."""
    found: dict[str, list[int]] = {}
    for unit, numbers in units.items():
        members = [one for one, certain in group_members(connection, unit) if certain]
        for one in members or [unit]:
            own = found.setdefault(one, [])
            own += [number for number in numbers if number not in own]
    return found


def _form(
    session: LedgerSession,
    numbers: Sequence[int],
    of_roles: OfRoles,
    named: Named,
    hidden: str,
    given: Mapping[str, str],
) -> WorkForm:
    leads, supports = of_roles[LEAD], of_roles[SUPPORT]
    counts = f"牵头 {len(leads)} 份，责任 {len(supports)} 份"
    only = [f"{named.units[unit]}（配合）" for unit in supports if unit not in leads]
    each = [(unit, named.units[unit]) for unit in leads]
    each += zip((unit for unit in supports if unit not in leads), only, strict=True)
    kinds = [(kind, NOTICE_TITLES[kind]) for kind in KINDS]
    fields: list[FormField] = [
        ChoiceField("kind", "文书", kinds, value=given.get("kind", "")),
        ChoiceField("role", "角色", ROLES),
        ChoiceField("unit", "写给", [(EVERY_UNIT, f"这种角色的单位各一份（{counts}）"), *each]),
        ChoiceField("groups", "集体单位", GROUPS),
        data_day_field(session.today),
        TextField(
            "basis",
            "立项依据",
            value=given.get("basis", ""),
            placeholder="批示、会议或文件，写入文书",
            max_length=500,
        ),
    ]

    def work(values: dict[str, Any], progress: Work) -> Drafted:
        units = of_roles[values["role"]]
        chosen = {name: own for name, own in units.items() if values["unit"] in (EVERY_UNIT, name)}
        if not chosen:
            raise _not_in_role(values["role"], named.units.get(values["unit"], ""))
        return _draft(session, NoticeKind(values["kind"]), chosen, values, progress)

    intro = _intro(numbers, leads, named) + (f"\n{hidden}。" if hidden else "")
    return WorkForm("拟文书", fields, work, intro=intro, button="拟稿", busy="正在拟稿")


def _not_in_role(role: str, unit: str) -> HuaianError:
    """Why nothing can be drafted in this role."""
    asked, other = ("牵头", "责任单位（配合）") if role == LEAD else ("配合", "牵头单位")
    if not unit:
        return InputRefused("没有可写的单位", f"这些任务没有{asked}的单位", f"请选{other}", field="role")
    return InputRefused(f"{unit}不{asked}这些任务", "角色与单位不符", f"请选{other}，或换单位", field="role")


def _intro(numbers: Sequence[int], units: dict[str, list[int]], named: Named) -> str:
    def labels(wanted: Sequence[int]) -> str:
        return "、".join((named.refs.get(one) or bare_ref(one)).label for one in wanted)

    leading = [f"{named.units[unit]} {labels(own)}" for unit, own in list(units.items())[:MOST_TOLD]]
    more = f"；等 {len(units)} 个单位" if len(units) > MOST_TOLD else ""
    listed = labels(numbers)
    return (
        f"{len(numbers)} 项任务：{listed}。牵头：{'；'.join(leading) or '没有写明'}{more}。\n"
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
    from huaian_tui.documents.composers.request import EACH_MEMBER, NoticeRequest
    from huaian_tui.services.notices import keep_draft
    from huaian_tui.services.past_notices import differences_of
    from huaian_tui.store.engine.as_of import reading

    today, basis, as_of = session.today, values["basis"], values["as_of"]
    asked = NoticeRequest(
        kind, today, basis=basis, as_of=as_of, role=values.get("role", ""), groups=values.get("groups", "")
    )

    def work(ledger: Ledger) -> Drafted:
        made, skipped = list[bytes](), list[str]()
        refusal: HuaianError | None = None
        with reading(session.database, as_of) as connection:
            remarks = differences_of(connection, as_of)
            chosen = _of_members(connection, units) if asked.groups == EACH_MEMBER else units
            for place, (unit, numbers) in enumerate(chosen.items()):
                if not progress.goes_on(place, len(chosen), "正在拟稿", kept=bool(made)):
                    break
                request = replace(asked, units=(unit,), tasks=tuple(numbers))
                try:
                    composed = compose(connection, request)
                except HuaianError as error:
                    refusal = error
                    skipped.append(unit_name_on(connection, unit, today)[0])
                    continue
                made.append(keep_draft(ledger, composed, today, basis=basis, as_of=as_of, warnings=remarks))
        if refusal is not None and not made:
            raise _nothing(kind, refusal)
        return Drafted(tuple(made), tuple(skipped), len(chosen) - len(made) - len(skipped))

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


def _ended(app: Host, drafted: Drafted, acted: ActedOn | None) -> None:
    left_out = f"；{'、'.join(drafted.skipped)}没有可写的事项，没有拟" if drafted.skipped else ""
    stopped = f"；已停下，还有 {drafted.left} 个单位没有拟" if drafted.left else ""
    marks = acted.done() if acted is not None else ""
    app.tell(f"已拟好 {len(drafted.made)} 份草稿{left_out}{stopped}{marks}")
    app.ledger_changed()
    app.call_later(app.go, "notices", drafted.made[-1].hex())
