"""A plan of any size: the real 60 rows, and further ones in their manner, with units and milestones."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from made_words import DATASETS, Words

from huaian_tui.ledger.record import RecordKind
from huaian_tui.ledger.task_keys import SHIPPED_PLAN, part_prefix, task_key

PLACES = ("清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县", "淮安经开区")
OFFICES = (
    "财政局 教育局 发改委 工信局 科技局 公安局 民政局 司法局 人社局 "
    "自然资源局 生态环境局 住建局 交通运输局 水利局 农业农村局 商务局 文广旅游局 卫健委 "
    "退役军人局 应急管理局 审计局 行政审批局 市场监管局 体育局 统计局 医保局 城管局 "
    "信访局 数据局 税务局 气象局 消防救援大队 供销社 档案馆 融媒体中心 公共资源交易中心 "
    "大数据中心 政务服务中心 疾控中心 投资促进中心"
).split()
_TASKS_A_UNIT = 250
_TASKS_A_PLAN = 500
_ARTICLE_ROWS, _ARTICLES_A_PART = 50, 100
_MEASURES = (("家", 5, 200), ("个", 2, 60), ("%", 60, 100), ("项", 3, 120), ("万条", 50, 9000))


@dataclass(frozen=True, slots=True)
class Planned:
    """A milestone of the plan: its id, task, date (ISO) and whether it has a figure to reach."""

    id: str
    task_no: int
    due: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One record that says how a plan, a unit or a task stands."""

    kind: RecordKind
    body: Mapping[str, Any]
    plan: str
    task_no: int | None = None


@dataclass(slots=True)
class MadePlan:
    """What the records are about."""

    tasks: list[int]
    """The numbers of all tasks."""
    leads: dict[int, str]
    """The leading unit of each task."""
    plans: dict[int, str]
    """The plan of each task."""
    milestones: list[Planned]
    deliverables: list[tuple[str, int, str]]
    """(id, task, title)"""


class PlanMaker:
    """Makes the records of further plans, units and tasks, beyond those of the shipped plan."""

    def __init__(
        self, connection: sqlite3.Connection, source: random.Random, words: Words, day: date
    ) -> None:
        self._random = source
        self._words = words
        self._day = day
        self._made = _shipped(connection)
        self._shipped = len(self._made.tasks)
        self._singles, self._groups = (
            [
                row[0]
                for row in connection.execute(
                    f"SELECT id FROM unit WHERE (kind = 'group') = {kind} ORDER BY made"
                )
            ]
            for kind in (0, 1)
        )

    @property
    def made(self) -> MadePlan:
        """All that there is, once ``parts`` is exhausted."""
        return self._made

    def parts(self, tasks: int) -> Iterator[Part]:
        """The records of so many tasks in all: units, then plan after plan."""
        yield from self._units(min(len(PLACES) * len(OFFICES), (tasks - self._shipped) // _TASKS_A_UNIT))
        missing = tasks - self._shipped
        for number, first in enumerate(range(0, missing, _TASKS_A_PLAN), start=1):
            identity = f"plan-{number}"
            yield Part(RecordKind.PLAN_SET, self._plan(number, identity), identity)
            for place in range(1, min(_TASKS_A_PLAN, missing - first) + 1):
                yield self._task(identity, place, number, first + place)

    # ------------------------------------------------------------------ plans and units

    def _plan(self, number: int, identity: str) -> dict[str, Any]:
        short = f"{self._words.clause()[:6]}{number}"
        start, horizon = date(self._day.year - 1, 1, 1), date(self._day.year + 2, 12, 31)
        return {
            "plan": identity,
            "code": _code(number),
            "short": short,
            "title": f"淮安市{short}实施方案",
            "stage": "印发稿",
            "year": start.year,
            "supervisor": "市职能转变和数字政府建设领导小组办公室",
            "start": {"day": start.isoformat(), "basis": "原文写明"},
            "horizon": {"day": horizon.isoformat(), "phrase": f"到{horizon.year}年底", "basis": "原文写明"},
        }

    def _units(self, count: int) -> Iterator[Part]:
        for place, office in [(place, office) for office in OFFICES for place in PLACES][:count]:
            name = f"{place}{office}"
            self._singles.append(name)
            body = {
                "unit": name,
                "name": name,
                "full_name": f"淮安市{name}",
                "full_name_certain": False,
                "kind": "county",
                "note": "全称待核。",
                "called": [{"name": f"{place[:2]}{office}", "how": "alias"}],
            }
            yield Part(RecordKind.UNIT_SET, body, SHIPPED_PLAN)

    # ------------------------------------------------------------------ tasks

    def _task(self, plan: str, place: int, part: int, count: int) -> Part:
        number = task_key(plan, str(place))
        milestones = list(self._milestones(number))
        clauses = [one["phrase"].removesuffix("。") for one in milestones]
        clauses += [self._words.clause() for _ in range(self._random.randint(1, 3))]
        deliverables = []
        if self._random.random() < 0.3:
            title = f"{self._words.clause()[:16]}{self._random.choice(DATASETS)}"
            deliverables.append({"id": f"{part_prefix(number)}-a", "title": title, "phrase": title})
            clauses.append(title)
        leads, supports = self._slots()
        article = 20 + (count - 1) // _ARTICLE_ROWS + 1
        section = 7 + (article - 21) // _ARTICLES_A_PART
        level1 = f"（{_chinese(section)}）{self._words.clauses[section % len(self._words.clauses)]}"
        level2 = f"{article}.{self._words.clauses[article % len(self._words.clauses)]}"
        body = {
            "no": str(place),
            "place": place,
            "level1": level1,
            "level2": level2,
            "text": "，".join(clauses) + "。",
            "lead_raw": "、".join(leads),
            "support_raw": "、".join(supports),
            "lead": [{"raw": one, "unit": one} for one in leads],
            "support": [{"raw": one, "unit": one} for one in supports],
            "section": f"二、重点任务 {level1}",
            "article": level2,
            "article_no": article,
            "milestones": milestones,
            "deliverables": deliverables,
        }
        self._remember(number, plan, leads[0], body)
        return Part(RecordKind.TASK_SET, body, plan, number)

    def _remember(self, number: int, plan: str, lead: str, body: Mapping[str, Any]) -> None:
        made = self._made
        made.tasks.append(number)
        made.leads[number], made.plans[number] = lead, plan
        made.milestones += [
            Planned(one["id"], number, one["due"], one.get("value")) for one in body["milestones"]
        ]
        made.deliverables += [(one["id"], number, one["title"]) for one in body["deliverables"]]

    def _slots(self) -> tuple[list[str], list[str]]:
        """One or two leading units, up to five others, now and then a group of all."""
        source, singles = self._random, self._singles
        # The first units of the list lead more than the last, as in any plan.
        chosen = [singles[int(len(singles) * source.random() ** 1.5)] for _ in range(source.randint(2, 6))]
        names = list(dict.fromkeys(chosen))
        leads = min(len(names) - 1, 2 if source.random() < 0.2 else 1) or 1
        if source.random() < 0.08:
            names.append(source.choice(self._groups))
        return names[:leads], names[leads:]

    def _milestones(self, number: int) -> Iterator[dict[str, Any]]:
        """None for one task in eight, else up to three, most with a date around the given day."""
        source = self._random
        for place in range(0 if source.random() < 0.12 else source.choice((1, 1, 2, 2, 3))):
            title = self._words.clause()
            due = (
                None
                if source.random() < 0.06
                else _due(self._day + timedelta(int(source.gauss(60, 260))), source)
            )
            said = "" if due is None else f"{due.year}年{due.month}月底前"
            unit, least, most = source.choice(_MEASURES)
            value = float(source.randint(least, most)) if source.random() < 0.25 else None
            target = None if value is None else f"{value:g}{unit}以上"
            body: dict[str, Any] = {
                "id": f"{part_prefix(number)}-{place + 1}",
                "title": title,
                "phrase": f"{said}{title}" + ("" if target is None else f"达到{target}"),
                "basis": "原文未写时限" if due is None else "原文写明月份，按该月最后一日计",
                "due": due and due.isoformat(),
                "stretch": source.random() < 0.05,
            }
            if value is not None:
                body |= {"operator": ">=", "value": value, "unit": unit, "target_text": target}
            yield body


def _shipped(connection: sqlite3.Connection) -> MadePlan:
    """What the shipped plan has."""
    leads = dict(
        connection.execute(
            "SELECT task_no, unit FROM task_unit WHERE role = 'lead' AND position = 0 ORDER BY task_no"
        )
    )
    milestones = connection.execute(
        "SELECT id, task_no, due, value FROM planned_milestone ORDER BY task_no, id"
    )
    deliverables = connection.execute("SELECT id, task_no, title FROM deliverable ORDER BY task_no, id")
    return MadePlan(
        list(leads),
        leads,
        dict.fromkeys(leads, SHIPPED_PLAN),
        [Planned(*row) for row in milestones],
        deliverables.fetchall(),
    )


def _code(number: int) -> str:
    """Three letters for a plan: AAB, AAC …"""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))


def _due(day: date, source: random.Random) -> date:
    """Mostly the month's last day, as plans say it, else the day itself."""
    if source.random() < 0.25:
        return day
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)


_DIGITS = "〇一二三四五六七八九"


def _chinese(number: int) -> str:
    """A number below 1,000 as Chinese counts headings."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "〇"
    return words + (_DIGITS[ones] if ones else "")
