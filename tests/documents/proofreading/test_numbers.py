"""Numbers in what was written by hand: which stand on nothing, which sums and shares fit no longer."""

from __future__ import annotations

import sqlite3

import pytest
from support.composers import TODAY

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.proofreading.numbers import misfits, numbers_in, unsupported
from huaian_tui.documents.proofreading.words import printed_texts
from huaian_tui.domain.notices import NoticeKind

COMPOSED = "方案共分解重点任务60项。其中，办结5项，占8.3%；逾期4项，占6.7%；未设节点51项，占85.0%。"
REQUEST = "请于2026年11月27日前反馈。"
WHOLE = f"{COMPOSED}\n{REQUEST}\n逾期13个"


def written(text: str) -> list[str]:
    return [one.written for one in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("逾期13个，占6.7%，共有三项。", ["逾期13个", "占6.7%", "共有三项"]),
        ("请于2026年12月5日前报送，11月底前完成。", ["2026年12月5日", "11月底"]),
        ("见淮数督〔2026〕12号，第2、6、22项，第十六条，电话0517-83605000。", []),
        ("1.第一项要求\n（2）其次，三个方面，一个方案", []),
        ("2026年第三季度投入1.50万元，累计二十家。", ["投入1.50万元", "累计二十家"]),
    ],
)
def test_numbers_that_say_how_many_or_when(text: str, found: list[str]) -> None:
    assert written(text) == found


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        (COMPOSED, []),
        (COMPOSED.replace("逾期4项", "逾期3项"), ["逾期3项"]),
        (COMPOSED.replace("办结5项", "办结4项").replace("逾期4项", "逾期5项"), ["办结4项", "逾期5项"]),
        (COMPOSED.replace("占6.7%", "占7.6%"), ["占7.6%"]),
        (COMPOSED.replace("逾期4项", "有四项逾期"), []),
        (COMPOSED + "另有新增9家企业。", ["新增9家"]),
        (COMPOSED + "另有节点逾期13个。", []),
        (COMPOSED + "请于11月27日前报送。", []),
        (COMPOSED + "请于12月27日前报送。", ["12月27日"]),
    ],
)
def test_a_number_stands_on_what_was_composed(text: str, alone: list[str]) -> None:
    assert [one.written for one in unsupported(text, COMPOSED, WHOLE)] == alone


def test_a_paragraph_that_was_added_stands_on_the_rest_of_the_paper() -> None:
    assert unsupported("其中逾期4项由市数据局牵头。", "", WHOLE) == []
    assert [one.written for one in unsupported("其中办结4项。", "", WHOLE)] == ["办结4项"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (COMPOSED, []),
        (COMPOSED.replace("逾期4项", "逾期3项"), ["合计59项，与“任务60项”不符", "占60项的5.0%，写的是6.7%"]),
        (COMPOSED.replace("占6.7%", "占7.6%"), ["占60项的6.7%，写的是7.6%"]),
        ("牵头44项：逾期4项（第2、6、22、25项），未设节点40项。", []),
        ("牵头44项：逾期4项（第2、6、22、25项），未设节点41项。", ["分项合计45项，与“牵头44项”不符"]),
        ("共有10项，其中办结三项，逾期七项。", []),
        ("共有10项，其中逾期4项。", []),
        ("需要办理：逾期13个，临期2个。", []),
        ("机架超过4000个：1月4200个，2月5000个。", []),
        ("牵头44项，可能涉及3项。其中逾期4项，办结2项。", []),
    ],
)
def test_sums_and_shares_that_do_not_fit(text: str, told: list[str]) -> None:
    found = misfits(text)
    assert len(found) == len(told)
    assert all(part in whole for part, whole in zip(told, found, strict=True))


@pytest.mark.parametrize("kind", ["circular", "reminder", "supervision", "letter", "status"])
def test_what_is_composed_fits_in_itself(worked: sqlite3.Connection, kind: str) -> None:
    units = () if kind == "circular" else ("市数据局",)
    document = compose(worked, NoticeRequest(NoticeKind(kind), TODAY, units)).document
    texts = list(printed_texts(document))
    assert [told for text in texts for told in misfits(text)] == []
    whole = "\n".join(texts)
    assert [one for text in texts for one in unsupported(text, text, whole)] == []
