"""JSON on stdout, as every command writes it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

_CONTROLS = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def emit_json(value: Any) -> None:
    """Write JSON: Chinese as it is, or escaped where the output's encoding lacks a character.

    What a terminal could obey (C1 controls, bidi overrides) is escaped too; JSON escapes C0 itself.
    What an iterator gives is written as an array, one after the other, as it comes; that of an object may
    be its last part.
    """
    if isinstance(value, Iterator):
        _emit_array(value)
    elif isinstance(value, dict) and value and isinstance(last := list(value.values())[-1], Iterator):
        *_, name = value
        head = _text({key: one for key, one in value.items() if key != name} | {name: []})
        sys.stdout.write(head.removesuffix("[]\n}"))
        _emit_array(last, "  ")
        sys.stdout.write("}\n")
    else:
        sys.stdout.write(_text(value) + "\n")


def _emit_array(values: Iterator[Any], margin: str = "") -> None:
    """Write what ``emit_json`` writes for a list of these, without ever holding more than one."""
    opening = f"[\n{margin}  "
    for value in values:
        # No line of JSON ends within a text: the breaks there are escaped.
        sys.stdout.write(opening + _text(value).replace("\n", f"\n{margin}  "))
        opening = f",\n{margin}  "
    sys.stdout.write("[]\n" if opening[0] == "[" else f"\n{margin}]\n")


def _text(value: Any) -> str:
    pieces = list[str]()
    _add(value, "\n", pieces.append, {})
    text = "".join(pieces)
    encoding = sys.stdout.encoding or "utf-8"
    if not text.replace("\n", "").isprintable():  # compiled only for text that may hold such
        text = re.sub(_CONTROLS, lambda found: f"\\u{ord(found.group()):04x}", text)
    elif encoding.lower() == "utf-8":
        return text  # of what UTF-8 lacks, surrogates, none is printable
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(value, indent=2)
    return text


def _add(value: Any, line: str, add: Callable[[str], None], names: dict[str, str]) -> None:
    """Add the text of ``json.dumps(value, ensure_ascii=False, indent=2)``; ``line`` begins a line.

    The library indents with its slow encoder: a plan of 5,000 rows took it a second. ``names`` keeps the keys
    in quotes: rows of a list have the same.
    """
    if value is None or value is True or value is False:
        add(_WORDS[value])
    elif type(value) is str:
        add(_QUOTED(value))
    elif type(value) is int:
        add(str(value))
    elif isinstance(value, dict) and value:
        inner, before = f"{line}  ", "{"
        for key, one in value.items():
            name = names.get(key) or _name(key, names)
            if type(one) is str:
                add(f"{before}{inner}{name}: {_QUOTED(one)}")
            elif type(one) is int:
                add(f"{before}{inner}{name}: {one}")
            else:
                add(f"{before}{inner}{name}: ")
                _add(one, inner, add, names)
            before = ","
        add(f"{line}}}")
    elif isinstance(value, (list, tuple)) and value:
        inner, before = f"{line}  ", "["
        for one in value:
            add(before + inner)
            before = ","
            _add(one, inner, add, names)
        add(f"{line}]")
    else:
        add(json.dumps(value, ensure_ascii=False))


_WORDS = {None: "null", True: "true", False: "false"}
_QUOTED = json.encoder.encode_basestring


def _name(key: Any, names: dict[str, str]) -> str:
    """A key in quotes, kept for the next row; one that is no text as the library writes it: 3 is "3"."""
    if type(key) is not str:
        return json.dumps({key: 0})[1:].rpartition(":")[0]
    return names.setdefault(key, _QUOTED(key))
