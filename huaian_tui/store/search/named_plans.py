"""What a search says of plans: ``plan:SJ`` among its words, 12 and SJ/12 as the names of tasks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from huaian_tui.domain.matters import read_matter_no
from huaian_tui.domain.text.chinese_numbers import read_task_number
from huaian_tui.store.queries.plan_scope import SHIPPED, plan_asked
from huaian_tui.store.queries.task_refs import is_matters_code, read_current_plan, task_named
from huaian_tui.store.search.search_terms import SearchQuery


def with_plan(connection: sqlite3.Connection, query: SearchQuery) -> SearchQuery:
    """The query with the plan that its words name (``plan:SJ``, 方案：SJ) as a filter instead."""
    text, plan = plan_asked(connection, query.text)
    return query if plan is None else replace(query, text=text, plan=plan)


def keys_of_words(connection: sqlite3.Connection, words: Iterable[str]) -> dict[str, str]:
    """Word → key of the task it names: 12 in the current plan, SJ/12 in any, "" without one; else the word.

    As long as the plan that is shipped is the current one, its numbers are the keys themselves.
    """
    shipped = read_current_plan(connection) == SHIPPED
    found = dict[str, str]()
    for word in words:
        found[word] = word
        if "/" in word or (word.isascii() and word.isdecimal() and not shipped):
            task = task_named(connection, word)
            found[word] = "" if task is None else str(task)
    return found


def tasks_of_plan(connection: sqlite3.Connection, plan: str | None) -> set[int] | None:
    """The tasks of a plan, ended ones too; None for any plan."""
    if plan is None:
        return None
    return {number for (number,) in connection.execute("SELECT no FROM task WHERE plan = ?", (plan,))}


def numbered_word(connection: sqlite3.Connection, word: str) -> str:
    """第12项 as the 序号 12, which is a key; JB/2026-3 and 交办〔2026〕3 as matters have it."""
    number = read_task_number(word)
    if number is not None:
        return str(number)
    code, _, printed = word.rpartition("/")
    read = read_matter_no(printed)
    if read is not None and read[0] is not None and ("交办" in word or is_matters_code(connection, code)):
        return f"交办{read[0]}-{read[1]}号"
    return word
