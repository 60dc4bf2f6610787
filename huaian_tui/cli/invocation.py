"""One run of the command line: which ledger, which day, which officer.

The real day and the login name are read here, at the edge, and nowhere below.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import HuaianError, InputRefused, StoreRefused
from huaian_tui.domain.text.hygiene import clean_line, terminal_safe
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.opening import lacks_plan, open_reader
from huaian_tui.store.engine.readiness import are_names_waiting
from huaian_tui.store.keep.locations import DB_NAME, StrPath, as_path, database_place, has_nothing

if TYPE_CHECKING:
    from pathlib import Path

    from huaian_tui.store.engine.append import Ledger

PROGRAM_OPTIONS = {
    "--db": "database",
    "--today": "today_text",
    "--officer": "officer_text",
    "--as-of": "as_of_text",
    "--plan": "plan_text",
}
"""Options of the program as a whole, each with where the ``Invocation`` keeps what was typed."""

OFFICER_VARIABLE = "HUAIAN_TUI_OFFICER"
"""Environment variable that names the officer."""


_EVERY_PLAN = ("all", "全部")
_ISO_LENGTH = len("2025-06-30")


def now() -> datetime:
    """The wall clock in Shanghai."""
    return datetime.now(SHANGHAI)


def say(text: str) -> None:
    """One line on stderr: what accompanies a result without being part of it."""
    sys.stderr.write(terminal_safe(" ".join(text.splitlines())) + "\n")


class Invocation:
    """What was typed for the program as a whole; options of a later place win.

    No dataclass, and imports stand where they are needed: the quick answers load this module.
    """

    def __init__(self) -> None:
        self.database: str | None = None
        self.today_text: str | None = None
        self.officer_text: str | None = None
        self.as_of_text: str | None = None
        self.plan_text: str | None = None
        self.ascii_only = False

    @property
    def path(self) -> Path:
        """The ledger file."""
        return as_path(self.place)

    @property
    def place(self) -> StrPath:
        """The ledger file, as text where that says the same."""
        path = database_place(self.database)
        try:
            str(path).encode("utf-8")
        except UnicodeEncodeError:
            folder = os.path.dirname(path).encode("utf-8", "replace").decode()
            raise StoreRefused(
                "不能打开台账",
                f"{folder} 里的台账文件名不是这个终端的编码，可能是在 GBK 终端里建立的",
                f"在原来的终端里打开；或先把那个文件改名为 {DB_NAME}，也可用 --db 指定别的文件",
            ) from None
        if os.path.isdir(path):
            raise StoreRefused("不能打开台账", f"{path} 是文件夹，不是文件", "用 --db 指定一个文件")
        return path

    @property
    def chosen_today(self) -> date | None:
        """The day given by --today, None for the real one."""
        return None if self.today_text is None else day_of(self.today_text, now().date(), field="today")

    @property
    def as_of(self) -> date | None:
        """The day at whose end the ledger is read, None for now."""
        if self.as_of_text is None:
            return None
        return day_of(self.as_of_text, self.present_day, field="as_of")

    @property
    def present_day(self) -> date:
        """The day on which what is written is written: --today, else the real day in Shanghai."""
        return self.chosen_today or now().date()

    @property
    def today(self) -> date:
        """The day that all rules count from: --as-of, else the present day."""
        return self.as_of or self.present_day

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection, at the first start on a ledger that is created for it."""
        path, as_of = self.path, self.as_of  # what was typed wrongly is said before a file is made
        with self._opened(path, as_of) as connection:
            yield connection

    @contextmanager
    def existing(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection; ``StoreRefused`` where there is no ledger."""
        with _reading(self.place, self.as_of) as connection:
            yield connection

    @contextmanager
    def ledger(self, *, from_past: bool = False) -> Iterator[Ledger]:
        """A writer in the officer's name; refused while a past day is shown.

        ``from_past``: what is written was made of what was known on a past day, and says so.
        """
        if not from_past:
            self.refuse_past()
        from huaian_tui.store.engine.clock import clock_warning

        with explained(self.path), self._writer() as ledger:
            if warning := clock_warning(ledger.connection, now()):
                say(f"注意：{warning}。")
            waited = are_names_waiting(ledger.connection)
            yield ledger
            _index_waiting(ledger, others=waited)
        if ledger.began is not None:
            from huaian_tui.domain.words.origins import BEGAN

            say(f"注意：{BEGAN[ledger.began]}。")

    def refuse_past(self, again: str = "录入") -> None:
        """Refuse what knows no past day: it writes the ledger, or takes all of it as it is now."""
        if self.as_of_text is not None:
            raise HuaianError(
                "现在只能查看", "指定了 --as-of，台账按过去某一天显示", f"去掉 --as-of 再{again}"
            )

    @contextmanager
    def _opened(self, path: Path, as_of: date | None) -> Iterator[sqlite3.Connection]:
        """A reader of a ledger that has its plan; one that has none yet gets it first."""
        connection = _with_plan(path)
        if connection is not None:
            with explained(path), closing(_shown(connection, path, as_of)) as shown:
                yield shown
            return
        self.ensure_exists()
        with _reading(path, as_of) as connection:
            yield connection

    def _writer(self) -> Ledger:
        """A writer on a ledger that has its plan; one that has none yet gets it first."""
        from huaian_tui.store.engine.append import Ledger
        from huaian_tui.store.engine.readiness import has_plan

        path = self.path

        def officer(connection: sqlite3.Connection) -> str:
            return self.officer(connection) if has_plan(connection) else ""

        if not has_nothing(path):
            ledger = Ledger(path, officer, now, _upgrading)
            if ledger.officer:
                return ledger
            ledger.close()
        self.ensure_exists()
        return Ledger(path, self.officer, now)

    def ensure_exists(self) -> None:
        """Create and seed the ledger when there is none yet, or a first start was cut off; say so."""
        path = self.path
        try:
            if path.stat().st_size and not lacks_plan(path):
                return
        except FileNotFoundError:
            pass
        except OSError:
            return  # opening says what is wrong with it
        # Imported here: an existing ledger is read without it.
        from huaian_tui.services.first_start import ensure_ledger

        if ensure_ledger(path):
            say(f"已新建台账：{path}。涉密内容不得录入。")

    def officer(self, connection: sqlite3.Connection | None) -> str:
        """Who writes: as known, else the login name."""
        name = self.known_officer(connection)
        if not name and (name := _login_name()):
            say(f"注意：没有设置承办人，记为登录名 {name}；用 huaian-tui setting set officer 姓名 设定。")
        if not name:
            raise InputRefused(
                "不知道承办人是谁", "没有填写，也取不到登录名", "加 --officer 姓名", field="officer"
            )
        return name

    def known_officer(self, connection: sqlite3.Connection | None) -> str:
        """--officer, the environment variable or the setting; empty when nobody was ever named."""
        typed = self.officer_text or os.environ.get(OFFICER_VARIABLE, "")
        if not typed.strip() and connection is not None:
            from huaian_tui.store.queries.settings import read_setting

            typed = read_setting(connection, "officer") or ""
        return clean_line(typed, limit=100, field="officer")

    def day(self, text: str | None, *, field: str = "day") -> date:
        """The day that was typed, today where none was."""
        return self.today if text is None else day_of(text, self.today, field=field)

    def plan(self, connection: sqlite3.Connection) -> str | None:
        """The id of the plan that --plan names; None: all open ones. A wrong code names those there are."""
        if self.plan_text is None or self.every_plan:
            return None
        from huaian_tui.store.queries.task_refs import find_plan

        return find_plan(connection, self.plan_text)

    @property
    def every_plan(self) -> bool:
        """Whether all open plans were asked for by name."""
        return self.plan_text is not None and self.plan_text.strip().lower() in _EVERY_PLAN

    def task(self, connection: sqlite3.Connection, typed: str) -> int:
        """The task that was named (12, SJ/12, its id); a mere number is of --plan or of the current plan."""
        from huaian_tui.store.queries.task_refs import find_task

        return find_task(connection, typed, self.plan(connection))

    def unit_or_all(self, connection: sqlite3.Connection, query: str | None) -> str | None:
        """``unit`` of a listing's --unit; None where it was not typed: all units."""
        return None if query is None else self.unit(connection, query)

    def unit(self, connection: sqlite3.Connection, query: str) -> str:
        """The short name that a query means; a reading that is an assumption is said on stderr."""
        from huaian_tui.store.queries.units import resolve_unit

        match = resolve_unit(connection, query)
        if match.read_as:
            # Imported here: a command that names a unit plainly answers without it.
            from huaian_tui.domain.words.items import as_items

            say(as_items(match.read_as))
        return match.name

    def standing_unit(self, connection: sqlite3.Connection, query: str) -> str:
        """As ``unit``, where it gets something to do: one that was merged away by today is refused."""
        from huaian_tui.store.queries.unit_history import refuse_gone

        unit = self.unit(connection, query)
        refuse_gone(connection, unit, self.today)
        return unit


def _index_waiting(ledger: Ledger, *, others: bool) -> None:
    """What an action left to be indexed, once its answer is written.

    What waited before (``others``: a sync goes on beside, or was cut off) may be very much, and a note is not
    kept waiting for it: each command does a little.
    """
    if are_names_waiting(ledger.connection):
        from huaian_tui.store.search.name_index import complete_names, complete_some_names

        sys.stdout.flush()
        if others:
            complete_some_names(ledger.connection)
        else:
            complete_names(ledger.connection)


def _with_plan(path: Path) -> sqlite3.Connection | None:
    """A reader of a ledger with its plan; None where there is something to do or to say first."""
    try:
        connection = open_reader(path, _upgrading)
    except StoreRefused:
        if has_nothing(path) or lacks_plan(path):
            return None
        raise
    # Imported here: the quick answers need no plan.
    from huaian_tui.store.engine.readiness import has_plan

    try:
        if has_plan(connection):
            return connection
    except sqlite3.Error:
        pass
    connection.close()
    return None


def _shown(connection: sqlite3.Connection, path: Path, as_of: date | None) -> sqlite3.Connection:
    """A reader as of a day, if there is one."""
    if as_of is None:
        return connection
    # Imported here: only a past day needs the folds.
    from huaian_tui.store.engine.as_of import shown_as_of

    return shown_as_of(connection, path, as_of, _fill_past)


@contextmanager
def _reading(path: StrPath, as_of: date | None) -> Iterator[sqlite3.Connection]:
    """A reader, closed at the end; what SQLite refuses inside becomes a ``StoreRefused``."""
    if as_of is not None:
        # Imported here: only a past day needs the folds.
        from huaian_tui.store.engine.as_of import reading

        with reading(as_path(path), as_of, _fill_past, _upgrading) as connection:
            yield connection
        return
    with explained(path), closing(open_reader(path, _upgrading)) as connection:
        yield connection


@contextmanager
def _upgrading() -> Iterator[Callable[[float], None]]:
    """Shown while a ledger of an older program is brought to this version: a large one takes minutes."""
    # Imported here: once in a ledger's life.
    from huaian_tui.cli.output.progress_bar import bar

    with bar("正在升级台账（先备份）", line=say) as progress:
        yield progress


def _fill_past(path: Path) -> None:
    """Fill the past of a large ledger of an older program, once; where it cannot be written it is folded."""
    from huaian_tui.cli.output.progress_bar import bar
    from huaian_tui.store.engine.opening import open_writer
    from huaian_tui.store.engine.past import complete_past

    say("第一次看过去的日子：正在整理台账，一百万条记录约需一分钟；可随时中断，下次接着做。")
    try:
        with bar("正在整理") as progress, explained(path), closing(open_writer(path)) as connection:
            complete_past(connection, progress)
    except StoreRefused:
        return


def _login_name() -> str:
    import getpass

    try:
        return clean_line(getpass.getuser(), limit=100)
    except (OSError, KeyError, ImportError, InputRefused):
        return ""  # no account entry (a container) and no variable: the caller refuses


def day_of(text: str, today: date, *, field: str = "") -> date:
    """The day that was typed; the ISO form is read without loading the date grammar."""
    day = iso_day(text)
    if day is not None:
        return day
    from huaian_tui.domain.dates.grammar import read_date, read_day
    from huaian_tui.domain.dates.workdays import FIXED_ONLY

    day = read_day(text, today, field=field)
    if FIXED_ONLY in read_date(text, today, field=field).explanation:
        say(f"注意：“{text}”算到 {day.isoformat()}：{FIXED_ONLY}，请核对。")
    return day


def iso_day(text: str) -> date | None:
    """The day of 2025-06-30; None for any other form and for a day that is not on the calendar."""
    digits = text.replace("-", "")
    if [len(text), len(digits), text[4:5] + text[7:8]] != [10, 8, "--"] or not (digits + "0").isdecimal():
        return None
    if not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2199 else None
