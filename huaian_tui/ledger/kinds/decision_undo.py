"""Taking back a decision on a milestone, wherever it stands among the others."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.items import item
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.ledger.kinds.decision_heads import (
    decided,
    heads_of,
    rest_on,
    said_once,
    seen_at_once,
    settles_conflict,
)
from huaian_tui.ledger.kinds.decisions import fold_over
from huaian_tui.ledger.kinds.kind import FoldRecord, Step, Undoing
from huaian_tui.ledger.kinds.taking_back import CANNOT, SHOWN, retraction, standing, target_of, undone
from huaian_tui.ledger.record import Entry, RecordKind

_LAST = b"\xff" * 16
"""The identity of a record that is not yet there: after all others."""


def take_back_decision(undoing: Undoing) -> Step:
    """Take back one decision, a correction of one, or a retraction of one (which then holds again)."""
    record, thing = undoing.record, undoing.thing
    ordered = decided(thing)
    if record.id in undone(ordered):
        raise HuaianError(CANNOT, "这项决定已撤回", "不需要再撤回")
    _refuse_what_others_rest_on(record, ordered)
    ref, others = _place_to_restore(record, ordered) or place_in_chain(record, ordered)
    now = next((one for one in standing(ordered) if one.id == record.id), record)
    said = ellipsis(undoing.kind.line(now.body), SHOWN)
    text = f"{undoing.kind.title}：{said}"

    def entry(reason: str) -> Entry:
        made = retraction(record, reason, text, made=ref)
        settled = others + _twins(record, ordered)
        return made if not settled else _settling(made, settled)

    after = fold_over(undoing.planned, [*thing, as_recorded(entry("撤回"))]).state
    before = fold_over(undoing.planned, thing).state
    title = _title(before or after, ordered)
    what = _WHAT.get(record.kind, "撤回{item}节点「{title}」的{kind}（{said}）").format(
        item=undoing.named or item(record.task_no), title=title, kind=undoing.kind.title, said=said
    )
    then = "这个节点不再存在" if after is None else _standing_words(after)
    return Step(f"{what}；此后{then}", lambda reason: [entry(reason)], f"已{what}，{then}")


_WHAT: dict[str, str] = {
    RecordKind.RETRACTION: "恢复{item}节点「{title}」已撤回的决定（{said}）",
    RecordKind.CORRECTION: "取消{item}节点「{title}」的更正（{said}）",
}


def place_in_chain(record: FoldRecord, ordered: Sequence[FoldRecord]) -> tuple[bytes, list[str]]:
    """What a record that amends this one refers to, and which other sides of a conflict it settles.

    In a conflict only one of its sides can be amended; taking back one of two leaves the other.
    """
    heads = heads_of(ordered)
    if len(heads) < 2:  # noqa: PLR2004 - a conflict has two sides
        return (heads[0] if heads else record.id), []
    if record.id not in heads:
        title = _title(None, ordered)
        raise HuaianError(
            CANNOT, f"节点「{title or record.milestone}」有冲突待核", "在“节点”里核实冲突后再办理"
        )
    others = [head.hex() for head in heads if head != record.id]
    return record.id, others if len(others) == 1 else []


def _refuse_what_others_rest_on(record: FoldRecord, ordered: Sequence[FoldRecord]) -> None:
    """The settling of a conflict is only taken back where nothing was decided further on it."""
    later = rest_on(record, ordered) if settles_conflict(record) else []
    if later:
        title = _title(None, ordered)
        raise HuaianError(
            CANNOT,
            f"这项决定核定了节点「{title or record.milestone}」的冲突，此后又作了决定",
            f"先撤回此后的（最后一项由{later[-1].officer or '未署名'}作出），再撤回它",
        )


def _place_to_restore(record: FoldRecord, ordered: Sequence[FoldRecord]) -> tuple[bytes, list[str]] | None:
    """The place of what restores the settling of a conflict that was taken back; None for anything else."""
    target = next((one for one in ordered if one.id == target_of(record)), None)
    heads = heads_of(ordered)
    if record.kind != RecordKind.RETRACTION or target is None or not settles_conflict(target):
        return None
    if not set(seen_at_once(target)).issubset(heads):
        reason = f"节点「{_title(None, ordered) or record.milestone}」的冲突此后另有核定"
        raise HuaianError(CANNOT, reason, "要改，请在“节点”里重新作决定")
    return record.id, [head.hex() for head in heads]


def _twins(record: FoldRecord, ordered: Sequence[FoldRecord]) -> list[str]:
    """What says the same on another laptop: the same report confirmed, the same side of a conflict kept."""
    said = said_once(record)
    if said is None:
        return []
    return [one.id.hex() for one in ordered if said_once(one) == said and one.id != record.id]


def _settling(entry: Entry, settled: Sequence[str]) -> Entry:
    body = {**entry.body, "settles": list(dict.fromkeys(settled))}
    return Entry(entry.kind, body, entry.task_no, entry.milestone, entry.occurred_on, entry.ref)


def as_recorded(entry: Entry) -> FoldRecord:
    """An entry as the fold will see it."""
    return FoldRecord(
        _LAST, entry.kind, entry.ref, entry.task_no, entry.milestone, entry.occurred_on, "", entry.body
    )


def _title(state: MilestoneState | None, ordered: Sequence[FoldRecord]) -> str:
    if state is not None:
        return state.title
    return next((str(one.body.get("title")) for one in ordered if one.kind == RecordKind.MILESTONE_SET), "")


def _standing_words(state: MilestoneState) -> str:
    if state.conflict:
        return f"节点{CONFLICT}，须重新核定"
    if state.status is Status.CANCELLED:
        return "节点为中止"
    if state.status is Status.DONE:
        return f"节点为 {state.completed_on} 办结"
    return f"节点正在督办，时限 {state.due or '未定'}"
