"""Fields of a Word file: what they say, and which may stand in a 红头 template (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

Element = Any
"""An element as lxml gives it, which has no types of its own."""

ALLOWED = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME TITLE SUBJECT "
    "AUTHOR KEYWORDS COMMENTS LASTSAVEDBY FILENAME DOCPROPERTY STYLEREF SEQ REF PAGEREF NOTEREF IF COMPARE "
    "QUOTE SET "
    "SYMBOL EQ ADVANCE FORMTEXT FORMCHECKBOX FORMDROPDOWN TOC TC XE LISTNUM AUTONUM NUMWORDS NUMCHARS".split()
)
"""Fields that take what they show from the file itself or from the clock."""

_NAME = re.compile(r"\s*([^\s\\\"“”{}]*)")
_WITHIN = re.compile(r'\s*HYPERLINK\s+\\l\s+("[^"]*"|\S+)(\s+\\[ho])*\s*', re.IGNORECASE)
"""A link to a place in the same file."""


def refused_field(instruction: str) -> str | None:
    """The name of a field that may fetch something or that nobody knows; None for one that is allowed."""
    found = _NAME.match(instruction)
    name = (found[1] if found else "").upper()
    if name == "HYPERLINK":
        return None if _WITHIN.fullmatch(instruction) else name
    return None if name in ALLOWED or name.startswith("=") else name or "没有名称的域"


def field_instructions(root: Element) -> Iterator[str]:
    """What every field of a part says, however its text is cut into runs; also one that never ends.

    A field within the instruction of another one leaves a blank there: what it will give is not known.
    """
    open_fields: list[list[str]] = []
    for one in root.iter():
        name = local_name(one.tag)
        if name == "fldsimple":
            yield "".join(str(value) for key, value in one.items() if local_name(key) == "instr")
        elif name in ("instrtext", "delinstrtext"):
            if open_fields:
                open_fields[-1].append(one.text or "")
            else:
                yield one.text or ""
        elif name == "fldchar":
            kind = next((str(value) for key, value in one.items() if local_name(key) == "fldchartype"), "")
            if kind == "begin":
                if open_fields:
                    open_fields[-1].append(" ")
                open_fields.append([])
            elif kind == "end" and open_fields:
                yield "".join(open_fields.pop())
    yield from ("".join(one) for one in open_fields)


@lru_cache(maxsize=512)
def local_name(name: Any) -> str:
    """The local part of an element's or attribute's name, in small letters; empty for a comment.

    The styles of one template say the same hundred names some ten thousand times.
    """
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""
