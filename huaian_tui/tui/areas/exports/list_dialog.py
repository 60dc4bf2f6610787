"""导出列表: what the list shows - its filter, order and marks - as a file; the whole ledger from here too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import action
from huaian_tui.tui.areas.exports.dialogs import NOT_OVERWRITTEN, open_ledger_export, typed_folder
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.line_drawing import ASCENDING, DESCENDING
from huaian_tui.tui.list.source import PAGE_ROWS, ListRow, PartSource, RowSource, all_rows, rows_of
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.xlsx.list_export import ListTable
    from huaian_tui.tui.frame.ledger_screen import LedgerScreen
    from huaian_tui.tui.list.virtual_list import VirtualList

FORMATS = (("xlsx", "Excel"), ("csv", "CSV"), ("md", "Markdown"))
LIST, MARKED, LEDGER, FORMS = "list", "marked", "ledger", "forms"


def open_list_export(app: Host, screen: LedgerScreen, records: VirtualList) -> None:
    """Ask what, as what and where; then write it and say the path."""
    from huaian_tui.domain.words.days import chinese_day

    today = app.session.today
    title = f"{action(screen.ACTION_ID).title}列表"
    choices = _choices(screen, records)
    fields: list[FormField] = [
        ChoiceField("what", "导出什么", choices, value=choices[0][0]),
        ChoiceField("format", "格式", FORMATS),
        TextField("name", "文件名", value=f"{title}_{chinese_day(today)}", required=True, max_length=100),
        folder_field(app, "list"),
    ]
    about = _About(title, records, screen.filter_words())

    def work(values: dict[str, Any], progress: Work) -> Path | str:
        from huaian_tui.documents.files import safe_file_name
        from huaian_tui.documents.xlsx.list_export import export_list

        if values["what"] in (LEDGER, FORMS):
            return str(values["what"])
        table = about.table(values["what"] == MARKED, today, progress)
        folder = typed_folder(values["folder"])
        made = export_list(table, folder, safe_file_name(values["name"]), values["format"])
        keep_folder(app, "list", folder)
        return made

    def ended(result: Path | str) -> None:
        if result == LEDGER:
            open_ledger_export(app)
        elif result == FORMS:
            app.call_later(app.run_action, "export_forms", screen)
        else:
            app.tell(f"已导出：{result}")

    intro = f"列表照现在的筛选、排列和列导出，每列都是全文。{NOT_OVERWRITTEN}"
    form = WorkForm("导出列表", fields, work, intro=intro, button="导出", busy="正在导出")
    open_dialog(app, form, ended)


def _choices(screen: LedgerScreen, records: VirtualList) -> list[tuple[str, str]]:
    """The marked rows first where there are some; the ledger and the forms have dialogs of their own."""
    choices = [(LIST, f"列表 {records.count} {records.measure}"), (LEDGER, "整本台账..")]
    if records.marked:
        choices.insert(0, (MARKED, f"已标记 {len(records.marked)} {records.measure}"))
    if hasattr(screen, "action_export_forms"):
        choices.append((FORMS, "反馈表.."))
    return choices


class _About:
    """What the list was when it was asked for: the form may stand open while the ledger changes."""

    def __init__(self, title: str, records: VirtualList, filtered: str) -> None:
        self._title = title
        self._source: RowSource = records.source
        self._columns = {at: records.columns[at] for at in records.places_listed()}
        self._measure = records.measure
        self._marked = list(records.marked)
        self._filtered = filtered
        self._order = _order_words(records)

    def table(self, marked: bool, today: date, progress: Work) -> ListTable:
        """Read the rows (blocking); ``progress`` hears how far it is, and may end it."""
        from huaian_tui.documents.xlsx.list_export import ListTable, about_list

        source = self._source.whole() if isinstance(self._source, PartSource) else self._source
        wanted = len(self._marked) if marked else source.count()
        rows: list[ListRow] = []
        for row in rows_of(source, self._marked) if marked else all_rows(source):
            rows.append(row)
            if len(rows) % PAGE_ROWS == 0:
                progress.count(len(rows), wanted)
        progress.tell(None, "正在写文件")
        if not rows:
            raise HuaianError("没有可导出的内容", "列表里一行也没有", "改一改筛选再导出")
        numeric = frozenset(place for place, one in enumerate(self._columns.values()) if one.right)
        return ListTable(
            self._title,
            about_list(len(rows), self._measure, self._filtered, self._order, today),
            tuple(column.title for column in self._columns.values()),
            [self._cells(row) for row in rows],
            today,
            numeric,
        )

    def _cells(self, row: ListRow) -> Sequence[str]:
        return [str(row.cells[at]) if at < len(row.cells) else "" for at in self._columns]


def _order_words(records: VirtualList) -> str:
    sort = records.sort
    column = next((one for one in records.columns if sort and one.sort == sort.key), None)
    if sort is None or column is None:
        return ""
    return f"按{column.title}{DESCENDING if sort.descending else ASCENDING}序"
