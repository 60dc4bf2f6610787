"""Accepting a revision: one action that says what changed and writes the plan and its tasks anew."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.importing.revisions.changes import UNCHANGED, WORDS
from huaian_tui.importing.revisions.items import PlanItem, plain_words
from huaian_tui.ledger.kinds.revisions import REVISION, RevisedTask, changes_document
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.ledger.task_keys import part_prefix, task_key
from huaian_tui.services.entry_rules import required_line
from huaian_tui.services.plan_revision.bodies import RevisedBodies
from huaian_tui.services.plan_revision.comparing import Comparison
from huaian_tui.services.plan_revision.merged import told_of_merged
from huaian_tui.services.plan_revision.previewing import RevisionPreview
from huaian_tui.services.plan_revision.remarks import remarks_now
from huaian_tui.services.plan_revision.rewriting import Rewriter, Rewriting, change_detail
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.plan_items import part_ids
from huaian_tui.store.queries.plans import gone_said, plan_said
from huaian_tui.store.queries.revisions import ended_text, heads_of_tasks

_MOST_DETAIL = 200
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Revised:
    """What accepting a revision gave.

    ``revision`` names it on every laptop; ``text`` counts the changes in words; ``told``: (which task,
    Chinese sentence) of what was decided on and stays, or goes with the old text.
    """

    plan: str
    code: str
    revision: str
    text: str
    new_units: tuple[str, ...]
    told: tuple[tuple[str, str], ...]


def revise_plan(ledger: Ledger, made: RevisionPreview, today: date, basis: str = "") -> Revised:
    """Accept a revision that was decided, as one action.

    Refused while questions are open, when nothing differs, and when the plan is another one by now. Without
    ``basis`` the file is named.
    """
    _refuse_open(made)
    with ledger.action() as action:
        return _Accepting(action, made, today, basis).accept()


def _refuse_open(made: RevisionPreview) -> None:
    if made.unanswered:
        told = "；".join(f"{one.where}：{one.message}" for one in made.unanswered[:_MOST_NAMED])
        raise HuaianError(
            f"还有 {len(made.unanswered)} 处要确认，没有写入",
            told,
            "逐处确认后再采用；命令行用 --decisions 文件",
        )
    if not made.changed:
        raise HuaianError(
            "没有变化",
            f"文件与 {made.plan.code} 现在的文本一致，什么也没有写入",
            "不需要修订；核对文件是否选对",
        )


class _Accepting:
    """One revision inside one action."""

    def __init__(self, action: Action, made: RevisionPreview, today: date, basis: str) -> None:
        self._action = action
        self._connection = action.connection
        self._made = made
        self._now = made.plan
        self._today = today
        file = made.preview.read
        line = required_line(basis, "basis", "依据") if basis.strip() else f"方案文本修订（{file.name}）"
        self._basis = clean_line(line, limit=500, field="basis")
        self._file = {"name": clean_line(file.name, limit=200, field="file"), "sha256": file.sha256}
        self._heads = dict[int, tuple[bytes, ...]]()
        self._fresh = dict[int, Iterator[str]]()
        self._taken = set[int]()

    def accept(self) -> Revised:
        connection, now, made = self._connection, self._now, self._made
        refuse_closed(connection, now.id)
        self._heads = heads_of_tasks(connection, now.id)
        self._refuse_other(plan_said(connection, now.id).heads)
        entering = RevisedBodies(self._action, made, self._today)
        rewriting = Rewriter(
            now.texts,
            made.comparison,
            made.preview.tasks,
            now.recorded,
            now.notes,
            entering.body,
            self._new_milestone,
        ).rewrite(self._new_number)
        rewriting.told += self._merged(rewriting)
        self._refuse_disputed(rewriting)
        changes = revised_tasks(made.comparison, rewriting.numbers)
        text = counted_words(made)
        document = changes_document(changes)
        revision = self._identity(document)
        self._append(rewriting, document, revision, text)
        return Revised(now.id, now.code, revision, text, entering.new_units, tuple(rewriting.told))

    def _merged(self, rewriting: Rewriting) -> Iterator[tuple[str, str]]:
        """What was decided on tasks that merge into others, each told with the way on."""
        bodies = {one.number: one.body for one in rewriting.written}
        for gone in rewriting.ended:
            if gone.into is None or gone.into not in bodies:
                continue
            former, body = gone.former, bodies[gone.into]
            states = [row.state for row in of_task(self._connection, self._today, former.key)]
            into = f"{self._now.code}/{body['no']}"
            parts = (former.body.get("milestones", ()), body.get("milestones", ()))
            for words in told_of_merged(parts[0], states, self._now.recorded, into, parts[1]):
                yield f"原第{former.printed}项", words

    # ------------------------------------------------------------------ what is refused

    def _refuse_other(self, heads: tuple[bytes, ...]) -> None:
        """The plan was read before this action: it must still be the same one."""
        if heads != self._now.heads or self._now.task_heads != self._heads:
            raise HuaianError(
                "方案刚被改过，没有写入",
                f"读取文件之后，{self._now.code} 又有改动",
                "请重新导入这个文件，再采用",
            )

    def _refuse_disputed(self, rewriting: Rewriting) -> None:
        """A task that laptops wrote apart is settled first, so that nobody's words go unseen."""
        touched = [one.former for one in rewriting.written if one.former is not None]
        touched += [one.former for one in rewriting.ended]
        disputed = [one for one in touched if len(self._heads[one.key]) > 1]
        if disputed:
            named = "、".join(f"第{one.printed}项" for one in disputed[:_MOST_NAMED])
            raise HuaianError(
                "有任务内容冲突待核，没有写入",
                f"{named}在几台电脑上写得不同",
                "先用 task set 核定，再采用修订",
            )

    # ------------------------------------------------------------------ what is new

    def _new_number(self, at: int) -> int:
        """The number for life of a new task; one that ended with the same text is taken up again."""
        new, plan = self._made.comparison.new[at], self._now.id
        first = new.no or f"#{at + 1}"
        again = 1
        while True:
            number = task_key(plan, first if again == 1 else f"{first}~{again}")
            if number not in self._taken and (number not in self._heads or self._ended_as(number, new)):
                self._taken.add(number)
                return number
            again += 1

    def _ended_as(self, number: int, new: PlanItem) -> bool:
        text = ended_text(self._connection, number)
        return text is not None and plain_words(text, new.year) == new.plain

    def _new_milestone(self, number: int) -> str:
        """An id that no milestone of the task ever had."""
        if number not in self._fresh:
            prefix, known = part_prefix(number), part_ids(self._connection, number)
            parts = (f"{prefix}-{place}" for place in count(1))
            self._fresh[number] = (one for one in parts if one not in known)
        return next(self._fresh[number])

    def _identity(self, document: str) -> str:
        """The same on every laptop that accepts the same file in the same way for the same plan."""
        heads = [one.hex() for one in self._now.heads]
        said = [self._now.id, heads, self._made.preview.read.sha256, self._made.new_stage, document]
        return f"r{hashlib.sha256(canonical_json(said).encode()).hexdigest()[:20]}"

    # ------------------------------------------------------------------ what is written

    def _append(self, rewriting: Rewriting, document: str, revision: str, text: str) -> None:
        connection, now, day = self._connection, self._now, self._today.isoformat()
        stages = {"old_stage": now.stage, "new_stage": self._made.new_stage}
        said = {"plan": now.id, "revision": revision, "text": text, "basis": self._basis, **stages}
        entries = [
            Entry(
                RecordKind.PLAN_REVISION,
                said | {"file": self._file, "changes": document},
                occurred_on=day,
                plan=now.id,
            ),
            self._plan_set(rewriting, revision),
        ]
        for one in rewriting.written:
            ref = (self._heads.get(one.number) or gone_said(connection, one.number).heads or (None,))[-1]
            body = one.body | {"basis": self._basis, REVISION: revision}
            entries.append(Entry(RecordKind.TASK_SET, body, task_no=one.number, ref=ref, plan=now.id))
        for gone in rewriting.ended:
            body = {"reason": gone.reason, REVISION: revision}
            if gone.into is not None:
                body["into"] = [self._heads[gone.into][-1].hex()]
            ref = self._heads[gone.former.key][-1]
            entries.append(
                Entry(
                    RecordKind.TASK_END, body, task_no=gone.former.key, occurred_on=day, ref=ref, plan=now.id
                )
            )
        self._action.append_all(entries)

    def _plan_set(self, rewriting: Rewriting, revision: str) -> Entry:
        said, preview = plan_said(self._connection, self._now.id), self._made.preview
        ref, settles = said.following()
        body = {key: value for key, value in said.body.items() if key != "settles"}
        body |= {"stage": self._made.new_stage, "file": self._file, "basis": self._basis}
        body["title"] = self._made.title
        if self._made.renamed:
            body["title"] = required_line(preview.decisions.title or "", "title", "方案名称")
        if preview.decisions.year is not None or body.get("year") is None and preview.year is not None:
            body["year"] = preview.year
        if preview.decisions.horizon is not None:
            body["horizon"] = {
                "day": preview.decisions.horizon.isoformat(),
                "phrase": "",
                "basis": self._basis,
            }
        if "remarks" in body:
            stages = (self._now.stage, self._made.new_stage)
            body["remarks"] = list(remarks_now(body["remarks"], self._made.comparison, rewriting, *stages))
        return Entry(RecordKind.PLAN_SET, body | settles | {REVISION: revision}, ref=ref, plan=self._now.id)


def revised_tasks(made: Comparison, numbers: Mapping[int, int]) -> list[RevisedTask]:
    """The changes as a record has them; ``numbers``: place in the new text → number for life."""
    return [
        RevisedTask(
            one.kind,
            tuple(made.old[at].key or 0 for at in one.old),
            tuple(numbers[at] for at in one.new),
            tuple(made.old[at].no or "" for at in one.old),
            tuple(made.new[at].no or "" for at in one.new),
            change_detail(made, one)[:_MOST_DETAIL],
        )
        for one in made.changes
        if one.kind != UNCHANGED
    ]


def counted_words(made: RevisionPreview) -> str:
    """The changes counted: 征求意见稿改为印发稿；新增2项，删去1项，改文字2项，未变3项."""
    kinds = Counter[str]()
    for one in made.comparison.changes:
        kinds[one.kind] += 1
    words = "，".join(f"{WORDS[kind]}{kinds[kind]}项" for kind in WORDS if kinds[kind])
    if made.new_stage == made.plan.stage:
        return words
    return f"{made.plan.stage or '原文'}改为{made.new_stage}；{words}"
