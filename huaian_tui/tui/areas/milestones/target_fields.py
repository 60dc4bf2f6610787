"""Fields of a target (量化指标): the target in one line, its baseline, its start, its planned values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.reading.trajectories import (
    read_target_line,
    with_baseline,
    with_start,
    with_trajectory,
)
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.targets import target_in_full
from huaian_tui.tui.forms.fields import LineField

LONGEST = 500
"""Characters of a field of a target."""


class TargetField(LineField):
    """A target as it is typed; its value is the text, the hint says how it was understood.

    ``due`` gives the time limit by which planned values are read, None where it is not known yet.
    """

    def __init__(self, due: Callable[[], date | None], *, value: str = "", placeholder: str = "") -> None:
        super().__init__(
            *("target", "量化指标"),
            value=value,
            placeholder=placeholder or "可不写；如 30家以上、控制在10起以内、80%、48/60",
            max_length=LONGEST,
        )
        self._due = due

    def understand(self, text: str) -> str:
        """The text, once it can be read."""
        read_target_line(text, self._due(), field=self.key)
        return text

    def when_empty(self) -> str:
        """Nothing."""
        return ""

    def now(self) -> Target | None:
        """The target that stands in the field; None while it cannot be read."""
        try:
            return read_target_line(self.raw(), self._due(), field=self.key) if self.raw().strip() else None
        except HuaianError:
            return None

    def hint(self) -> str:
        """How the target was understood; what else may stand there."""
        found = self.now()
        if found is None:
            return "" if self.raw().strip() else "后面可写 ；基数5；计划3月 20，6月 50"
        return f"按 {target_in_full(found)}"


class TargetPartField(LineField):
    """One part of the target that stands in another field; its value is the text as typed."""

    def __init__(
        self, key: str, label: str, target: TargetField, due: date | None, *, value: str, placeholder: str
    ) -> None:
        super().__init__(key, label, value=value, placeholder=placeholder, max_length=LONGEST)
        self._target, self._due = target, due

    def understand(self, text: str) -> str:
        """The text, once it fits the target."""
        target = self._target.now()
        if target is None:
            return text  # said at the target itself
        if self.key == "baseline":
            with_baseline(target, text)
        elif self.key == "start":
            with_start(target, text, self._due)
        else:
            with_trajectory(target, text, self._due)
        return text

    def when_empty(self) -> str:
        """Nothing."""
        return ""
