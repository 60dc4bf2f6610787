"""Days and times as a section of a format writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huaian_tui.importing.shown_cells.codes import Piece, Section

_LAST = 2_958_466
"""The serial number after 9999-12-31."""
_WEEK = "一二三四五六日"
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What is shown, the day that is stored (None: a time only); ``whole``: year, month and day are shown."""

    text: str
    day: date | None
    whole: bool


def write_day(section: Section, serial: float, *, since_1904: bool) -> WrittenDay | None:
    """A serial number as a day or time; None outside the calendar, where Excel shows ####.

    The days of January and February 1900, which Excel counts otherwise, are none.
    """
    if not 0 <= serial < _LAST:
        return None
    names = {_letter(piece) for piece in section.pieces if piece.kind == "day"}
    of_day = section.long_day or bool(names & set("ydea")) or "m" in names - {"h", "s"}
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - no zone in a cell
    if section.has("elapsed") or (not since_1904 and serial < 1):
        of_day = of_day and not section.has("elapsed") and bool(names & set("yde"))
        if of_day:
            return None
    elif not since_1904 and serial < 61:  # noqa: PLR2004 - up to 29 February 1900, a day that never was
        return None
    try:
        moment = start + timedelta(seconds=round(serial * _SECONDS_A_DAY))
    except OverflowError:
        return None
    if section.long_day:
        return WrittenDay(f"{moment.year}年{moment.month}月{moment.day}日", moment.date(), whole=True)
    text = _text(section.pieces, moment, round(serial * _SECONDS_A_DAY))
    months = any(_is_month(section.pieces, at) for at in range(len(section.pieces)))
    whole = bool(names & {"y", "e"}) and months and _shows_day(section.pieces)
    timed = not (names & set("yde") or months)
    return WrittenDay(text, None if timed else moment.date(), whole)


def _letter(piece: Piece) -> str:
    return piece.text[:1].lower()


def _shows_day(pieces: tuple[Piece, ...]) -> bool:
    """The day of the month: one or two d; more are the day of the week."""
    return any(piece.kind == "day" and piece.text.lower() in ("d", "dd") for piece in pieces)


def _is_month(pieces: tuple[Piece, ...], at: int) -> bool:
    """Whether an ``m`` is of months: not after hours nor before seconds."""
    if pieces[at].kind != "day" or _letter(pieces[at]) != "m":
        return False
    if len(pieces[at].text) > 2:  # noqa: PLR2004 - mmm is the name of a month
        return True
    before = [piece for piece in pieces[:at] if piece.kind in ("day", "elapsed")]
    after = [piece for piece in pieces[at + 1 :] if piece.kind in ("day", "elapsed")]
    hours = bool(before) and _letter(before[-1]) == "h"
    seconds = bool(after) and _letter(after[0]) == "s"
    return not (hours or seconds)


def _text(pieces: tuple[Piece, ...], moment: datetime, seconds: int) -> str:
    half = any(piece.kind == "noon" for piece in pieces)
    said = list[str]()
    for at, piece in enumerate(pieces):
        if piece.kind == "day":
            said.append(_part(piece.text.lower(), moment, months=_is_month(pieces, at), half=half))
        elif piece.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[piece.text[0]]
            said.append(f"{seconds // unit:0{len(piece.text)}d}")
        elif piece.kind == "noon":
            early, _, late = piece.text.partition("/")
            said.append(early if moment.time() < time(12) else late)
        elif piece.kind not in ("digit", "at"):
            said.append(piece.text)
        elif piece.kind == "digit":
            said.append("0")
    return "".join(said)


def _part(word: str, moment: datetime, *, months: bool, half: bool) -> str:
    if word[0] == "e":
        return str(moment.year)
    if word[0] == "y":
        return str(moment.year) if len(word) > 2 else f"{moment.year % 100:02d}"  # noqa: PLR2004 - yy
    if word[0] == "a":
        return ("星期" if len(word) == 4 else "") + _WEEK[moment.weekday()]  # noqa: PLR2004 - aaaa
    if word[0] == "d" and len(word) > 2:  # noqa: PLR2004 - ddd is the day of the week
        return f"{moment:%a}" if len(word) == 3 else f"{moment:%A}"  # noqa: PLR2004
    if months and len(word) > 2:  # noqa: PLR2004 - mmm is its name
        return f"{moment:%B}"[:1] if len(word) > 4 else f"{moment:%b}" if len(word) == 3 else f"{moment:%B}"  # noqa: PLR2004
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    number = {
        "d": moment.day,
        "h": hour,
        "s": moment.second,
        "m": moment.month if months else moment.minute,
    }[word[0]]
    return f"{number:02d}" if len(word) > 1 else str(number)
