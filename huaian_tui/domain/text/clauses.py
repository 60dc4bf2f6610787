"""Texts that people ended as sentences, where they stand inside a sentence of ours."""

from __future__ import annotations

from collections.abc import Iterable


def clause(text: str) -> str:
    """The text without the stop at its end (。；，), so that a sentence can go on behind it."""
    return text.rstrip("。；，")


def clauses(texts: Iterable[str]) -> str:
    """The texts in one line, parted by ；, none with a stop of its own; empty ones are left out."""
    return "；".join(part for part in map(clause, texts) if part)
