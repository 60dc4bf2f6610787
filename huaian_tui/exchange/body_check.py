"""What the body of each kind of record may say, for records that come from elsewhere.

Never stricter than what the functions in ``services`` write (a test says so), and
strict enough that nothing later stumbles over a value: types, lengths, ranges, text
without control or hiding characters. Keys that this program does not know (of a newer
one with the same schema) are kept, within general bounds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict  # pydantic asks for it before Python 3.12

from huaian_tui.domain.text.hygiene import is_clean
from huaian_tui.exchange.pack_format import is_clean_line
from huaian_tui.ledger.record import RecordKind

MOST_TEXT = 20_000
MOST_LINE = 1_000
MOST_ITEMS = 2_000
MOST_DEPTH = 16
MOST_NUMBER = 1e15

_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_ID = re.compile("[0-9a-f]{32}")


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
    if _ID.fullmatch(value) is None:
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


Text = Annotated[str, AfterValidator(_checked_text)]
NeededText = Annotated[str, AfterValidator(_checked_text), AfterValidator(_needed)]
Line = Annotated[str, AfterValidator(_checked_line)]
NeededLine = Annotated[str, AfterValidator(_checked_line), AfterValidator(_needed)]
Day = Annotated[str, AfterValidator(_checked_day)]
Document = Annotated[str, AfterValidator(_checked_document)]
Number = Annotated[float, Field(ge=-MOST_NUMBER, le=MOST_NUMBER, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2199)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Lines = Annotated[list[Line], Field(max_length=MOST_ITEMS)]
Texts = Annotated[list[Text], Field(max_length=MOST_ITEMS)]
Ids = Annotated[list[Annotated[str, AfterValidator(_checked_id)]], Field(max_length=MOST_ITEMS)]

_STRICT = ConfigDict(strict=True, extra="allow", hide_input_in_errors=True)


@with_config(_STRICT)
class _Note(TypedDict):
    text: NeededText
    units: NotRequired[Lines]
    method: NotRequired[Line]
    contact: NotRequired[Line]
    problem: NotRequired[Text]
    requirement: NotRequired[Text]
    follow_up: NotRequired[Day | None]


@with_config(_STRICT)
class _Correction(_Note):
    reason: NeededLine


@with_config(_STRICT)
class _Retraction(TypedDict):
    reason: NeededLine


@with_config(_STRICT)
class _Decision(TypedDict):
    basis: NeededLine
    settles: NotRequired[Ids]


@with_config(_STRICT)
class _Extension(_Decision):
    due: Day


@with_config(_STRICT)
class _Setting(_Extension):
    title: NeededLine
    assumed: NotRequired[bool]


@with_config(_STRICT)
class _Completion(_Decision):
    value: NotRequired[Number | None]


@with_config(_STRICT)
class _Reading(TypedDict):
    value: Number


@with_config(_STRICT)
class _HandIn(TypedDict):
    deliverable: NeededLine
    title: NotRequired[Line]
    text: NeededLine


@with_config(_STRICT)
class _NoticeDraft(TypedDict):
    kind: NeededLine
    title: NeededLine
    units: Lines
    document: Document
    warnings: NotRequired[Texts]
    asks: NotRequired[Lines]
    basis: NotRequired[Text]
    approval: NotRequired[Text]
    reply_due: NotRequired[Day | None]


@with_config(_STRICT)
class _NoticeIssue(TypedDict):
    code: Line
    year: Year
    serial: Count
    number: NeededLine
    title: Line
    document: Document
    sha256: NotRequired[dict[Line, Line]]
    data_up_to: NotRequired[Line]
    reply_due: NotRequired[Day | None]


@with_config(_STRICT)
class _Withdrawal(TypedDict):
    number: NotRequired[Line]
    reason: NeededLine


@with_config(_STRICT)
class _Reply(TypedDict):
    unit: NeededLine
    text: NeededText


@with_config(_STRICT)
class _Form(TypedDict):
    id: Line
    version: Count
    exported_on: Day
    file: Line
    line: Count


@with_config(_STRICT)
class _SelfReport(TypedDict):
    unit: NeededLine
    progress: NeededText
    finished: bool
    finished_on: Day | None
    value: Number | None
    problem: Text
    next_step: Text
    contact: Line
    form: _Form


@with_config(_STRICT)
class _ReportDecision(TypedDict):
    decision: NeededLine
    reason: NeededLine
    unit: NotRequired[Line]


@with_config(_STRICT)
class _LedgerSetting(TypedDict):
    key: NeededLine
    title: NotRequired[Line]
    value: Line


_FORMS: dict[str, Any] = {
    RecordKind.NOTE: _Note,
    RecordKind.CORRECTION: _Correction,
    RecordKind.RETRACTION: _Retraction,
    RecordKind.MILESTONE_SET: _Setting,
    RecordKind.MILESTONE_COMPLETE: _Completion,
    RecordKind.MILESTONE_EXTEND: _Extension,
    RecordKind.MILESTONE_CANCEL: _Decision,
    RecordKind.MILESTONE_REOPEN: _Decision,
    RecordKind.READING: _Reading,
    RecordKind.DELIVERABLE: _HandIn,
    RecordKind.NOTICE_DRAFT: _NoticeDraft,
    RecordKind.NOTICE_ISSUE: _NoticeIssue,
    RecordKind.NOTICE_WITHDRAW: _Withdrawal,
    RecordKind.REPLY: _Reply,
    RecordKind.SELF_REPORT: _SelfReport,
    RecordKind.REPORT_DECISION: _ReportDecision,
    RecordKind.SETTING: _LedgerSetting,
}

_CHECKS = {kind: TypeAdapter(form).validator.validate_python for kind, form in _FORMS.items()}
_KEYS = {kind: frozenset(form.__annotations__) for kind, form in _FORMS.items()}


def check_body(kind: str, body: Mapping[str, Any]) -> None:
    """Refuse (``BodyRefused``) a body that its kind does not allow; one of an unknown kind by its bounds."""
    check = _CHECKS.get(kind)
    if check is None:
        _check_unknown(body)
        return
    try:
        check(body)
    except ValidationError as error:
        # Only where it is wrong: what stands there may be anything.
        place = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"][:3])
        raise BodyRefused(f"正文的“{place[:60]}”不合规范") from None
    more = body.keys() - _KEYS[kind]
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
