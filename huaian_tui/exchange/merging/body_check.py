"""What the body of each kind of record may say, for records that come from elsewhere.

Never stricter than what the functions in ``services`` write (a test says so), and
strict enough that nothing later stumbles over a value: types, lengths, ranges, text
without control or hiding characters. What a body holds is declared with its kind
(``ledger.kinds``). Keys that this program does not know (of a newer
one with the same schema) are kept, within general bounds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, NotRequired

import pydantic
from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict  # pydantic asks for it before Python 3.12

from huaian_tui.domain.text.hygiene import is_clean
from huaian_tui.exchange.packs.checked_values import is_clean_line
from huaian_tui.ledger.kinds.kind import Field, FieldType, Kind
from huaian_tui.ledger.kinds.registry import KINDS, shape_of

MOST_TEXT = 20_000
MOST_LINE = 1_000
MOST_ITEMS = 2_000
MOST_DEPTH = 16
MOST_NUMBER = 1e15
MOST_TASK_NUMBER = 2**53 - 1

_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_HEX_ID = re.compile("[0-9a-f]{32}")


class BodyRefused(ValueError):
    """A body that cannot be taken; the message says in Chinese what is wrong, never quoting it."""


def _checked_text(value: str) -> str:
    if value and (len(value) > MOST_TEXT or not is_clean(value)):
        raise ValueError("text")
    return value


def _checked_line(value: str) -> str:
    if not is_clean_line(value, MOST_LINE):
        raise ValueError("line")
    return value


def _needed(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value


def _checked_day(value: str) -> str:
    if _DAY.fullmatch(value) is None:
        raise ValueError("day")
    date.fromisoformat(value)
    return value


def _checked_id(value: str) -> str:
    if _HEX_ID.fullmatch(value) is None:
        raise ValueError("id")
    return value


def _checked_document(value: str) -> str:
    """A document as JSON text: readable, not nested without end; its texts are escaped where drawn."""
    try:
        parsed = json.loads(value)
    except RecursionError:
        raise ValueError("depth") from None
    if not isinstance(parsed, dict) or _too_deep(parsed):
        raise ValueError("document")
    return value


def _too_deep(value: object) -> bool:
    """Whether lists and objects nest beyond ``MOST_DEPTH``."""
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


_NUMBER = Annotated[float, pydantic.Field(ge=-MOST_NUMBER, le=MOST_NUMBER, allow_inf_nan=False)]
_LINE = Annotated[str, AfterValidator(_checked_line)]
_TEXT = Annotated[str, AfterValidator(_checked_text)]
_ID = Annotated[str, AfterValidator(_checked_id)]
_SEVERAL = pydantic.Field(max_length=MOST_ITEMS)

_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: _TEXT,
    FieldType.LINE: _LINE,
    FieldType.DAY: Annotated[str, AfterValidator(_checked_day)],
    FieldType.DOCUMENT: Annotated[str, AfterValidator(_checked_document)],
    FieldType.NUMBER: _NUMBER,
    FieldType.YEAR: Annotated[int, pydantic.Field(ge=1900, le=2199)],
    FieldType.COUNT: Annotated[int, pydantic.Field(ge=0, le=1_000_000_000)],
    FieldType.COUNTS: Annotated[list[Annotated[int, pydantic.Field(ge=0, le=MOST_TASK_NUMBER)]], _SEVERAL],
    FieldType.FLAG: bool,
    FieldType.LINES: Annotated[list[_LINE], _SEVERAL],
    FieldType.TEXTS: Annotated[list[_TEXT], _SEVERAL],
    FieldType.ID: _ID,
    FieldType.IDS: Annotated[list[_ID], _SEVERAL],
    FieldType.LINE_MAP: dict[_LINE, _LINE],
}
_STRICT = ConfigDict(strict=True, extra="allow", hide_input_in_errors=True)


def _form(fields: Sequence[Field]) -> Any:
    """The typed dictionary that pydantic checks, of what a kind declares."""
    make: Any = TypedDict  # mypy knows only dictionaries that stand in the text
    return with_config(_STRICT)(make("Body", {field.name: _type(field) for field in fields}))


def _type(field: Field) -> Any:
    of_field: Any = _form(field.parts) if field.parts else _TYPES[field.type]
    if field.type is FieldType.GROUPS:
        of_field = Annotated[_list_of(of_field), _SEVERAL]
    if field.most:
        of_field = Annotated[of_field, pydantic.Field(max_length=field.most)]
    if field.needed:
        of_field = Annotated[of_field, AfterValidator(_needed)]
    if field.nullable:
        of_field = of_field | None
    return NotRequired[of_field] if field.optional else of_field


def _list_of(one: Any) -> Any:
    """The type of a list, made while the program runs."""
    several: Any = list
    return several[one]


@cache
def _check(kind: Kind) -> Callable[[object], object]:
    """The check of a kind's bodies, made when the first one comes."""
    return TypeAdapter(_form(kind.fields)).validator.validate_python


@cache
def _keys(kind: Kind) -> frozenset[str]:
    return frozenset(field.name for field in kind.fields)


def check_body(kind: str, body: Mapping[str, Any]) -> None:
    """Refuse (``BodyRefused``) a body that its kind does not allow; one of an unknown kind by its bounds."""
    known = KINDS.get(kind)
    if known is None:
        _check_unknown(body)
        return
    known = shape_of(known, body)
    try:
        _check(known)(body)
    except ValidationError as error:
        # Only where it is wrong: what stands there may be anything.
        place = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"][:3])
        raise BodyRefused(f"正文的“{place[:60]}”不合规范") from None
    more = body.keys() - _keys(known)
    if more:
        _check_unknown({key: body[key] for key in more})


def _check_unknown(body: Mapping[str, Any]) -> None:
    """General bounds: depth, clean text, numbers that any program can hold."""
    if _too_deep(body):
        raise BodyRefused("正文嵌套太深")
    level: list[object] = [body]
    while level:
        value = level.pop()
        if isinstance(value, dict):
            level += value.keys()
            level += value.values()
        elif isinstance(value, list):
            level += value
        elif isinstance(value, str) and not is_clean(value):
            raise BodyRefused("正文含有控制字符")
        elif isinstance(value, (int, float)) and not abs(value) <= 2**53:
            raise BodyRefused("正文里的数太大")
