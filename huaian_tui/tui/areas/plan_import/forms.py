"""What is typed or chosen in the preview: an answer, the text of a row, a unit, a column, the plan itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.roles import ROLE_WORDS
from huaian_tui.tui.areas.plan_import.kept import Desk, worked_out
from huaian_tui.tui.areas.plan_import.parts import ColumnLine, NamedUnit, answer_words
from huaian_tui.tui.areas.plan_import.row_units import RowUnits
from huaian_tui.tui.areas.plan_import.text import typed_words
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import own_words

_ONE: tuple[Column[tuple[str, str]], ...] = (
    Column("按键", lambda of: of[0], width=4, right=True),
    Column("", lambda of: of[1], min_width=20),
)
_WORD: tuple[Column[str], ...] = (Column("读作", lambda of: of, min_width=20),)
MOST_NEAREST = 7
"""Units that are offered by digit, behind 新增 and 不是单位."""


def nearest_of(preview: Preview, unit: NamedUnit) -> list[tuple[str, str]]:
    """(Id, short name) of the known units that a name may mean, the nearest first."""
    shown = preview.around.shown
    ids = {name: one for one, name in reversed(list(shown.items()))}
    new = [*preview.new_units, *preview.read.draft.new_units]
    near = [ids[name] for one in new if one.name == unit.name for name in one.nearest if name in ids]
    if unit.read.unit in shown:
        near.insert(0, unit.read.unit)
    return [(one, shown[one]) for one in dict.fromkeys(near)][:MOST_NEAREST]


def ask_answer(screen: Desk, question: Question) -> None:
    """An answer that is typed, or chosen from a list where nothing is typed."""
    app, given = screen.host, screen.decisions.answers.get(question.id, "")
    if not question.open:
        numbered = enumerate(question.answers, start=1)
        rows = [ListRow(one.key, cells_of((str(at), one.words), _ONE)) for at, one in numbered]
        dialog = PickDialog("怎么定", own_words(question.message), _ONE, rows, "种", chosen=given)
        open_dialog(app, dialog, lambda key: screen.answer(question, key) if key else None)
        return
    typed = "" if given in {one.key for one in question.answers} else given
    field: FormField
    if question.kind == "empty":
        field = LongTextField("answer", "答复", required=True, lines=3, value=typed)
    else:
        field = TextField(
            "answer", "答复", required=True, max_length=200, value=typed, placeholder=typed_words(question)
        )

    def check(values: dict[str, Any]) -> str:
        answer: str = values["answer"]
        try:
            worked_out(screen.opened, screen.decisions.answered(question.id, answer))
        except InputRefused as error:
            raise InputRefused(error.title, error.message, error.way_out, field="answer") from error
        return answer

    others = "；".join(answer_words(question, one.key) for one in question.answers)
    intro = own_words(question.message) + (f"（也可以按数字选：{others}）" if others else "")
    form = FormDialog("怎么定", [field], check, intro=intro, button="定下", busy="正在核对")
    open_dialog(app, form, lambda answer: screen.answer(question, answer))


def ask_row(screen: Desk, place: int) -> None:
    """The number, the text and the units of a row, written anew."""
    session = screen.host.session
    read_then(
        screen.host,
        lambda: session.read(lambda c: UnitNames(c, session.today)),
        lambda names: _ask_row(screen, place, RowUnits(names, screen.opened.preview)),
    )


def _ask_row(screen: Desk, place: int, names: RowUnits) -> None:
    task = screen.opened.preview.draft.tasks[place]
    sides = {"lead": names.shown(task.lead), "support": names.shown(task.support)}
    fields: list[FormField] = [
        TextField("number", "序号", value=task.no or "", max_length=50, placeholder="没有不填"),
        LongTextField("text", "任务内容", value=task.text, required=True, lines=5),
        UnitsField("lead", "牵头单位", names.resolve, suggest=names.suggest, value=sides["lead"]),
        UnitsField("support", "责任单位", names.resolve, suggest=names.suggest, value=sides["support"]),
    ]

    def check(values: dict[str, Any]) -> Decisions:
        decisions = screen.decisions
        if values["number"] != (task.no or ""):
            decisions = replace(decisions, numbers={**decisions.numbers, place: values["number"]})
        if values["text"] != task.text:
            decisions = replace(decisions, texts={**decisions.texts, place: values["text"]})
        for side, now in (("lead", task.lead), ("support", task.support)):
            if values[side] != [one.unit or one.name for one in now]:
                decisions = decisions.with_units_of(place, side, values[side])
        worked_out(screen.opened, decisions)
        return decisions

    intro = f"{task.where}：只改这一项；节点仍是按原文读出的。"
    form = FormDialog("改这一项", fields, check, intro=intro, button="定下", busy="正在核对")
    open_dialog(screen.host, form, screen.decide)


def ask_unit(screen: Desk, name: str) -> None:
    """Which of all known units a name means."""
    app = screen.host
    session = app.session

    def ask(names: UnitNames) -> None:
        field = UnitsField("unit", "单位", names.resolve, suggest=names.suggest, required=True)

        def check(values: dict[str, Any]) -> str:
            if len(values["unit"]) != 1:
                raise InputRefused("只能是一个单位", "填了几个", "请只写一个单位", field="unit")
            meant: str = values["unit"][0]
            worked_out(screen.opened, screen.decisions.with_unit(name, meant))
            return meant

        intro = f"文件里写的是：{name}"
        form = FormDialog("就是哪个单位", [field], check, intro=intro, button="定下", busy="正在核对")
        open_dialog(app, form, lambda unit: screen.decide(screen.decisions.with_unit(name, unit)))

    read_then(app, lambda: session.read(lambda c: UnitNames(c, session.today)), ask)


def ask_role(screen: Desk, line: ColumnLine) -> None:
    """What a column holds; the file is read again with it."""
    rows = [ListRow(role, cells_of(words, _WORD)) for role, words in ROLE_WORDS.items()]
    intro = f"{line.table} 第{line.place + 1}栏：{line.head or '没有栏名'}"
    dialog = PickDialog("这一栏是什么", intro, _WORD, rows, "种", chosen=line.role)

    def chosen(role: str) -> None:
        if role and role != line.role:
            screen.decide(screen.decisions.with_column(line.table, line.place, role))

    open_dialog(screen.host, dialog, chosen)


def ask_facts(screen: Desk) -> None:
    """方案信息: what the plan is called, and its days; of a revision the title, the year and the stage."""
    revision, one = screen.opened.revision, screen.opened.preview
    shown = _facts_shown(screen)
    fields = [field for field in _fact_fields(shown, screen.host.session.today) if field.key in shown]

    def check(values: dict[str, Any]) -> Decisions:
        decisions = screen.decisions
        for key in values.keys() - {"year"}:
            if values[key] != shown[key]:
                decisions = replace(decisions, **{key: values[key]})
        year = values["year"].removesuffix("年")
        if year != str(one.year or ""):
            if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2100):
                raise InputRefused("年份没有看懂", f"填的是「{year}」", "请写四位年份，如 2026", field="year")
            decisions = replace(decisions, year=int(year))
        worked_out(screen.opened, decisions)
        return decisions

    title = "方案信息" if revision is None else "修订后的方案信息"
    form = FormDialog(title, fields, check, button="定下", busy="正在核对")
    open_dialog(screen.host, form, screen.decide)


def _facts_shown(screen: Desk) -> dict[str, Any]:
    """What the form begins with, by its fields."""
    revision, one = screen.opened.revision, screen.opened.preview
    if revision is not None:
        title = screen.decisions.title or revision.plan.title
        return {"title": title, "year": one.year, "stage": revision.new_stage}
    keys = ("title", "short", "code", "year", "stage", "start", "horizon")
    return {key: getattr(one, key) for key in keys}


def _fact_fields(shown: Mapping[str, Any], today: date) -> list[FormField]:
    def day(key: str) -> str:
        return "" if shown.get(key) is None else shown[key].isoformat()

    return [
        TextField("title", "名称", value=shown["title"], required=True, max_length=500),
        TextField("short", "简称", value=shown.get("short", ""), required=True, max_length=20),
        TextField("code", "代号", value=shown.get("code", ""), required=True, max_length=4),
        TextField("year", "年份", value=str(shown["year"] or ""), max_length=4),
        TextField("stage", "阶段", value=shown["stage"], max_length=50, placeholder="如 征求意见稿、印发稿"),
        DateField("start", "起", today, value=day("start")),
        DateField("horizon", "期末", today, value=day("horizon")),
    ]
