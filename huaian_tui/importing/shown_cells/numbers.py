"""A number as a section of a format writes it: digits, thousands, parts of hundred, powers, fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from huaian_tui.importing.shown_cells.codes import Piece, Section

_EXACT = Context(prec=800, rounding=ROUND_HALF_UP)
"""Digits for the largest number that a cell may hold, by any format."""
_DIGITS = 15
"""Significant digits that a cell keeps."""
_MOST_PLAIN = 1e15


@dataclass(frozen=True, slots=True)
class Written:
    """What is shown, and how many times what it says the stored number is: 1 where no digit is left out.

    0 where the shown text does not say the number at all.
    """

    text: str
    ratio: float = 1.0


def general(value: float) -> str:
    """A number as General writes it where there is room, never with a power."""
    if abs(value) >= _MOST_PLAIN:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    plain = format(Decimal(f"{value:.{_DIGITS}g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def write_number(section: Section, value: float) -> Written:
    """The number by a section that is not of days."""
    if section.has("slash") and section.has("digit"):
        return _fraction(section, value)
    if section.has("power"):
        return _power(section, value)
    if not section.has("digit"):
        text = "".join(_literal(piece, value) for piece in section.pieces)
        return Written(text, 1.0 if section.has("general", "at") else 0.0)
    return _fixed(section, value)


def _literal(piece: Piece, value: float) -> str:
    if piece.kind in ("general", "at"):
        return general(value)
    return piece.text


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.{_DIGITS}g}")


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _ratio(stored: Decimal, shown: Decimal) -> float:
    if stored == shown:
        return 1.0
    return float(stored / shown) if shown else 0.0


@dataclass(frozen=True, slots=True)
class _Digits:
    """Which pieces of a section are digits before and after the point, and what scales the number."""

    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    point: int | None
    commas: frozenset[int]
    grouped: bool
    scaled: bool
    times: Decimal


def _digits(pieces: tuple[Piece, ...]) -> _Digits:
    point = next((at for at, piece in enumerate(pieces) if piece.kind == "point"), None)
    places = [at for at, piece in enumerate(pieces) if piece.kind == "digit"]
    whole = tuple(at for at in places if point is None or at < point)
    decimals = tuple(at for at in places if point is not None and at > point)
    commas = [at for at, piece in enumerate(pieces) if piece.kind == "comma" and places and at > places[0]]
    between = {at for at in commas if whole and at < whole[-1]}
    thousands = len(commas) - len(between)
    times = Decimal(1).scaleb(-3 * thousands)
    percents = sum(piece.kind == "percent" for piece in pieces)
    times *= Decimal(100) ** percents
    return _Digits(whole, decimals, point, frozenset(commas), bool(between), bool(thousands), times)


def _fixed(section: Section, value: float) -> Written:
    found = _digits(section.pieces)
    scaled = abs(_exact(value)) * found.times
    shown = _rounded(scaled, len(found.decimals))
    whole, _, part = format(shown, "f").partition(".")
    texts = _whole_texts(section.pieces, found, "" if whole == "0" else whole)
    texts |= _decimal_texts(section.pieces, found, part)
    said = "".join(texts.get(at, _plain(piece)) for at, piece in enumerate(section.pieces))
    named = any(piece.kind == "text" and piece.text.strip() for piece in section.pieces)
    ratio = _ratio(scaled, shown) if named or not found.scaled else 0.0  # 123.5 over 123456 says nothing
    return Written(f"-{said}" if value < 0 and shown else said, ratio)


def _plain(piece: Piece) -> str:
    return "" if piece.kind == "comma" else piece.text


def _whole_texts(pieces: tuple[Piece, ...], found: _Digits, digits: str) -> dict[int, str]:
    """What stands at each place before the point; the first takes all digits that have no place."""
    texts = dict.fromkeys(found.commas, "")
    left = len(digits)
    for count, at in enumerate(reversed(found.whole)):
        first = count == len(found.whole) - 1
        taken = digits[:left] if first else digits[max(left - 1, 0) : left]
        left -= len(taken)
        filler = {"0": "0", "?": " "}.get(pieces[at].text, "")
        texts[at] = _grouped(taken or filler, count) if found.grouped else taken or filler
    if not found.whole and digits and found.point is not None:
        texts[found.point] = f"{digits}."
    return texts


def _grouped(digits: str, behind: int) -> str:
    """Digits with commas between thousands; ``behind`` digits follow them."""
    said = ""
    for place, digit in enumerate(reversed(digits)):
        at = behind + place
        said = digit + ("," if at and at % 3 == 0 and digit.isdigit() else "") + said
    return said


def _decimal_texts(pieces: tuple[Piece, ...], found: _Digits, part: str) -> dict[int, str]:
    texts = dict[int, str]()
    kept = part.rstrip("0")
    for place, at in enumerate(found.decimals):
        digit = part[place] if place < len(part) else "0"
        needed = place < len(kept) or pieces[at].text == "0"
        texts[at] = digit if needed else {"?": " "}.get(pieces[at].text, "")
    return texts


def _power(section: Section, value: float) -> Written:
    at = next(place for place, piece in enumerate(section.pieces) if piece.kind == "power")
    head, rest = section.pieces[:at], section.pieces[at + 1 :]
    found = _digits(head)
    step = max(len(found.whole), 1)
    exact = _exact(value)
    power = (exact.adjusted() // step) * step if exact else 0
    shown = _rounded(abs(exact).scaleb(-power), len(found.decimals))
    if shown >= Decimal(10) ** step:
        power += step
        shown = _rounded(abs(exact).scaleb(-power), len(found.decimals))
    written = _fixed(Section(head), float(shown))
    width = sum(piece.kind == "digit" for piece in rest)
    sign = "-" if power < 0 else "+" if section.pieces[at].text.endswith("+") else ""
    after = "".join(piece.text for piece in rest if piece.kind != "digit")
    text = f"{'-' if value < 0 else ''}{written.text}E{sign}{abs(power):0{width}d}{after}"
    return Written(text, _ratio(abs(exact), shown.scaleb(power)))


_MOST_FRACTION = 4


def _fraction(section: Section, value: float) -> Written:
    """A fraction of at most so many digits below; what is read of it is never a value."""
    kinds = [piece.kind for piece in section.pieces]
    below = [piece for piece in section.pieces[kinds.index("slash") :] if piece.kind == "digit"]
    most = 10 ** min(max(len(below), 1), _MOST_FRACTION) - 1
    part = Fraction(str(abs(value))).limit_denominator(most)
    whole, rest = divmod(part.numerator, part.denominator)
    said = " ".join([str(whole)] * bool(whole or not rest) + [f"{rest}/{part.denominator}"] * bool(rest))
    return Written(f"-{said}" if value < 0 else said, 0.0)
