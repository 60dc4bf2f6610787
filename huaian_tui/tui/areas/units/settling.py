"""Conflicts of a unit (laptops changed it apart): choose the side that holds."""

from __future__ import annotations

from typing import Any

from huaian_tui.domain.answers.units import UnitSide
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services import units as changes
from huaian_tui.tui.areas.units.forms import Known, basis_field, of_unit, tell_changed
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import safe_content

_COLUMNS: tuple[Column[UnitSide], ...] = (
    Column("谁记的", lambda side: side.officer, width=10),
    Column("何时", lambda side: side.recorded_at[:10], width=10),
    Column("记的是", lambda side: side.told, min_width=20, weight=1),
)


def open_settle(app: Host, unit: str) -> None:
    """核定单位冲突: the sides, then why one of them holds."""

    def form(known: Known) -> None:
        now = known.unit
        if not now.sides:
            circle = "它并成了一圈，用改单位信息恢复独立" if now.circle else "各台电脑记的一致"
            raise HuaianError(f"{now.name}没有要核定的", circle, "换一个标着冲突待核的单位")
        rows = [ListRow(one.record_id.hex(), cells_of(one, _COLUMNS)) for one in now.sides]
        pick = PickDialog(f"核定：{now.name}", "几台电脑改得不一样，采用哪一方？", _COLUMNS, rows, "方")
        open_dialog(app, pick, lambda key: _why(app, known, key) if key else None)

    of_unit(app, unit, form)


def _why(app: Host, known: Known, key: str) -> None:
    side = next(one for one in known.unit.sides if one.record_id.hex() == key)

    def save(values: dict[str, Any]) -> object:
        return app.session.write(
            lambda ledger: changes.settle_unit(ledger, known.unit.id, side.record_id, values["basis"])
        )

    dialog = FormDialog(f"核定：{known.unit.name}", [basis_field()], save, intro=safe_content(side.told))
    open_dialog(app, dialog, lambda _: tell_changed(app, f"已核定：{known.unit.name}"))
