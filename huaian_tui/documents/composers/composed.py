"""What a composer returns, and what all composers share: the issuing office, customary addressees."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.store.queries.overview import read_plan, read_setting

KIND_TITLES = {"circular": "通报", "reminder": "催办单"}
"""Kinds of notices that can be drafted, with what people call them."""

ALL_UNITS = ("各县区人民政府", "市各委办局", "市各直属单位")
"""主送 of a notice to the whole city, in the customary order (documents.md)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed notice: its kind, the short names of the units it is about, and what to look at first.

    ``warnings`` are Chinese lines for the officer (assumed names, risks); never
    printed. ``asks`` are the milestones it asks for, ``reply_due`` its 反馈时限.
    """

    kind: str
    units: tuple[str, ...]
    document: OfficialDocument
    warnings: tuple[str, ...]
    asks: tuple[str, ...] = ()
    reply_due: date | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues: the full name, and what the officer should know about it."""

    name: str
    warnings: tuple[str, ...]


def issuing_office(connection: sqlite3.Connection) -> Office:
    """The office from the settings, else the plan's supervising office by its full name (article 22)."""
    chosen = read_setting(connection, "office")
    if chosen:
        return Office(chosen, ())
    supervisor = read_plan(connection).supervisor
    name, certain = full_name(connection, supervisor)
    told = [f"发文机关未设置，暂用方案的督查单位“{name}”；可用 huaian-tui setting set office 设定"]
    if not certain:
        told.append(f"发文机关全称“{name}”待核")
    return Office(name, tuple(told))


def full_name(connection: sqlite3.Connection, unit: str) -> tuple[str, bool]:
    """(full name, whether it is certain) of a unit by its short name."""
    row = connection.execute(
        "SELECT full_name, full_name_certain FROM unit WHERE name = ?", (unit,)
    ).fetchone()
    return row[0], bool(row[1])
