"""A plan of any size: the real 60 rows, and further ones in their manner, with units and milestones."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from made_words import DATASETS, Words

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.pinyin import search_spelling, spellings

PLACES = ("清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县", "淮安经开区")
OFFICES = (
    "财政局 教育局 发改委 工信局 科技局 公安局 民政局 司法局 人社局 "
    "自然资源局 生态环境局 住建局 交通运输局 水利局 农业农村局 商务局 文广旅游局 卫健委 "
    "退役军人局 应急管理局 审计局 行政审批局 市场监管局 体育局 统计局 医保局 城管局 "
    "信访局 数据局 税务局 气象局 消防救援大队 供销社 档案馆 融媒体中心 公共资源交易中心 "
    "大数据中心 政务服务中心 疾控中心 投资促进中心"
).split()
_TASKS_A_UNIT = 250
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
class MadePlan:
    """What the records are about."""

    leads: Sequence[str]
    """The leading unit of each task; index 0 stands for none."""
    milestones: Sequence[Planned]
    deliverables: Sequence[tuple[str, int, str]]
    """(id, task, title)"""


class PlanMaker:
    """Writes reference rows by SQL, beyond those of the shipped plan."""

    def __init__(
        self, connection: sqlite3.Connection, source: random.Random, words: Words, day: date
    ) -> None:
        self._connection = connection
        self._random = source
        self._words = words
        self._day = day
        self._plan = connection.execute("SELECT id FROM plan").fetchone()[0]
        self._shipped = connection.execute("SELECT max(no) FROM task").fetchone()[0]

    def write(self, tasks: int) -> MadePlan:
        """Add units and rows up to so many tasks; the whole plan comes back."""
        self._write_units(min(len(PLACES) * len(OFFICES), (tasks - self._shipped) // _TASKS_A_UNIT))
        singles, groups = (
            [
                row[0]
                for row in self._connection.execute(
                    f"SELECT name FROM unit WHERE (kind = 'group') = {kind} ORDER BY rowid"
                )
            ]
            for kind in (0, 1)
        )
        for start in range(self._shipped + 1, tasks + 1, 1000):
            self._write_tasks(range(start, min(start + 1000, tasks + 1)), singles, groups)
        return self._read()

    def _read(self) -> MadePlan:
        rows = self._connection.execute(
            "SELECT task_no, unit FROM task_unit WHERE role = 'lead' AND position = 0 ORDER BY task_no"
        )
        milestones = self._connection.execute(
            "SELECT id, task_no, due, value FROM planned_milestone ORDER BY task_no, id"
        )
        deliverables = self._connection.execute(
            "SELECT id, task_no, title FROM deliverable ORDER BY task_no, id"
        )
        return MadePlan(
            ["", *(row[1] for row in rows)], [Planned(*row) for row in milestones], deliverables.fetchall()
        )

    # ------------------------------------------------------------------ units

    def _write_units(self, count: int) -> None:
        names = [(place, office) for office in OFFICES for place in PLACES][:count]
        self._many(
            "unit",
            (
                (f"{place}{office}", f"淮安市{place}{office}", 0, "county", 0, "全称待核。")
                for place, office in names
            ),
        )
        self._many("unit_key", sorted({key for one in names for key in _unit_keys(*one)}))

    # ------------------------------------------------------------------ tasks

    def _write_tasks(self, numbers: range, singles: Sequence[str], groups: Sequence[str]) -> None:
        tasks, slots, milestones, deliverables = [], [], [], []
        for number in numbers:
            made = list(self._milestones(number))
            milestones += made
            clauses = [row[3].removesuffix("。") for row in made]
            clauses += [self._words.clause() for _ in range(self._random.randint(1, 3))]
            if self._random.random() < 0.3:
                title = f"{self._words.clause()[:16]}{self._random.choice(DATASETS)}"
                deliverables.append((f"{number}-a", number, title, title))
                clauses.append(title)
            units = self._slots(number, singles, groups)
            slots += units
            tasks.append(self._task(number, clauses, units))
        self._many("task", tasks)
        self._many("task_unit", slots)
        self._many("planned_milestone", milestones)
        self._many("deliverable", deliverables)

    def _slots(self, number: int, singles: Sequence[str], groups: Sequence[str]) -> list[tuple[Any, ...]]:
        """One or two leading units, up to five others, now and then a group of all."""
        source = self._random
        # The first units of the list lead more than the last, as in any plan.
        chosen = [singles[int(len(singles) * source.random() ** 1.5)] for _ in range(source.randint(2, 6))]
        names = list(dict.fromkeys(chosen))
        leads = min(len(names) - 1, 2 if source.random() < 0.2 else 1) or 1
        if source.random() < 0.08:
            names.append(source.choice(groups))
        return [
            (
                number,
                "lead" if place < leads else "support",
                place if place < leads else place - leads,
                one,
                one,
                0,
                "",
            )
            for place, one in enumerate(names)
        ]

    def _task(self, number: int, clauses: Sequence[str], slots: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
        article = 20 + (number - self._shipped - 1) // _ARTICLE_ROWS + 1
        part = 7 + (article - 21) // _ARTICLES_A_PART
        level1 = f"（{_chinese(part)}）{self._words.clauses[part % len(self._words.clauses)]}"
        level2 = f"{article}.{self._words.clauses[article % len(self._words.clauses)]}"
        lead, support = (
            "、".join(slot[3] for slot in slots if slot[1] == role) for role in ("lead", "support")
        )
        units = "、".join(filter(None, (lead, support)))
        text = "，".join(clauses) + "。"
        spelled = " ".join(_spelled(pieces) for pieces in ((level2,), units.split("、"), tuple(clauses)))
        key = f"{search_key(' '.join((level1, level2, text, lead, support, units)))} {spelled}"
        section = f"二、重点任务 {level1}"
        return number, self._plan, level1, level2, text, lead, support, section, level2, article, key

    def _milestones(self, number: int) -> Iterator[tuple[Any, ...]]:
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
            phrase = f"{said}{title}" + ("" if target is None else f"达到{target}")
            basis = "原文未写时限" if due is None else "原文写明月份，按该月最后一日计"
            yield (
                f"{number}-{place + 1}", number, title, phrase, basis, due and due.isoformat(), 0,
                int(source.random() < 0.05), None if value is None else ">=", value, None,
                None if value is None else unit, 0, 0, target,
            )  # fmt: skip

    def _many(self, table: str, rows: Any) -> None:
        rows = list(rows)
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _due(day: date, source: random.Random) -> date:
    """Mostly the month's last day, as plans say it, else the day itself."""
    if source.random() < 0.25:
        return day
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)


def _unit_keys(place: str, office: str) -> Iterator[tuple[str, str, str, str]]:
    name = f"{place}{office}"
    yield search_key(name), name, "name", ""
    yield search_key(f"淮安市{name}"), name, "full_name", ""
    yield search_key(f"{place[:2]}{office}"), name, "alias", ""
    for full, initials in spellings(name):
        yield full, name, "pinyin", ""
        yield initials, name, "initials", ""


def _spelled(pieces: Sequence[str]) -> str:
    """``search_spelling`` of the pieces together; each is spelled once only."""
    spelled = [_spelled_piece(piece) for piece in pieces]
    return "".join(full for full, _ in spelled) + " " + "".join(initials for _, initials in spelled)


@lru_cache(maxsize=50_000)
def _spelled_piece(piece: str) -> tuple[str, str]:
    full, _, initials = search_spelling(piece).partition(" ")
    return full, initials


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
