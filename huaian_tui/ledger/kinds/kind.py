"""The shape of a record kind: what a family's module declares, as plain data and pure functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.record import Body, Entry

TASK, MILESTONE, DAY, REF = "task_no", "milestone", "occurred_on", "ref"
"""Columns of a record that a kind may need."""


class FieldType(StrEnum):
    """What a part of a body holds. A document is JSON as text; a line map has lines as keys and values,
    groups are a list of groups."""

    TEXT = "text"
    LINE = "line"
    DAY = "day"
    DOCUMENT = "document"
    NUMBER = "number"
    YEAR = "year"
    COUNT = "count"
    COUNTS = "counts"
    FLAG = "flag"
    LINES = "lines"
    TEXTS = "texts"
    ID = "id"
    IDS = "ids"
    LINE_MAP = "line map"
    GROUP = "group"
    GROUPS = "groups"


class Named(StrEnum):
    """What of the plan a part of a body names; a record that names an unknown one is not taken."""

    UNIT = "unit"
    DELIVERABLE = "deliverable"


class Field(NamedTuple):
    """One part of a body.

    ``needed``: a text that must not be blank; ``optional``: it may be left out; ``nullable``:
    it may be null. ``unsaid``: the program wrote it for itself, no search looks there.
    ``parts`` are those of a group; ``most``: so many of them, or characters, at most (0: the general bound).
    """

    name: str
    type: FieldType
    needed: bool = False
    optional: bool = False
    nullable: bool = False
    names: Named | None = None
    unsaid: bool = False
    parts: tuple[Field, ...] = ()
    most: int = 0


FROM_REPORT = (
    Field("report", FieldType.ID, optional=True, unsaid=True),
    Field("claim", FieldType.ID, optional=True, unsaid=True),
)
"""Parts of a record that follows from a unit's report (单位自报): the report, and what it claims; two
reports that claim the same are the same form, taken in on two laptops."""


class FoldRecord(NamedTuple):
    """A record as folding and taking back need it: who, where, when, and the body as JSON values.

    ``known``: the day from which it was known (``identity.day_number``), by which the past is folded.
    """

    id: bytes
    kind: str
    ref: bytes | None
    task_no: int | None
    milestone: str | None
    occurred_on: str | None
    officer: str
    body: Body
    known: int = 0
    plan: str = ""


Row = tuple[Any, ...]
"""The values of a table's columns, in the order in which they are declared."""


class By(StrEnum):
    """What makes records belong to one thing.

    ``RECORD``: the record that made it, with those that join it by ``ref``. ``MILESTONE``: all
    decisions on one milestone, with the milestone as the plan has it. ``TASK``: the task, of which they say
    how it stands in its plan. ``KEY``: a part of the body.
    """

    RECORD = "record"
    MILESTONE = "milestone"
    TASK = "task"
    KEY = "key"


class Table(NamedTuple):
    """A table that follows from the records; the column ``key`` holds the identity of the thing.

    What its rows said on past days stands in ``<name>_past``, and its own rows have a column ``since``;
    ``versioned``: every row that ever stood, the present ones too, in ``<name>_version`` (for tables
    of which past days ask for whole lists). See ``store.engine.past``.
    ``others``: the key of rows of the same table that follow from another kind of thing, NULL in these.
    """

    name: str
    key: str
    columns: tuple[str, ...]
    versioned: bool = False
    others: str = ""


class Projection(NamedTuple):
    """Rows as a pure function of all records of one thing.

    ``rows`` takes the records in order of their ids (``By.RECORD``: the one that made the thing
    first) and the row of the plan (``By.MILESTONE`` alone), and gives the rows of each table.
    ``key_field`` is the part of the body by which ``By.KEY`` goes.
    """

    by: By
    tables: tuple[Table, ...]
    rows: Callable[[Sequence[FoldRecord], Row | None], tuple[Sequence[Row], ...]]
    key_field: str = ""


class Subject(StrEnum):
    """What a record is about, where people see and change it."""

    NOTE = "note"
    MILESTONE = "milestone"
    NOTICE = "notice"
    SETTING = "setting"
    OTHER = "other"


class Step(NamedTuple):
    """What takes back one record: as it will be done, and the records to append once the reason is known.

    ``done`` says it as done; empty: ``words`` with 已 before it.
    """

    words: str
    entries: Callable[[str], list[Entry]]
    done: str = ""


class Around(Protocol):
    """What a rule of taking back asks of the ledger beside the records of the thing."""

    def written(self) -> Sequence[str]:
        """What else was written about the thing, in words, the newest first."""

    def written_since(self) -> Sequence[str]:
        """The same of what came after the record."""

    def written_of(self, parts: Collection[str]) -> Sequence[str]:
        """The same of milestones and deliverables of the thing, by their ids."""

    def bearer_of(self, names: Collection[str]) -> str:
        """Another thing that bears one of these numbers, codes or names, as people call it; "" for none."""


class _Nothing:
    """Nothing else is known."""

    def written(self) -> Sequence[str]:
        return ()

    def written_since(self) -> Sequence[str]:
        return ()

    def written_of(self, parts: Collection[str]) -> Sequence[str]:
        return ()

    def bearer_of(self, names: Collection[str]) -> str:
        return ""


class Undoing(NamedTuple):
    """A record that is to be taken back, all records of its thing, the plan's row of its milestone.

    ``decided``: the thing is what was decided on a milestone. ``named``: how people call the task, plan
    or unit that it is about (第12项), ``label``: as it is typed (SJ/12). ``own``: the records that are taken
    back with it, and those that do so.
    """

    kind: Kind
    record: FoldRecord
    thing: Sequence[FoldRecord]
    planned: Row | None
    today: date
    decided: bool = False
    named: str = ""
    label: str = ""
    own: frozenset[bytes] = frozenset()
    around: Around = _Nothing()


def _never_closed(_: Sequence[FoldRecord]) -> None:
    """Nothing ends it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """A kind of record (see the comments of the fields); one object a kind, compared by identity."""

    name: str
    title: str
    """What the officer reads."""
    first_title: Callable[[Body], str] | None = None
    """What is read for the first record of a thing, by its body; None or empty: the title."""
    brief: str = ""
    """What people say of it in a few characters beside others (办结); empty: the title."""
    words: tuple[str, ...]
    """Further words by which a search is asked for it: initials, pinyin, what people say."""
    fields: tuple[Field, ...]
    """The body. Parts that are not declared (of a newer program) are kept."""
    gist: Callable[[Body], str]
    """What a record says, most telling part first; empty where it says nothing."""
    needed: tuple[str, ...] = ()
    """Columns without which a record says nothing."""
    makes: tuple[Projection, ...] = ()
    """The rows that follow from a record of this kind and those that join it."""
    joins: bool = False
    """With a ``ref`` it belongs to the thing that the record named there has made."""
    joins_milestone: bool = False
    """With a milestone it belongs to the decisions on it, besides: it may take one back or correct it."""
    sets_milestone: bool = False
    """Its milestone is new and has the id that follows from the record's own."""
    subject: Subject = Subject.OTHER
    renames: str = ""
    """The place of the index of names in which it may give a thing another name."""
    told: Callable[[Body], list[tuple[str, str]]] | None = None
    """(label, text) of what is shown of a record in full; None: the parts that have a common label."""
    corrected_by: str = ""
    """The kind of record that corrects it; empty: none does."""
    taken_back_by: str = ""
    """The kind of record that takes it back; empty: none does."""
    closed: Callable[[Sequence[FoldRecord]], HuaianError | None] = _never_closed
    """Why, given all its records, a thing of this kind can be neither corrected nor taken back any more."""
    undo: Callable[[Undoing], Step] | None = None
    """What takes back a record that was just made; ``HuaianError`` says why it cannot be done."""
    other_way: str = ""
    """What can be done instead where there is no ``undo``."""
    private: bool = False
    """It is personal: written under the private origin of a file, which leaves it only when asked for."""

    @property
    def decides(self) -> bool:
        """Whether it decides where a milestone stands; its ``ref`` is the last decision its author saw."""
        return any(one.by is By.MILESTONE for one in self.makes)

    def line(self, body: Body) -> str:
        """The gist in one line, never empty."""
        return one_line(self.gist(body)) or self.title


def one_line(text: str, limit: int = 200) -> str:
    """A text without line breaks, cut with a mark beyond ``limit`` characters."""
    line = " ".join(text[: 2 * limit].split())
    return line if len(line) <= limit else line[: limit - 2] + ".."
