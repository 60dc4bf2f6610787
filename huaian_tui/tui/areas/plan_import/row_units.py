"""The units of one row of a file as they are typed: those of the ledger, and new names that the file has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.tui.forms.unit_names import UnitChoice, UnitNames
from huaian_tui.tui.forms.units_field import SEPARATORS


class RowUnits:
    """Resolves what is typed: a name of the file that no unit bears means itself."""

    def __init__(self, names: UnitNames, preview: Preview) -> None:
        self._names = names
        tasks = (*preview.draft.tasks, *preview.read.draft.tasks)
        new = (one.name for task in tasks for one in (*task.lead, *task.support) if not one.unit)
        self._new = {typed_name(name): name for name in new}
        self._shown = preview.around.shown
        listed = {typed_name(name): unit for unit, name in self._shown.items() if SEPARATORS.search(name)}
        self._meant = {**listed, **self._new}

    def shown(self, units: Iterable[ReadUnit]) -> str:
        """Units as the field begins with them; each is understood as itself again."""
        return "、".join(typed_name(self._shown.get(one.unit, one.name)) for one in units)

    def resolve(self, typed: str) -> Sequence[str]:
        """The one unit or new name that is meant; raises like ``UnitNames``."""
        return [self._meant[typed]] if typed in self._meant else self._names.resolve(typed)

    def suggest(self, typed: str) -> list[UnitChoice]:
        """Units that the name may mean, then new names of the file that hold it."""
        key = search_key(typed)
        new = [UnitChoice(name, "文件里的新名称") for name in self._new if key in search_key(name)]
        return [*self._names.suggest(typed), *new]


def typed_name(name: str) -> str:
    """A name that can be typed into a list of names: 各县（市、区） with strokes in it."""
    return SEPARATORS.sub("／", name.strip())
