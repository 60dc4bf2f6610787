"""State lights (状态灯) of milestones and tasks: the rule, the words, the order; all else is derived.

The rule is written once, as conditions over named facts (``domain.rules.conditions``): Python
decides one state by it, and the store's SQL is made from it (``store.queries.sql_parts``).
The word is always printed beside the colour: cities colour their lights differently. A row
without a date is never overdue.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from huaian_tui.domain.rules.conditions import (
    Condition,
    Rule,
    both,
    earlier,
    either,
    equal,
    missing,
    more_than,
    not_earlier,
    not_later,
    present,
)

DUE_SOON_DAYS = 30
"""Within so many days of its date a milestone is 临期, unless the office sets another number."""

SOON_DAYS_KEY = "due_soon_days"
"""The name of that setting."""

MOST_SOON_DAYS = 365
"""An office may set 1 to so many: with more nearly everything would be 临期."""

BEHIND_KEY = "behind_light"
"""The name of the setting whether 未达序时 is a light of its own; it is not unless the office says so."""


class LightRules(NamedTuple):
    """How an office wants its lights; one of a past day is the one that was set then."""

    due_soon_days: int = DUE_SOON_DAYS
    behind_light: bool = False


DEFAULT_RULES = LightRules()
"""What holds where the office has set nothing."""


class Light(StrEnum):
    """The states, worst first; ``DONE`` only when nothing is left."""

    OVERDUE = "overdue"
    BEHIND = "behind"
    DUE_SOON = "due_soon"
    ON_TRACK = "on_track"
    UNSCHEDULED = "unscheduled"
    DONE = "done"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return LIGHTS[self].word

    @property
    def meaning(self) -> str:
        """What it says of a task, in a few words, where lights are explained: as long as nothing is set."""
        return light_meaning(self, DEFAULT_RULES)

    @property
    def rank(self) -> int:
        """Its place from the worst (0) on."""
        return RANKS[self]


class LightWords(NamedTuple):
    """What an officer reads for a light, what it means, and by what else it is asked for.

    ``asked`` are initials, pinyin and what people say; in ``meaning`` stands {days} for the days of 临期.
    """

    word: str
    meaning: str
    asked: tuple[str, ...]


LIGHTS: dict[Light, LightWords] = {
    Light.OVERDUE: LightWords("逾期", "有节点过了时限，还没有办结", ("yq", "yuqi", "超期", "超时")),
    Light.BEHIND: LightWords(
        "未达序时",
        "最新读数低于按月均摊应达的数，比临期先看",
        ("wdxs", "weidaxushi", "序时", "落后序时"),
    ),
    Light.DUE_SOON: LightWords(
        "临期",
        "{days} 天内到期，或约定的回访没有做",
        ("lq", "linqi", "快到期", "临近到期"),
    ),
    Light.ON_TRACK: LightWords("正常推进", "有时限，还没有到期", ("zctj", "zhengchangtuijin", "正常")),
    Light.UNSCHEDULED: LightWords(
        "未设节点", "原文没有写时限，也没有设节点，不算逾期", ("wsjd", "weishejiedian")
    ),
    Light.DONE: LightWords("办结", "节点全部办结", ("bj", "banjie", "已办结", "完成")),
}
"""The words of each light, worst first."""

LIGHT_MARKS: dict[Light, str] = {
    Light.OVERDUE: "#",
    Light.BEHIND: "%",
    Light.DUE_SOON: "+",
    Light.ON_TRACK: "=",
    Light.UNSCHEDULED: ".",
    Light.DONE: "-",
}
"""The character of each light in a bar where there are no colours."""

BEHIND_ON_PAPER = "节点最新读数低于指标按月均摊应达的数（每月到月底起算）"
"""What 未达序时 is, as a paper to units explains it."""

LIGHT_TITLES: dict[Light, str] = {light: words.word for light, words in LIGHTS.items()}
"""The word of each light, worst first."""


def light_meaning(light: Light, rules: LightRules) -> str:
    """What a light says of a task under the rules of the office, wherever lights are explained."""
    return LIGHTS[light].meaning.format(days=rules.due_soon_days)


def lights_of(rules: LightRules) -> tuple[Light, ...]:
    """The lights there are under the rules of the office, worst first: 未达序时 only where it wants it."""
    return tuple(light for light in Light if light is not Light.BEHIND or rules.behind_light)


RANKS: dict[Light, int] = {light: place for place, light in enumerate(Light)}
"""The place of each light, from the worst (0) on: lists sort by it."""


class Status(StrEnum):
    """Where a milestone stands by decision, before any date is looked at."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


# ------------------------------------------------------------------------- the rule
# Facts: today · soon (today and N days) · due (of a task: the earliest of its open milestones)
# · follow_up (the earliest promised visit not yet made) · status · open_count · done_count
# · behind_from (since when its newest reading is 未达序时; of a task: the first such day of its open ones)
# · behind (today where that is a light, else missing: then nothing is).

_OPEN, _UNDATED, _DATED = equal("status", Status.OPEN), missing("due"), present("due")
_LATE, _NOT_LATE = earlier("due", "today"), not_earlier("due", "today")
_NEAR = not_later("due", "soon")

BESIDES_DATE = earlier("follow_up", "today")
"""What makes a thing 临期 besides its date: a promised visit (回访) was missed."""

BEHIND = both(present("behind"), not_later("behind_from", "behind"))
"""What is 未达序时, where that is a light, as far as it is neither done nor overdue.

Where it is none, SQL need not look since when each would be.
"""

PRESSING = either(_NEAR, BESIDES_DATE)
"""What is overdue or due soon, as far as it is neither done nor 未达序时; overdue is looked at first."""

TASK_DONE = both(equal("open_count", 0), more_than("done_count", 0))
"""All milestones of a task that count are done."""


def _task_rule(soon: Condition, *behind: tuple[Light, Condition]) -> Rule[Light]:
    """A task has the worst light of its open milestones; by the dates that is the light of the earliest one.

    A missed visit makes a task without dates 临期 too, never overdue.
    """
    return Rule(
        (
            (Light.DONE, TASK_DONE),
            (Light.OVERDUE, _LATE),
            *behind,
            (Light.DUE_SOON, soon),
            (Light.UNSCHEDULED, _UNDATED),
        ),
        Light.ON_TRACK,
    )


MILESTONE_RULE: Rule[Light | None] = Rule(
    (
        (Light.DONE, equal("status", Status.DONE)),
        (None, equal("status", Status.CANCELLED)),
        (Light.UNSCHEDULED, _UNDATED),
        (Light.OVERDUE, _LATE),
        (Light.BEHIND, BEHIND),
        (Light.DUE_SOON, PRESSING),
    ),
    Light.ON_TRACK,
)
"""The light of a milestone; None for a cancelled one, which no longer counts."""

TASK_RULE = _task_rule(PRESSING, (Light.BEHIND, BEHIND))
"""The light of a task."""

TASK_RULE_TOLD = _task_rule(_NEAR, (Light.BEHIND, BEHIND))
"""The same without ``BESIDES_DATE``: what units are told of a task (a promise is the office's own)."""

TASK_RULE_BY_DATE = _task_rule(_NEAR)
"""By its dates alone: tasks are counted so, by ranges, and then those put right for which more matters."""

MORE_THAN_DATE = either(BESIDES_DATE, BEHIND)
"""These may have another light than by their dates."""

AMONG: dict[Light, Condition] = {
    Light.OVERDUE: both(_OPEN, _DATED, _LATE),
    Light.BEHIND: both(_OPEN, _DATED, _NOT_LATE, present("behind_from")),
    Light.DUE_SOON: both(_OPEN, _DATED, _NOT_LATE),
    Light.ON_TRACK: both(_OPEN, _DATED, _NOT_LATE),
    Light.UNSCHEDULED: both(_OPEN, _UNDATED),
    Light.DONE: equal("status", Status.DONE),
}
"""Among which milestones those of a light are, as an index finds them; ``MILESTONE_RULE`` decides."""


def due_span(light: Light, today: date, rules: LightRules = DEFAULT_RULES) -> tuple[date, date]:
    """The first and last day on which what is due is of this light by its date alone: 逾期 or 临期."""
    if light is Light.OVERDUE:
        return date.min, days_after(today, -1)
    if light is Light.DUE_SOON:
        return today, soon_day(today, rules)
    raise ValueError(light)


def soon_day(today: date, rules: LightRules = DEFAULT_RULES) -> date:
    """The last day that counts as soon."""
    return days_after(today, rules.due_soon_days)


def days_after(today: date, days: int) -> date:
    """So many days after ``today``; the last day there is when that lies beyond the calendar."""
    return today + timedelta(days=min(days, (date.max - today).days))


def milestone_light(
    status: Status,
    due: date | None,
    today: date,
    *,
    follow_up: date | None = None,
    behind: date | None = None,
    rules: LightRules = DEFAULT_RULES,
) -> Light:
    """The light of one milestone on ``today``; ``follow_up``: its task's earliest visit not yet made.

    ``behind``: the day from which its newest reading is 未达序时. A cancelled one no longer counts and
    shows as ``UNSCHEDULED`` (its status says 中止).
    """
    facts = {"status": status, "due": due, "follow_up": follow_up, "behind_from": behind}
    facts |= light_days(today, rules)
    return MILESTONE_RULE.decide(facts) or Light.UNSCHEDULED


def task_light(
    milestones: Iterable[tuple[Status, date | None]],
    today: date,
    *,
    follow_up: date | None = None,
    behind: date | None = None,
    rules: LightRules = DEFAULT_RULES,
) -> Light:
    """The light of a task whose milestones stand so, each by its status and date.

    ``behind``: the first day from which one of the open ones is 未达序时.
    """
    known = list(milestones)
    facts = {
        "open_count": sum(status is Status.OPEN for status, _ in known),
        "done_count": sum(status is Status.DONE for status, _ in known),
        "due": min((due for status, due in known if status is Status.OPEN and due), default=None),
        "follow_up": follow_up,
        "behind_from": behind,
    }
    return TASK_RULE.decide(facts | light_days(today, rules))


def light_days(today: date, rules: LightRules = DEFAULT_RULES) -> dict[str, date | None]:
    """The days that the rules compare with, by the names of their facts."""
    return {
        "today": today,
        "soon": soon_day(today, rules),
        "behind": today if rules.behind_light else None,
    }


def iso_light_days(today: date, rules: LightRules = DEFAULT_RULES) -> dict[str, str | None]:
    """The same as the store keeps days."""
    days = light_days(today, rules)
    return {name: None if day is None else day.isoformat() for name, day in days.items()}


def overdue_days(status: Status, due: date | None, today: date) -> int:
    """Days past the date of an open milestone; 0 when it is not overdue."""
    if due is None or milestone_light(status, due, today) is not Light.OVERDUE:
        return 0
    return (today - due).days
