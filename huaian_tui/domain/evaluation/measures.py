"""The one table of measures of 督查评价, and the conventions that hold for all of them, in both languages.

The help page, the page in ``docs/`` and the columns of lists and workbooks are made from it. A measure that
is not here does not exist.
"""

from __future__ import annotations

from huaian_tui.domain.evaluation.measure import Group, Measure
from huaian_tui.domain.evaluation.table_attention import ATTENTION
from huaian_tui.domain.evaluation.table_moved import MOVED
from huaian_tui.domain.evaluation.table_timing import TIMING

MEASURES: tuple[Measure, ...] = (*TIMING, *MOVED, *ATTENTION)
"""All measures, in the order in which they are shown."""

BY_KEY = {one.key: one for one in MEASURES}
"""Each measure by its key."""


def of_group(group: Group) -> tuple[Measure, ...]:
    """The measures under one heading."""
    return tuple(one for one in MEASURES if one.group is group)


CONVENTIONS: tuple[tuple[str, str], ...] = (
    (
        "两个时间：录入时间定截至日知道什么，事实日期定是否按期",
        "Two clocks: recording decides what was known, the day of the fact decides whether it was in time",
    ),
    (
        "设定、延期、中止、重新督办只算日期不晚于本期最后一天（或截至日，取早的）的；办结、读数、反馈算到截至日",
        "First dates, extensions, cancellations and reopenings count up to the end of the period or the "
        "as-of day, completions, readings and replies up to the as-of day",
    ),
    (
        "撤回的和它撤回的那一条都不算",
        "A record and the one that takes it back count as nothing",
    ),
    (
        "几个单位共同牵头的，每个单位各算一次，方案只算一次，所以各单位之和不等于方案",
        "Each of several leads counts once, the plan once: the sum over units is not the plan",
    ),
    (
        "牵头和责任分开列；集体单位算它自己，不算到成员；牵头单位变过的，算时限那一天的牵头单位",
        "Lead and support stand apart; a group counts as itself; where the lead changed, the lead on the "
        "deadline",
    ),
    (
        "改过名、并入别的单位的，用截至日的名称",
        "Units that were renamed or merged stand under their name of the as-of day",
    ),
    (
        "不排名次，没有得分",
        "Nothing is ranked and nothing is scored",
    ),
)
"""What holds for all measures, in both languages; the help page prints it first."""


def named_measure(typed: str) -> Measure | None:
    """The measure that a key, name or heading of a column means; None for none."""
    plain = "".join(typed.split()).lower()
    for one in MEASURES:
        if plain in (one.key, one.key.replace("by_original.", "original_"), one.name, one.head):
            return one
    return None
