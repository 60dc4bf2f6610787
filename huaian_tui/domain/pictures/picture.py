"""The six pictures under one name: their words, and their data as JSON, in which papers keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.pictures.reading_course import ReadingCourse
from huaian_tui.domain.pictures.slip_chart import SlipChart
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix
from huaian_tui.domain.rules.lights import Light

PictureData = BurnDown | LightsCourse | UnitMatrix | ReadingCourse | SlipChart | UnitIntervals
"""Any of the six; each has ``title``, ``figures`` and ``sentence``."""

PICTURES: dict[str, type[PictureData]] = {
    "burndown": BurnDown,
    "lights": LightsCourse,
    "matrix": UnitMatrix,
    "reading": ReadingCourse,
    "slips": SlipChart,
    "intervals": UnitIntervals,
}
"""The name of each as commands and kept papers say it."""

PICTURE_TITLES: dict[str, str] = {
    "burndown": "剩余曲线",
    "lights": "状态灯逐月变化",
    "matrix": "各单位逐月逾期",
    "reading": "读数与目标",
    "slips": "延期图",
    "intervals": "按期率与区间",
}
"""What officers call them."""


def name_of(picture: PictureData) -> str:
    """The name of its kind: burndown, lights …"""
    return next(name for name, kind in PICTURES.items() if isinstance(picture, kind))


def picture_to_json(picture: PictureData) -> dict[str, Any]:
    """The data as JSON values, its kind under ``kind``."""
    return {"kind": name_of(picture), **_packed(picture)}


def picture_from_json(values: Mapping[str, Any]) -> PictureData:
    """The data again; KeyError, TypeError or ValueError when a newer program wrote it."""
    rest = dict(values)
    made: PictureData = _read(PICTURES[rest.pop("kind")], rest)
    return made


def _packed(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _packed(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Light):
        return value.value
    return [_packed(one) for one in value] if isinstance(value, tuple) else value


def _read(kind: Any, value: Any) -> Any:
    """The value that a field of this annotation had."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], one) for name, one in value.items()})  # type: ignore[operator]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _read(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        return tuple(_read(inner[0], one) for one in value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is Light:
        return Light(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} is needed, not {type(value).__name__}")
    return value
