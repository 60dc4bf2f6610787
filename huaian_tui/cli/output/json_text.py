"""JSON on stdout, as every command writes it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

_CONTROLS = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def emit_json(value: Any) -> None:
    """Write JSON: Chinese as it is, or escaped where the output's encoding lacks a character.

    What a terminal could obey (C1 controls, bidi overrides) is escaped too; JSON escapes C0 itself.
    What an iterator gives is written as an array, one after the other, as it comes.
    """
    if isinstance(value, Iterator):
        _emit_array(value)
    else:
        sys.stdout.write(_text(value) + "\n")


def _emit_array(values: Iterator[Any]) -> None:
    """Write what ``emit_json`` writes for a list of these, without ever holding more than one."""
    opening = "[\n  "
    for value in values:
        # No line of JSON ends within a text: the breaks there are escaped.
        sys.stdout.write(opening + _text(value).replace("\n", "\n  "))
        opening = ",\n  "
    sys.stdout.write("[]\n" if opening[0] == "[" else "\n]\n")


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if not text.replace("\n", "").isprintable():  # compiled only for text that may hold such
        text = re.sub(_CONTROLS, lambda found: f"\\u{ord(found.group()):04x}", text)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=2)
    return text
