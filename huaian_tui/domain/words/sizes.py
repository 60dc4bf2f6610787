"""Sizes of files and disks as people say them."""

from __future__ import annotations


class Bytes(int):
    """A number of bytes: in JSON the number, for people also with a unit (:func:`size_words`)."""


def size_words(size: int | None) -> str:
    """A size as people say it; "" for one that is not known. A KB is 1024 bytes."""
    if size is None:
        return ""
    if size < 1_000_000:
        return f"{max(1, round(size / 1024)) if size else 0} KB"
    if size < 1_000_000_000:
        return f"{size / (1 << 20):.1f} MB"
    return f"{size / (1 << 30):.1f} GB"
