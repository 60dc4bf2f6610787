"""What a pack would bring: sums, what is not taken, who wrote it, which tasks, conflicts with all sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.forks import FORKED, WHY, branch_words, state_words, why_words
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.domain.words.plans import on_withdrawn_plan_words
from huaian_tui.domain.words.tasks import on_withdrawn_words
from huaian_tui.domain.words.units import missing_units_words
from huaian_tui.exchange.merging.ahead import AHEAD_EFFECT, ahead_words
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.merge_summary import MOST_LISTED, Conflict, Decision, DoubledNumber
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.services.settings import Offer
from huaian_tui.store.queries.report_disputes import ReportDispute
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.detail_lines import heading, lines, quiet, toned
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.session import now

Refused = tuple[str, HuaianError]
"""The name of a file that is not taken, and why."""

TITLE_CELLS = 52
"""Of a task's title, so that on a narrow terminal each task keeps to one line."""

SETTLED_BY = "各方的决定都会保留，核定之前都不算数；合并后在节点里采用一方，或另作决定。"


SETTINGS_WAIT = "合并后逐项问是否采用；没有采用的不起作用。"


def preview_text(result: MergeResult, refused: Sequence[Refused], offers: Sequence[Offer] = ()) -> Content:
    """The whole preview; ``refused`` are all files that are not taken, ``offers`` what they would set."""
    return lines(_preview_lines(result, refused, offers))


def _preview_lines(
    result: MergeResult, refused: Sequence[Refused], offers: Sequence[Offer]
) -> Iterator[Content]:
    if result.new:
        yield Content.styled(f"将新增 {result.new} 条记录；已有 {result.known} 条", "bold")
    elif result.known or not refused:
        yield Content.styled(f"没有新的记录；已有 {result.known} 条", "bold")
    yield from _refused_lines(refused, others=bool(result.new))
    yield from _distrusted_lines(result)
    for remark in _remarks(result):
        yield toned(remark, "due_soon")
    yield from _fork_lines(result.forks)
    if result.conflicts:
        yield from _conflict_lines(result.conflicts)
    if result.decisions:
        yield from _decision_lines(result.decisions)
    if result.numbers:
        yield from _number_lines(result.numbers)
    if result.codes:
        yield Content("")
        yield toned(f"方案代号重复 {len(result.codes)} 个", "overdue").stylize("bold")
        yield quiet("两台电脑各自新增的；合并后在「方案」里选其中一个，改它的代号。")
        for code in result.codes:
            yield Content(f"  {one_line(code.words)}")
    if result.renumbered:
        yield Content("")
        yield heading(f"交办编号重复，改编 {len(result.renumbered)} 件")
        yield quiet("较早登记的编号不变；已印的文书不变，用原编号仍能找到。")
        for renumbered in result.renumbered:
            yield Content(f"  {one_line(renumbered.words)}")
    if result.reports:
        yield from _report_lines(result.reports)
    if offers:
        yield from _setting_lines(offers)
    yield from _told_apart(result)


def _told_apart(result: MergeResult) -> Iterator[Content]:
    """The records by kind, by officer and by task."""
    if result.kinds:
        yield Content("")
        yield heading("是些什么")
        said = "、".join(f"{one_line(kind_word(kind))} {count} 条" for kind, count in result.kinds)
        yield Content(f"  {said}")
    if result.officers:
        yield Content("")
        yield heading("谁记的")
        for name, count in result.officers:
            yield Content(f"  {one_line(name)}  {count} 条")
    if result.tasks:
        yield Content("")
        yield heading("关于哪些任务")
        for one in result.tasks:
            title = ellipsis(one_line(one.title), TITLE_CELLS)
            yield Content(f"  {one_line(one.ref.told)}  {one.records} 条") + quiet(f"  {title}")
        if result.task_count > len(result.tasks):
            yield quiet(f"  只列前 {len(result.tasks)} 项，共 {result.task_count} 项")


def _distrusted_lines(result: MergeResult) -> Iterator[Content]:
    """Origins of packs of which nothing, or not all, is taken: it is not proved who wrote it."""
    found = [one for one in result.refusals if one.origin]
    if found:
        yield toned(f"{len(found)} 个来源的记录不收，其余的照常合并：", "overdue").stylize("bold")
    for one in found:
        said = one_line(own_words(one.error.one_line()))
        yield Content("  ") + Content.styled(one_line(one.pack), "bold") + Content(f"  {said}")


def _refused_lines(refused: Sequence[Refused], *, others: bool) -> Iterator[Content]:
    if not refused:
        return
    rest = "；其余的可以合并" if others else "，台账没有改动"
    yield toned(f"{len(refused)} 个数据包不能收{rest}：", "overdue").stylize("bold")
    for name, error in refused:
        yield (
            Content("  ")
            + Content.styled(one_line(name), "bold")
            + Content(f"  {one_line(own_words(error.one_line()))}")
        )


def where_trust_is() -> str:
    """How one gets to 信任, without the full stop."""
    return f"「信任」在总览（{keys_said('show_overview')}）里按 {keys_said('trust')}"


def _remarks(result: MergeResult) -> Iterator[str]:
    if result.ahead_until is not None:
        yield f"{ahead_words(result.ahead, result.ahead_until, now())}。{AHEAD_EFFECT}。"
    if result.missing:
        yield f"对方还有 {result.missing} 条较早的记录不在数据包里；请对方不写起始日期再导出一次。"
    of_keys = [f"{one_line(laptop.words)}（在「信任」里看各台电脑）。" for laptop in result.laptops]
    of_keys += [f"{one_line(own_words(remark))}。" for remark in (*result.keys, *result.met)]
    yield from of_keys
    if of_keys:
        yield f"{where_trust_is()}。"
    if result.unkept:
        yield f"{own_words(result.unkept)}。"
    if result.resumed:
        yield "数据包里有本台账自己后来的记录：这个文件是较旧的副本，合并后补齐，今后另起来源编号。"
    if result.not_arrived:
        yield f"其中 {result.not_arrived} 条等待方案：所属的方案还没有到，会保留，到了自动归位。"
    for plan in result.gone_plans:
        yield on_withdrawn_plan_words(plan.code, plan.title, plan.records, (plan.by, plan.on, plan.named))
    for gone in result.withdrawn:
        ended = (gone.by, gone.on, gone.record.hex())
        yield on_withdrawn_words(gone.no, gone.text, gone.records, ended)
    if result.units:
        yield missing_units_words(result.units)
    if result.other_reference:
        yield "对方的方案资料与本机版本不同；请各电脑升级到同一版本。"


def _conflict_lines(conflicts: Sequence[Conflict]) -> Iterator[Content]:
    more = f"（只列前 {MOST_LISTED} 项）" if len(conflicts) >= MOST_LISTED else ""
    yield Content("")
    yield toned(f"{CONFLICT} {len(conflicts)} 项{more}", "overdue").stylize("bold")
    yield quiet(SETTLED_BY)
    for one in conflicts:
        yield Content.styled(f"  {one_line(one.milestone)}  {one_line(one.title)}", "bold")
        for side in one.sides:
            moment = side.recorded_at[:16].replace("T", " ")
            who = Content(f"    {one_line(side.officer)}") + quiet(f"  {one_line(moment)}  ")
            yield who + Content(one_line(side.words()))


def _fork_lines(forks: Sequence[ForkRow]) -> Iterator[Content]:
    if not forks:
        return
    yield Content("")
    yield toned(f"{FORKED} {len(forks)} 处", "overdue").stylize("bold")
    yield quiet(f"{WHY}。合并后先以计入的一支为准，在「总览」里核定。")
    for fork in forks:
        yield Content.styled(f"  来源 {fork.name} 自第 {fork.seq} 号起（{state_words(fork)}）", "bold")
        if why_words(fork):
            yield quiet(f"    {why_words(fork)}。")
        for branch in fork.branches:
            yield Content(f"    {one_line(branch_words(branch))}") + quiet(f"  {one_line(branch.gist)}")


def _decision_lines(decisions: Sequence[Decision]) -> Iterator[Content]:
    more = f"（只列前 {MOST_LISTED} 项）" if len(decisions) >= MOST_LISTED else ""
    yield Content("")
    yield heading(f"对节点的决定{more}")
    for one in decisions:
        who = Content(f"  {one_line(one.milestone)}") + quiet(f"  {one_line(one.officer)}  ")
        yield who + Content(one_line(one.said))


def _number_lines(numbers: Sequence[DoubledNumber]) -> Iterator[Content]:
    yield Content("")
    yield toned(f"文号重复 {len(numbers)} 个", "overdue").stylize("bold")
    yield quiet("两台电脑各用过一次；合并后请给后印发的那份改号（在文书里，或 notice renumber）。")
    for one in numbers:
        yield Content.styled(f"  {one_line(one.number)}", "bold")
        for title, officer, day in one.notices:
            who = Content(f"    {one_line(officer)}") + quiet(f"  {one_line(day)}  ")
            yield who + Content(one_line(title))


def _report_lines(reports: Sequence[ReportDispute]) -> Iterator[Content]:
    yield Content("")
    yield toned(f"单位自报核实不一 {len(reports)} 条", "overdue").stylize("bold")
    yield quiet("合并后请退回其中不对的一条，重新核实。")
    for one in reports:
        who = Content(f"  {one_line(one.report.milestone)}  {one_line(one.report.unit_name)}")
        yield who + quiet(f"  {one.report.day}  ") + Content(one_line(one.why))


def _setting_lines(offers: Sequence[Offer]) -> Iterator[Content]:
    yield Content("")
    yield toned(f"设置 {len(offers)} 项，还没有采用", "due_soon").stylize("bold")
    yield quiet(SETTINGS_WAIT)
    for one in offers:
        said = f"{one.waiting.officer}  {one.waiting.recorded_at[:10]}"
        yield Content(f"  {one_line(one.title)}：{one_line(one.change())}") + quiet(f"  {one_line(said)}")
        if remark := one.remark():
            yield Content("    ") + Content(one_line(own_words(remark)))
