"""What a typed statement is made of, as far as SQLite's own guard (the authorizer) cannot see it.

The authorizer says through which view a table is read by its name alone. A statement that gives a name of
ours to a part of its own (WITH v_task AS (…)) would read tables in that name, so it is refused before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<left>[\s\ufeff]+ | --[^\n]* | /\*.*?(?:\*/|\Z))
    | (?P<name>'(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] | [^\W\d][\w$]* | [^\x00-\x7f]+)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    """A name in lower case without its quotation marks, or one other sign.

    ``sign`` is empty for a name in quotation marks: a column that is called ")" closes nothing.
    """

    text: str
    sign: str


def _tokens(statement: str) -> Iterator[_Token]:
    """Names and signs in their order; no blanks, no comments."""
    for found in _TOKEN.finditer(statement):
        if found["left"] is not None:
            continue
        token = found[0]
        if found["name"] is None:
            yield _Token(token, token)
            continue
        token = token.lower()
        if token[0] in "'\"`":
            yield _Token(token[1:-1].replace(token[0] * 2, token[0]), "")
        elif token[0] == "[":
            yield _Token(token[1:-1], "")
        else:
            yield _Token(token, token)


def renamed(statement: str, names: Collection[str]) -> str | None:
    """The first of the names that a statement gives to a part of its own (WITH name AS …); None for none."""
    tokens = list(_tokens(statement))
    signs = [token.sign for token in tokens]
    for place, token in enumerate(tokens):
        if token.text in names and _is_defined(signs, place + 1):
            return token.text
    return None


def _is_defined(tokens: list[str], place: int) -> bool:
    """Whether what follows a name gives it a meaning: [(columns)] AS [NOT] [MATERIALIZED] (."""
    if tokens[place : place + 1] == ["("]:
        if ")" not in tokens[place:]:
            return False
        place = tokens.index(")", place) + 1
    if tokens[place : place + 1] != ["as"]:
        return False
    place += 1
    while tokens[place : place + 1] in (["not"], ["materialized"]):
        place += 1
    return tokens[place : place + 1] == ["("]


def has_words(statement: str) -> bool:
    """Whether there is anything but blanks, comments and semicolons."""
    return any(token.sign != ";" for token in _tokens(statement))


def names_in(statement: str, names: Collection[str]) -> list[str]:
    """Which of these names stand in the statement, each once, in their order."""
    return list(dict.fromkeys(token.text for token in _tokens(statement) if token.text in names))
