"""销号抽查: the samples, the items of one, what was found of each, and the sheet that is taken along."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.dates.reporting_period import quarter_of, read_period
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.rechecks import OUTCOMES, USUAL_SIZE, Outcome
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.words.rechecks import share_words
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.rechecks import Finding, SampleWanted, record_results, record_sample
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.rechecks import Item, Recheck, list_rechecks, read_recheck, risk_words
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

TITLE = "销号抽查"
NEW, SHEET = "new", "sheet"
_SAMPLES: tuple[Column[Recheck], ...] = (
    Column("抽样日", lambda one: one.day.isoformat(), width=10),
    Column("时期", lambda one: one.period.title, min_width=10),
    Column("抽中", lambda one: f"{len(one.items)}/{one.population}", width=9),
    Column("结果", lambda one: share_words(one.share)[0], min_width=16),
)
_ITEMS: tuple[Column[Item], ...] = (
    Column("节点", lambda one: one.milestone, width=9),
    Column("结果", lambda one: one.result.outcome.word if one.result else "未查", width=8),
    Column("名称", lambda one: one.title, min_width=14),
    Column("牵头单位", lambda one: one.leads, min_width=8, priority=2),
    Column("风险", lambda one: risk_words(one.risks), min_width=10, priority=3),
)


def open_rechecks(app: Host) -> None:
    """The samples, the newest first; without any the form that draws one."""
    today = app.session.today

    def ask(found: Sequence[Recheck]) -> None:
        if not found:
            _draw(app)
            return
        rows = [ListRow(NEW, ("", "新抽一次样", "", ""))]
        rows += [ListRow(one.record_id.hex(), cells_of(one, _SAMPLES)) for one in found]
        dialog = PickDialog(
            TITLE, "选一次抽查，登记结果、打查访单：", _SAMPLES, rows, "次", chosen=rows[1].key
        )
        open_dialog(app, dialog, lambda key: _chosen(app, key))

    read_then(app, lambda: app.session.read(lambda c: list_rechecks(c, today)), ask, group="rechecks")


def _chosen(app: Host, key: str) -> None:
    if key == NEW:
        _draw(app)
    elif key:
        _open(app, bytes.fromhex(key))


def _draw(app: Host) -> None:
    today = app.session.today
    fields: list[FormField] = [
        TextField(
            "period",
            "时期",
            value=_typed(app),
            placeholder="在哪一期办结的，如 2026Q3、上半年",
            required=True,
        ),
        TextField("size", "抽几个", value=str(USUAL_SIZE), required=True, max_length=3),
        TextField("seed", "种子", placeholder="不写则用时期和日期；同一种子抽出同样的样本", max_length=100),
    ]

    def save(values: dict[str, Any]) -> bytes:
        wanted = SampleWanted(
            read_period(values["period"], today), today, _size(values["size"]), values["seed"]
        )
        return app.session.write(lambda ledger: record_sample(ledger, wanted))

    def saved(made: bytes) -> None:
        tell_recorded(app, "已抽样，可以逐个登记结果、打查访单")
        _open(app, made)

    intro = (
        "从办结的节点中按风险抽样：单位自报、依据无文件、期末突击办结、未达标、单位有过不实的，各加一份权重。"
    )
    with_officer(
        app, lambda: open_dialog(app, FormDialog(TITLE, fields, save, intro=intro, button="抽样"), saved)
    )


def _typed(app: Host) -> str:
    first = quarter_of(app.session.today).first
    return f"{first.year}Q{(first.month + 2) // 3}"


def _size(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal()):
        raise InputRefused("抽查数量不对", f"填的是「{typed[:20]}」，要写整数", "请改写，如 20", field="size")
    return int(typed)


def _open(app: Host, record_id: bytes, left: str = "", *, recorded: bool = False) -> None:
    """The items of a sample: one is chosen and what was found is recorded.

    The cursor stands on the first that waits. Where one was ``left``: on it, and once it is ``recorded`` on
    the next that waits, first those behind it.
    """
    today = app.session.today

    def ask(found: Recheck) -> None:
        rows = [ListRow(SHEET, ("", "", "打查访单，带去现场填", "", ""))]
        rows += [ListRow(one.milestone, cells_of(one, _ITEMS)) for one in found.items]
        intro = f"从 {found.population} 个办结的节点中抽中，种子 {found.seed}。\n" + "\n".join(
            share_words(found.share)
        )
        dialog = PickDialog(
            f"{found.period.title}{TITLE}",
            intro,
            _ITEMS,
            rows,
            "个",
            chosen=_place(found, left, recorded=recorded),
        )
        open_dialog(app, dialog, lambda key: _item_chosen(app, found, key))

    def read(connection: sqlite3.Connection) -> Recheck:
        return read_recheck(connection, today, record_id)

    read_then(app, lambda: app.session.read(read), ask, group="rechecks")


def _place(found: Recheck, left: str, *, recorded: bool) -> str:
    """On which row of the items the cursor stands."""
    if left and not recorded:
        return left
    names = [one.milestone for one in found.items]
    place = names.index(left) + 1 if left in names else 0
    in_turn = (*found.items[place:], *found.items[:place])
    return next((one.milestone for one in in_turn if one.result is None), left or SHEET)


def _item_chosen(app: Host, found: Recheck, key: str) -> None:
    if key == SHEET:
        with_officer(app, lambda: _sheet(app, found))
    elif key:
        item = next(one for one in found.items if one.milestone == key)
        with_officer(app, lambda: _result(app, found, item))


def _result(app: Host, found: Recheck, item: Item) -> None:
    before = item.result
    choices = [(one.value, title) for one, title in OUTCOMES.items()]
    fields: list[FormField] = [
        ChoiceField("outcome", "结果", choices, value=before.outcome.value if before else Outcome.HELD.value),
        DateField("day", "核查日期", app.session.today, value="今天", required=True),
        TextField(
            "text",
            "说明",
            value=before.text if before else "",
            placeholder="看到了什么；不属实、无法核实的必须写",
            max_length=500,
        ),
    ]

    def save(values: dict[str, Any]) -> object:
        finding = Finding(Outcome(values["outcome"]), values["day"], values["text"])
        today = app.session.today
        return app.session.write(
            lambda ledger: record_results(ledger, found.record_id, {item.milestone: finding}, today)
        )

    def saved(_: object) -> None:
        tell_recorded(app, f"已登记抽查结果（节点 {item.milestone}）")
        _open(app, found.record_id, item.milestone, recorded=True)

    done = "" if item.completed_on is None else f"{item.completed_on.isoformat()} 办结；"
    intro = f"{item.title}（节点 {item.milestone}，{item.leads}）\n{done}依据：{item.basis or '没有写'}"
    form = FormDialog("抽查结果", fields, save, intro=intro)
    open_dialog(app, form, saved, lambda: _open(app, found.record_id, item.milestone))


def _sheet(app: Host, found: Recheck) -> None:
    """Draft the 查访单 of the sample and show it among the papers."""
    from huaian_tui.documents.composers.compose import compose
    from huaian_tui.documents.composers.request import NoticeRequest
    from huaian_tui.services.notices import keep_draft

    session = app.session
    request = NoticeRequest(kind=NoticeKind.VISIT, today=session.today, recheck=format_id(found.record_id))

    def work(ledger: Ledger) -> bytes:
        return keep_draft(ledger, compose(ledger.connection, request), session.today)

    def show(made: bytes) -> None:
        app.tell("已拟好查访单，可以核对、导出、打印")
        app.ledger_changed()
        app.call_later(app.go, "notices", made.hex())

    read_then(app, lambda: session.write(work), show, group="recheck-sheet")
