"""The morning screen in words and rows: what is overdue, due, promised, and what was recorded last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from textual.content import Content
from textual.style import Style

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import EventRow, NoteRow
from huaian_tui.domain.answers.overview import PendingReports, Promises
from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.days import day_shown, days_to_go
from huaian_tui.domain.words.forks import FORKED
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.domain.words.other_laptops import other_laptop_mark
from huaian_tui.domain.words.plans import PLAN_COLUMN, WAYS_ON, horizon_words, is_past_horizon
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.overview.page import OverviewPage
from huaian_tui.tui.frame.detail_lines import quiet, toned
from huaian_tui.tui.list.source import ListRow

if TYPE_CHECKING:
    from huaian_tui.domain.answers.notices import NoticeRow
    from huaian_tui.domain.answers.trends import PlanMoved


class ToDo(NamedTuple):
    """What a line of what waits says."""

    what: str
    number: str
    text: str
    who: str
    day: str
    plan: str = ""


class PlanToday(NamedTuple):
    """An open plan on the day that is shown; ``moved``: how it stood before, once that is read."""

    plan: PlanLine
    today: date
    lights: Mapping[Light, int]
    moved: PlanMoved | None = None


class Recent(NamedTuple):
    """A record and what an officer reads for its kind."""

    event: EventRow
    title: str


TO_DO_COLUMNS: tuple[Column[ToDo], ...] = (
    Column("事项", lambda line: line.what, width=13, toned=True),
    Column("序号", lambda line: line.number, width=4, grows=True, right=True),
    Column(PLAN_COLUMN, lambda line: line.plan, width=14, priority=5),
    Column("内容", lambda line: line.text, weight=2, min_width=20),
    Column("单位或承办人", lambda line: line.who, weight=1, min_width=12, priority=3),
    Column("日期", lambda line: line.day, width=10, priority=2),
)
RECENT_COLUMNS: tuple[Column[Recent], ...] = (
    Column("日期", lambda line: _day(line.event), width=10),
    Column("记录", lambda line: line.title, width=8),
    Column("序号", lambda line: _number(line.event), width=4, grows=True, right=True, priority=2),
    Column(PLAN_COLUMN, lambda line: _plan(line.event), width=14, priority=4),
    Column("内容", lambda line: _said(line.event), min_width=12),
)

LEADS_TO = "leads-to"
"""Under which name the words of a figure carry the light that a click leads to."""

MILESTONE, FOLLOW_UP, RECORD, NOTICE, REPORTS = "milestone", "follow_up", "record", "notice", "reports"
FORKS = "forks"
"""The line of chains that were continued twice."""

PLANS = "plans"
"""Where the words on a horizon that has passed lead to."""

REST = "rest"
"""The line for milestones of a light beyond those listed."""


SINCE_WEEK, SINCE_CIRCULAR = "比一周前", "比上次通报"
"""Columns that stand only once it is known how the plans stood then."""

PLAN_COLUMNS: tuple[Column[PlanToday], ...] = (
    Column("代号", lambda of: of.plan.code, width=5),
    Column(PLAN_COLUMN, lambda of: of.plan.short, weight=1, min_width=12),
    Column("任务", lambda of: _count(of.plan.tasks), width=5, right=True, grows=True),
    Column("逾期", lambda of: _count(of.lights[Light.OVERDUE]), width=5, right=True, toned=True),
    Column("临期", lambda of: _count(of.lights[Light.DUE_SOON]), width=5, right=True, grows=True),
    Column(SINCE_WEEK, lambda of: moved_words(of, "week"), width=16, priority=2),
    Column(SINCE_CIRCULAR, lambda of: moved_words(of, "circular"), width=16, priority=4),
    Column("期末", lambda of: _horizon(of), weight=2, min_width=16, priority=3),
)


def plan_line(page: OverviewPage, *, low: bool = False) -> Content:
    """The plan with its stage: whoever reads on must know that it is not the issued text.

    Of several plans how many there are; they stand in a list of their own. On a ``low`` window a horizon that
    has passed is told on the screen of plans alone: what waits needs the lines.
    """
    plans = page.overview.plans
    if len(plans) != 1:
        tasks = sum(plan.tasks for plan in plans)
        said = f"在办方案 {len(plans)} 个，任务 {tasks} 项" if plans else "没有在办的方案"
        past = sum(is_past_horizon(plan, page.today) for plan in plans)
        more = toned(f"，期末已过 {past} 个：可{WAYS_ON}", "due_soon") if past else Content("")
        return Content.styled(said, "bold") + more
    (plan,) = plans
    line = Content.styled(plan.title, "bold")
    if plan.stage:
        line += toned(f"（{plan.stage}）", "due_soon")
    if is_past_horizon(plan, page.today) and not low:
        said = f"{horizon_words(plan, page.today)}：到「方案」里{WAYS_ON}"
        line += Content("\n") + toned(said, "due_soon").stylize(Style.from_meta({LEADS_TO: PLANS}))
    return line


def plan_rows(page: OverviewPage, moved: Mapping[str, PlanMoved]) -> Iterator[ListRow]:
    """A line for each open plan; in the tone of what is late in it. ``moved``: how they stood before."""
    for plan in page.overview.plans:
        lights = page.overview.plan_lights[plan.id]
        soon = lights[Light.DUE_SOON] or is_past_horizon(plan, page.today)
        tone = "overdue" if lights[Light.OVERDUE] else "due_soon" if soon else ""
        line = PlanToday(plan, page.today, lights, moved.get(plan.id))
        yield ListRow(plan.id, cells_of(line, PLAN_COLUMNS), tone)


def unmoved_columns(moved: Mapping[str, PlanMoved]) -> list[str]:
    """The columns that say nothing: nothing is known of former days, no 通报 was issued."""
    told = any(one.circular is not None for one in moved.values())
    return [*([] if moved else [SINCE_WEEK]), *([] if told else [SINCE_CIRCULAR])]


def moved_words(of: PlanToday, since: Literal["week", "circular"]) -> str:
    """逾期+2 办结+1: by how many milestones; nothing where nothing moved."""
    then = None if of.moved is None else getattr(of.moved, since)
    if of.moved is None or then is None:
        return ""
    late, done = of.moved.now.overdue - then.overdue, of.moved.now.done - then.done
    said = ((f"逾期{late:+d}", late), (f"办结{done:+d}", done))
    return " ".join(words for words, number in said if number)


def _count(number: int) -> str:
    return str(number) if number else ""


def _horizon(of: PlanToday) -> str:
    ways = f"，可{WAYS_ON}" if is_past_horizon(of.plan, of.today) else ""
    return f"{horizon_words(of.plan, of.today)}{ways}"


def state_line(page: OverviewPage) -> Content:
    """The day in one sentence; honest where there is nothing."""
    found = page.overview
    parts: list[Content] = []
    if found.overdue_count:
        tasks = found.lights[Light.OVERDUE]
        late = toned(f"逾期节点 {found.overdue_count} 个（{tasks} 项任务）", "overdue").stylize("bold")
        parts.append(leading(late, Light.OVERDUE))
    else:
        parts.append(toned("没有逾期的节点", "on_track"))
    if behind := found.lights[Light.BEHIND]:
        words = toned(f"{Light.BEHIND.word} {behind} 项任务", "behind").stylize("bold")
        parts.append(leading(words, Light.BEHIND))
    days = found.rules.due_soon_days
    if found.due_soon_count:
        soon = toned(f"{days} 天内到期 {found.due_soon_count} 个", "due_soon").stylize("bold")
        parts.append(leading(soon, Light.DUE_SOON))
    else:
        parts.append(Content(f"{days} 天内无到期"))
    parts.append(_promises(found.promises, past=page.past))
    if found.conflicts:
        apart = toned(f"{CONFLICT} {found.conflicts} 个节点", "overdue").stylize("bold")
        parts.append(apart.stylize(Style.from_meta({LEADS_TO: CONFLICT})))
    if found.unanswered:
        parts.append(toned(f"逾期未反馈 {found.unanswered_units} 个单位", "overdue").stylize("bold"))
    if found.reports.count:
        parts.append(toned(f"待核实自报 {found.reports.count} 条", "due_soon").stylize("bold"))
    unscheduled = found.lights[Light.UNSCHEDULED]
    if unscheduled:
        parts.append(quiet(f"{unscheduled} 项未设节点"))
    return Content("，").join(parts) + "。"


def leading(words: Content, light: Light) -> Content:
    """Words that lead to the milestones of a light when clicked (a link of Textual's would lose its tone)."""
    return words.stylize(Style.from_meta({LEADS_TO: light.word}))


def _promises(promises: Promises, *, past: bool) -> Content:
    said = [
        words
        for count, words in (
            (promises.missed, f"错过回访 {promises.missed} 次"),
            (promises.today, f"{day_shown(past=past)}回访 {promises.today} 次"),
            (promises.later, f"七天内回访 {promises.later} 次"),
        )
        if count
    ]
    if not said:
        return Content("无约定回访")
    told = "，".join(said)
    return toned(told, "due_soon").stylize("bold") if promises.missed or promises.today else Content(told)


def to_do_rows(page: OverviewPage) -> Iterator[ListRow]:
    """What waits: answers, reports, conflicts, urgent promises, overdue, due soon, later promises."""
    found, today = page.overview, page.today
    urgent = [note for note in found.follow_ups if _follow_up(note) <= today]
    yield from (_unanswered_row(notice, today) for notice in found.unanswered)
    if found.reports.count:
        yield _reports_row(found.reports)
    if found.forks:
        said = f"{found.forks} 处分叉，按{keys_said('open')}核定以哪一支为准"
        yield _to_do(f"{FORKS}::", ToDo(FORKED, "", said, "", ""), "overdue")
    if found.conflicts:
        said = f"{found.conflicts} 个节点各方决定不一致，按{keys_said('open')}逐个核定"
        yield _to_do(f"{REST}:{CONFLICT}:", ToDo(CONFLICT, "", said, "", ""), "overdue")
    yield from (_promise_row(page, note) for note in urgent)
    yield from (_milestone_row(page, row) for row in found.overdue)
    yield from _rest(found.overdue_count - len(found.overdue), "逾期", Light.OVERDUE)
    yield from (_milestone_row(page, row) for row in found.due_soon)
    # By their dates alone: where Enter leads, those of a missed visit are 临期 too.
    coming = f" {found.rules.due_soon_days} 天内到期"
    yield from _rest(found.due_soon_count - len(found.due_soon), coming, Light.DUE_SOON)
    yield from (_promise_row(page, note) for note in found.follow_ups if _follow_up(note) > today)


def _rest(count: int, word: str, light: Light) -> Iterator[ListRow]:
    """One line for those that are not listed here; Enter leads to them."""
    if count:
        there = f"到节点（{keys_said('show_milestones')}）逐个看"
        said = f"另有 {count} 个{word}的节点，按{keys_said('open')}{there}"
        yield _to_do(f"{REST}:{light.word}:", ToDo(f"另有 {count} 个", "", said, "", ""), light.value)


def recent_rows(page: OverviewPage) -> Iterator[ListRow]:
    """The last records, newest first, for a list of their own."""
    for event in page.overview.recent:
        line = Recent(event, event.title or page.titles[event.kind])
        yield ListRow(_record_key(event), cells_of(line, RECENT_COLUMNS))


def recent_among_to_do(page: OverviewPage) -> Iterator[ListRow]:
    """The last records in the columns of what waits, for a low screen with one list."""
    for event in page.overview.recent:
        said = event.title or page.titles[event.kind], _number(event), _said(event), event.officer
        line = ToDo(*said, _day(event), _plan(event))
        yield _to_do(_record_key(event), line)


def _said(event: EventRow) -> str:
    """What it says, and before it the laptop where that is not the usual one of the name."""
    return f"{other_laptop_mark(event.laptop)}{event.gist}"


def _record_key(event: EventRow) -> str:
    number = "" if event.task_no is None else str(event.task_no)
    return f"{RECORD}:{event.record_id.hex()}:{number}"


def _to_do(key: str, line: ToDo, tone: str = "") -> ListRow:
    return ListRow(key, cells_of(line, TO_DO_COLUMNS), tone)


def _milestone_row(page: OverviewPage, row: MilestoneRow) -> ListRow:
    due = row.state.due
    if row.overdue_days:
        said = light_words(row.light, row.overdue_days)
    else:
        days = (due - page.today).days if due else 0
        said = days_to_go(days, past=page.past)
    number, day = str(row.task_no), due.isoformat() if due else ""
    line = ToDo(said, row.named.label, row.state.title, _lead(page, row.task_no), day, row.named.short)
    return _to_do(f"{MILESTONE}:{row.id}:{number}", line, row.light.value)


def _promise_row(page: OverviewPage, note: NoteRow) -> ListRow:
    day = _follow_up(note)
    days = (day - page.today).days
    now = f"{day_shown(past=page.past)}回访"
    said = now if not days else f"错过回访{-days}天" if days < 0 else f"{days}天后回访"
    who = "、".join(note.unit_names) or _lead(page, note.task_no)
    text = note.requirement or note.problem or note.text
    named = note.named
    line = ToDo(said, named.label, text[:300], who, day.isoformat(), named.short)
    tone = "overdue" if days < 0 else "due_soon" if days == 0 else "on_track"
    return _to_do(f"{FOLLOW_UP}:{note.record_id.hex()}:{note.task_no}", line, tone)


def _unanswered_row(notice: NoticeRow, today: date) -> ListRow:
    """An issued notice whose 反馈时限 is over, with who has not answered."""
    due = notice.reply_due or today
    said, what = f"缺反馈{(today - due).days}天", f"{notice.number} {notice.title}"
    line = ToDo(said, "", what, "、".join(map(notice.name_of, notice.missing)), due.isoformat())
    return _to_do(f"{NOTICE}:{notice.record_id.hex()}:", line, "overdue")


def _reports_row(reports: PendingReports) -> ListRow:
    """One line for all reports that wait; Enter leads to them."""
    said = f"{reports.count} 条单位自报，按{keys_said('open')}逐条核实"
    newest = reports.newest.isoformat() if reports.newest else ""
    return _to_do(f"{REPORTS}::", ToDo("待核实自报", "", said, "、".join(reports.units), newest), "due_soon")


def _lead(page: OverviewPage, number: int) -> str:
    task = page.tasks.get(number)
    return "、".join(task.lead_now) if task else ""


def _follow_up(note: NoteRow) -> date:
    """The promised day; the query gives only notes that have one."""
    return note.follow_up or date.max


def _day(event: EventRow) -> str:
    return event.day.isoformat() if event.day else event.recorded_at[:10]


def _number(event: EventRow) -> str:
    return "" if event.named is None else event.named.label


def _plan(event: EventRow) -> str:
    return "" if event.named is None else event.named.short
