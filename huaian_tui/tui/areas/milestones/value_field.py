"""Fields of the forms that decide on milestones: the value of a target, and the new date of one reopened."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status, overdue_days
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.milestones import due_words
from huaian_tui.domain.words.targets import target_verdict, target_words
from huaian_tui.tui.forms.batch import ColumnInput
from huaian_tui.tui.forms.date_fields import DueDayField
from huaian_tui.tui.forms.fields import LineField


class ValueField(LineField):
    """A number; its value is a float, None when empty and not required.

    ``on_miss`` is said in addition while the value misses the target (e.g. that a reason is needed).
    """

    def __init__(
        self,
        key: str,
        label: str,
        target: Target,
        *,
        value: str = "",
        required: bool = False,
        on_miss: str = "",
    ) -> None:
        placeholder = f"数字，单位是「{target.unit}」" if target.unit else "数字"
        if target.whole is not None:
            placeholder = f"几个中的几个，如 1/{format_number(target.whole)}"
        super().__init__(
            *(key, label), value=value, placeholder=placeholder, required=required, max_length=50
        )
        self._target = target
        self._on_miss = on_miss

    def understand(self, text: str) -> float:
        """The number typed."""
        return read_value_of(self._target, text, field=self.key)

    def hint(self) -> str:
        """The target while nothing is typed, then whether the value meets it."""
        if not self.raw().strip():
            return f"指标：{target_words(self._target)}"
        try:
            value = read_value_of(self._target, self.raw())
        except HuaianError:
            return f"指标：{target_words(self._target)}"
        said = target_verdict(self._target, value)
        return said if self._target.met_by(value) or not self._on_miss else f"{said}；{self._on_miss}"


VALUE_OF = "value:"
"""Before the id of a milestone: the key of its value in a form on several."""

LONGEST_OWN = 40
"""Cells of a milestone's title beside its target."""


class ItemValueField(ValueField):
    """The value of one milestone among several: one of a column that can be pasted."""

    def __init__(self, row: MilestoneRow, target: Target, *, value: str = "", on_miss: str = "") -> None:
        super().__init__(VALUE_OF + row.id, row.id, target, value=value, on_miss=on_miss)
        self._title = ellipsis(row.state.title, LONGEST_OWN)
        before = self._input
        self._input = ColumnInput(
            value, placeholder=before.placeholder, max_length=before.max_length or 50, select_on_focus=True
        )

    def hint(self) -> str:
        """Whose value it is, and what it is compared with."""
        return f"{self._title}；{super().hint()}"


class NewDueField(DueDayField):
    """By when a milestone is to be done that is supervised again; empty: its date stays, which is said."""

    def __init__(self, today: date, states: list[MilestoneState]) -> None:
        super().__init__("due", "新时限", today, placeholder=self._stays(today, states))

    @staticmethod
    def _stays(today: date, states: list[MilestoneState]) -> str:
        late = [state for state in states if overdue_days(Status.OPEN, state.due, today)]
        if len(states) > 1:
            return f"不写则照原来的，其中 {len(late)} 个已过期" if late else "不写则照原来的"
        said = f"不写则仍为 {due_words(states[0])}"
        return f"{said}，已过期" if late else said
