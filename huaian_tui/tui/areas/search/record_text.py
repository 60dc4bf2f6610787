"""A record (记录) of the ledger in full: what it says by kind, and its place in the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.days import moment
from huaian_tui.domain.words.forks import FORKED
from huaian_tui.ledger.gist import first_title
from huaian_tui.ledger.kinds.kind import Subject
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import Record, RecordKind
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import kind_title, note_text
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import safe_content

BODY_LABELS = {
    "title": "名称",
    "due": "时限",
    "basis": "依据",
    "change": "修订",
    "before": "修订前",
    "value": "数值",
    "deliverable": "成果",
    "text": "内容",
    "units": "对象",
    "unit": "单位",
    "progress": "进展",
    "finished_on": "报称完成日期",
    "problem": "存在问题",
    "next_step": "下一步",
    "contact": "填报人",
    "reason": "理由",
    "kind": "文书",
}
"""Parts of a body that are told, in this order, unless its kind says otherwise, and what they are called."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the detail shows of a record.

    ``note`` is the note it is or refers to, as it reads now; ``milestone`` the title of the
    milestone it is about, ``notice`` what its kind of notice is called, ``task`` how people name its task,
    ``fork`` what is said of the fork behind which it stands, ``laptop`` from which laptop it comes where
    several bear the name of who wrote it; empty where there is none.
    """

    record: Record
    note: NoteRow | None
    milestone: str
    notice: str
    task: str = ""
    fork: str = ""
    laptop: str = ""


def note_of(record: Record) -> bytes | None:
    """The id of the note that a record is or refers to."""
    return _thing(record) if _subject(record.kind) is Subject.NOTE else None


def notice_of(record: Record) -> bytes | None:
    """The id of the notice that a record is about: its first draft is the notice."""
    return _thing(record) if _subject(record.kind) is Subject.NOTICE else None


def _subject(kind: str) -> Subject:
    known = KINDS.get(kind)
    return Subject.OTHER if known is None else known.subject


def _thing(record: Record) -> bytes:
    """What a record of a note or a notice is about: what it refers to, or itself."""
    return record.ref or record.id


def cannot_be(facts: RecordFacts | None) -> set[str]:
    """Which of 更正 and 撤回 cannot be done with a row (actions): of a name, None, neither."""
    known = None if facts is None else KINDS.get(facts.record.kind)
    note = None if facts is None else facts.note
    direct = known is not None and known.corrected_by == RecordKind.CORRECTION
    can = {
        "correct": direct if note is None else not note.retracted,
        "retract": known is not None and known.taken_back_by == RecordKind.RETRACTION,
    }
    return {one for one, possible in can.items() if not possible}


def why_not_corrected(facts: RecordFacts | None) -> HuaianError:
    """Why a row is neither corrected nor withdrawn on F7, and where it is changed instead."""
    kind = "" if facts is None else facts.record.kind
    subject = _subject(kind)
    if facts is None:
        why, way_out = "这一行是名称，不是一条记录", "选一条记录再更正或撤回"
    elif subject is Subject.NOTICE:
        why, way_out = (
            f"它是{kind_title(kind)}",
            f"文书在文书（{keys_said('show_notices')}）里修改、撤回；选中这一条按两次{keys_said('open')}打开",
        )
    elif subject is Subject.SETTING:
        why, way_out = "设置不更正", f"要改的话另设一次（{keys_said('settings')}）"
    else:
        why, way_out = (
            f"它是{kind_title(kind)}，只增不改",
            f"有误的另登记一次；刚登记的可用 {keys_said('undo')} 撤销",
        )
    return HuaianError("这一条不这样更正、撤回", why, way_out)


def record_detail(facts: RecordFacts) -> Content:
    """The whole record."""
    record = facts.record
    said = record.kind, record.content(), record.ref
    return lines(
        [
            safe_content(first_title(*said) or kind_title(record.kind)).stylize("bold"),
            labelled("登记", f"{moment(record.recorded_at)}  {record.officer or '未署名'}"),
            labelled("日期", record.occurred_on) if record.occurred_on else None,
            labelled("任务", facts.task) if facts.task else None,
            labelled("节点", f"{facts.milestone}（{record.milestone}）") if record.milestone else None,
            labelled("电脑", facts.laptop) if facts.laptop else None,
            labelled(FORKED, facts.fork) if facts.fork else None,
            *_content(facts),
            *_chain(record),
        ]
    )


def _content(facts: RecordFacts) -> Iterator[Content]:
    record, body = facts.record, facts.record.content()
    if record.kind != RecordKind.NOTE:
        yield Content("")
        yield heading("内容")
        yield from _body_lines(body, facts)
    if facts.note is not None:
        yield Content("")
        title = "内容" if record.kind == RecordKind.NOTE else "所指的督查记录"
        yield heading(title)
        yield note_text(facts.note)


def _body_lines(body: dict[str, Any], facts: RecordFacts) -> Iterator[Content]:
    """The told parts of the body, as its kind has them or by the common labels."""
    kind = KINDS.get(facts.record.kind)
    if kind is not None and kind.told is not None:
        yield from (labelled(label, text) for label, text in kind.told(body))
        return
    for key, label in BODY_LABELS.items():
        if body.get(key) not in (None, "", []):
            yield labelled(label, facts.notice if key == "kind" else _words(body[key]))
    if body.get("assumed"):
        yield quiet("当时没有写明哪一天，按惯例取期末")
    if body.get("settles"):
        yield toned(f"了结冲突：{len(body['settles'])} 项先前的决定", "due_soon")


def _words(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format_number(float(value))
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _chain(record: Record) -> Iterator[Content]:
    """Where the record stands in the hash chain of its origin: what ``check`` verifies."""
    yield Content("")
    yield heading("台账位置")
    yield labelled("序号", f"该来源的第 {record.seq} 条")
    yield quiet("记录只增不改；更正和撤回都另记一条")
