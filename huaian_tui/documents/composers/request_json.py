"""A request (``NoticeRequest``) as the draft's record keeps it, and back: a map of its fields as JSON text.

What a field may be is read from its annotation: a field that is added later is kept without a word here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.record import canonical_json


def request_to_json(request: NoticeRequest) -> str:
    """Every field, also one that says nothing: what stands there was asked for on that day."""
    return canonical_json({one.name: _packed(getattr(request, one.name)) for one in fields(request)})


def request_from_json(text: str) -> NoticeRequest:
    """The request again, equal to the one that was kept.

    Refused when it asks for what this program does not know (a newer one wrote it): composing without that
    would be another paper.
    """
    try:
        values = json.loads(text)
        unknown = sorted(values.keys() - _types().keys())
        if unknown:
            raise _newer(f"拟稿时用了本程序不认识的选项：{'、'.join(unknown)}")
        return NoticeRequest(**{name: _unpacked(_types()[name], value) for name, value in values.items()})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _newer("拟稿时记下的选项读不懂") from error


def _newer(why: str) -> HuaianError:
    return HuaianError(
        "这份草稿不能比对，也不能刷新", why, "请升级 huaian-tui，或在拟稿的电脑上刷新，或重新拟稿"
    )


@cache
def _types() -> Mapping[str, Any]:
    return get_type_hints(NoticeRequest)


def _packed(value: Any) -> Any:
    """A value of a field as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    return value


def _unpacked(kind: Any, value: Any) -> Any:
    """The value that a field of this annotation had; TypeError or ValueError when it cannot have had it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if value is None and type(None) in inner:
            return None
        (kind,) = (one for one in inner if one is not type(None))
        return _unpacked(kind, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(f"a list is needed, not {type(value).__name__}")
        return tuple(_unpacked(inner[0], one) for one in value)
    if origin is Literal:
        if value not in inner:
            raise ValueError(f"one of {inner} is needed")
        return value
    if kind is Period:
        return Period(*(date.fromisoformat(one) for one in value))
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} is needed, not {type(value).__name__}")
    return clean_text(value) if kind is str else value
