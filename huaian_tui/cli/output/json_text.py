"""JSON on stdout, as every command writes it."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

_CONTROLS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def emit_json(value: Any) -> None:
    """Write JSON: Chinese as it is, or escaped where the output's encoding lacks a character.

    What a terminal could obey (C1 controls, bidi overrides) is escaped too; JSON escapes C0 itself.
    """
    text = _CONTROLS.sub(
        lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False, indent=2)
    )
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    sys.stdout.write(text + "\n")
