"""A field for the value of a target: what it is compared with and whether it meets it stands below."""

from __future__ import annotations

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.domain.words.targets import target_verdict, target_words
from huaian_tui.tui.forms.fields import LineField


class ValueField(LineField):
    """A number; its value is a float, None when empty and not required.

    ``on_miss`` is said in addition while the value misses the target (e.g. that a reason is needed).
    """

    def __init__(
        self, key: str, label: str, target: Target, *, required: bool = False, on_miss: str = ""
    ) -> None:
        placeholder = f"数字，单位是「{target.unit}」" if target.unit else "数字"
        super().__init__(key, label, placeholder=placeholder, required=required, max_length=50)
        self._target = target
        self._on_miss = on_miss

    def understand(self, text: str) -> float:
        """The number typed."""
        return read_value(text, self._target.unit, field=self.key)

    def hint(self) -> str:
        """The target while nothing is typed, then whether the value meets it."""
        if not self.raw().strip():
            return f"指标：{target_words(self._target)}"
        try:
            value = read_value(self.raw(), self._target.unit)
        except HuaianError:
            return f"指标：{target_words(self._target)}"
        said = target_verdict(self._target, value)
        return said if self._target.met_by(value) or not self._on_miss else f"{said}；{self._on_miss}"
