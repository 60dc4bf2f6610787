"""文书: the list, one in full, checking, issuing, exporting, and drafting."""

from __future__ import annotations

from huaian_tui.cli.plain.dialogue import choose, pick
from huaian_tui.cli.plain.work import Asked, Work, fill_in
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind, state_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries.find_notices import NoticeFilter, find_notices, read_notice_rows

DRAFT_FIELDS = (
    Asked("写给哪些单位，几个用顿号隔开；通报不填", "--unit", many=True),
    Asked("只写哪几项任务，写序号，几个用顿号隔开", "--task", many=True),
    Asked("期间，如 2026Q3、上半年、2026-07", "--period"),
    Asked("立项依据（批示、会议、文件）", "--basis"),
)
MILESTONE_FIELD = Asked("写哪个节点，如 2-1", "--milestone", required=True)
NOTICE_FIELD = Asked("随哪份文书，写文书编号", "--notice", required=True)
REPLY_FIELDS = (
    Asked("哪个单位", "--unit", required=True),
    Asked("反馈内容", "--text", required=True, long=True),
    Asked("反馈日期，不填为今天", "--date"),
)
OF_A_MILESTONE = (NoticeKind.EXTENSION, NoticeKind.COMPLETION)


def papers(work: Work) -> None:
    """The list, or a new one."""
    while True:
        if choose("文书，做什么？", ["看已有的", "拟一份"]) == 0:
            work.within(_listed)
        else:
            work.within(_draft)


def _draft(work: Work) -> None:
    kinds = list(NOTICE_TITLES)
    kind = kinds[choose("拟哪一种？", [NOTICE_TITLES[one] for one in kinds])]
    fields = list(DRAFT_FIELDS)
    if kind in OF_A_MILESTONE:
        fields = [MILESTONE_FIELD]
    elif kind == NoticeKind.ROUTING:
        fields = [NOTICE_FIELD]
    fill_in(work, f"拟{NOTICE_TITLES[kind]}", ["notice", "draft", f"--kind={kind}"], fields)


def _listed(work: Work) -> None:
    while True:
        with work.invocation.reader() as connection, one_state(connection):
            found = find_notices(connection, NoticeFilter(plan=work.invocation.plan(connection)))
        ids = [one.record_id for one in found.keys]
        rows = work.rows(ids, read_notice_rows)
        row = pick("文书，新的在前，选一份：", rows, _line, none="还没有文书；选 拟一份。")
        work.within(_one, row)


def _line(row: NoticeRow) -> str:
    parts = [NOTICE_TITLES.get(row.kind, row.kind), row.addressee, state_title(row.kind, row.standing)]
    return "，".join(filter(None, [*parts, row.number, chinese_day(row.drafted_on)]))


def _one(work: Work, row: NoticeRow) -> None:
    """What can be done with a notice, each by its command."""
    identity = format_id(row.record_id)
    entries = [
        ("看全文", ["show"], ()),
        ("核对", ["check"], ()),
        ("按今天的台账刷新", ["refresh"], ()),
        ("印发", ["issue"], ()),
        ("台账已变，仍照草稿印发", ["issue", "--as-drafted"], ()),
        ("导出", ["export"], (Asked("放到哪个文件夹", "--out", required=True),)),
        ("打印", ["print"], ()),
        ("登记反馈", ["reply"], REPLY_FIELDS),
        ("撤回", ["withdraw"], (Asked("为什么撤回", "--reason", required=True),)),
    ]
    while True:
        title, command, fields = entries[choose(_line(row), [one[0] for one in entries])]
        arguments = ["notice", command[0], identity, *command[1:]]
        if fields:
            work.within(fill_in, title, arguments, fields)
        else:
            work.show(*arguments)
