"""What a typed statement is made of, as far as SQLite's own guard (the authorizer) cannot see it.

The authorizer says through which view a table is read by its name alone. A statement that gives a name of
ours to a part of its own (WITH v_task AS (…)) would read tables in that name, so it is refused before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_TOKEN = re.compile(
    r"""(?P<left>[\s\ufeff]+ | --[^\n]* | /\*.*?(?:\*/|\Z))
    | (?P<name>'(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] | [^\W\d][\w$]* | [^\x00-\x7f]+)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def _tokens(statement: str) -> Iterator[str]:
    """Names in lower case without their quotation marks, other signs one by one; no blanks, no comments."""
    for found in _TOKEN.finditer(statement):
        if found["left"] is not None:
            continue
        token = found[0]
        if found["name"] is not None:
            token = token.lower()
            if token[0] in "'\"`":
                token = token[1:-1].replace(token[0] * 2, token[0])
            elif token[0] == "[":
                token = token[1:-1]
        yield token


def renamed(statement: str, names: Collection[str]) -> str | None:
    """The first of the names that a statement gives to a part of its own (WITH name AS …); None for none."""
    tokens = list(_tokens(statement))
    for place, token in enumerate(tokens):
        if token in names and _is_defined(tokens, place + 1):
            return token
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
    return any(word != ";" for word in _tokens(statement))


def names_in(statement: str, names: Collection[str]) -> list[str]:
    """Which of these names stand in the statement, each once, in their order."""
    return list(dict.fromkeys(token for token in _tokens(statement) if token in names))
