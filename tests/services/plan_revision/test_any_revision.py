"""Any plan revised by any text: the past stays, the same text changes nothing, the way back is whole."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exchange import NOON, Laptop
from support.hostile import HOSTILE
from support.revised_plans import new_plan, preview_here, shown, table

from huaian_tui.documents.composers.unit_changes import compose_unit_changes
from huaian_tui.services.notice_files import rendered
from huaian_tui.services.plan_revision.accepting import revise_plan
from huaian_tui.services.plan_revision.taking_back import last_revision, take_back_revision
from huaian_tui.services.plan_revision.telling import told_of_preview, told_of_record, units_concerned
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.tasks import read_task

TEXTS = (
    "制定公共数据登记管理办法",
    "制定公共数据登记管理办法和登记细则",
    "建立数据产权争议调解机制",
    "培育数据商20家以上",
    "培育数据商30家以上，建设园区2个",
    "建设数据交易服务平台",
    "建设数据交易服务平台和隐私计算公共服务节点",
    "建设隐私计算公共服务节点",
    "每季度发布运行报告",
    "开展数据安全检查和应急演练",
)
Row = tuple[str, str, str, str, str]
ROW = st.tuples(
    st.sampled_from(("制度", "流通", "安全")),
    st.sampled_from(TEXTS),
    st.sampled_from(("市数据局", "市财政局", "市发改委、市数据局")),
    st.sampled_from(("", "市财政局", "市公安局、市教育局")),
    st.sampled_from(("6月底前", "9月底前", "12月底前", "长期", "")),
)
PLAN = st.lists(ROW, min_size=1, max_size=9, unique_by=lambda row: row[1])


def lines(rows: list[Row]) -> list[str]:
    return [
        "\t".join((str(at), kind, f"{text}。", *rest)) for at, (kind, text, *rest) in enumerate(rows, start=1)
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=PLAN, new=PLAN)
def test_any_revision(
    seeded_file: Path, tmp_path_factory: pytest.TempPathFactory, old: list[Row], new: list[Row]
) -> None:
    laptop = Laptop(seeded_file, tmp_path_factory.mktemp("any"), "张三")
    source = table(lines(new))
    with laptop.ledger() as ledger:
        plan = new_plan(ledger, NOON.date(), lines(old))
        before = shown(ledger.connection, plan)
        laptop.moment += timedelta(days=2)
        made = preview_here(ledger, plan, source)
        if not made.changed:
            return
        revise_plan(ledger, made, laptop.moment.date())
        after = shown(ledger.connection, plan)
        assert sorted(row[5] for row in after["task"]) == sorted(f"{row[1]}。" for row in new)
        assert not preview_here(ledger, plan, source).changed
        with closing(open_reader_as_of(laptop.path, NOON.date() + timedelta(days=1))) as then:
            assert shown(then, plan) == before
        take_back_revision(ledger, last_revision(ledger.connection, plan), "看错", laptop.moment.date())
        assert shown(ledger.connection, plan) == before
    assert laptop.projections() == laptop.projections(rebuilt=True)
    assert not check_ledger(laptop.path).problems


HOSTILE_TEXTS = [one for one in HOSTILE if one.strip()][:28]


@pytest.mark.parametrize("texts", [HOSTILE_TEXTS[first::4] for first in range(4)], ids=range(4))
def test_hostile_text_goes_through_a_revision_its_pages_and_back(
    seeded_file: Path, tmp_path: Path, texts: list[str]
) -> None:
    """Seven texts in one revision, each as a heading and within a task."""
    laptop = Laptop(seeded_file, tmp_path, "张三")
    rows = list[str]()
    for text in texts:
        cell = " ".join(text.encode("utf-8", "ignore").decode().replace("\0", "").split())
        no = len(rows) + 1
        rows += [
            f"{no}\t{cell}\t制定管理办法{no}。\t市数据局\t市财政局\t6月底前",
            f"{no + 1}\t制度\t建立{cell}机制并开展调解。\t市数据局\t市财政局\t9月底前",
        ]
    with laptop.ledger() as ledger:
        today = laptop.moment.date()
        plan = new_plan(ledger, today)
        before = shown(ledger.connection, plan)
        made = preview_here(ledger, plan, table(rows))
        early = told_of_preview(made)
        revise_plan(ledger, made, today)
        told = told_of_record(ledger.connection, last_revision(ledger.connection, plan))
        assert units_concerned(told) and set(units_concerned(early)) == set(units_concerned(told))
        for one in (early, told):
            document = compose_unit_changes(one, frozenset({"市数据局"}), "市数据局", "淮安市数据局", today)
            assert document is not None and rendered(document, "txt") and rendered(document, "docx")
        assert len(made.preview.tasks) == len(rows)
        for number in [row[0] for row in shown(ledger.connection, plan)["task"]]:
            assert read_task(ledger.connection, today, number).revisions
        take_back_revision(ledger, last_revision(ledger.connection, plan), "看错", today)
        assert shown(ledger.connection, plan) == before
    assert not check_ledger(laptop.path).problems
