"""Short titles: the clause that says what is to be done, within bounds, ended at a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.text.short_titles import LONGEST, SHORTER, short_title

SEED = Path(__file__).parents[3] / "seed" / "tasks.json"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("建设市数据资产登记平台，对数据资产进行核验。2024年启动确权登记工作。", "建设市数据资产登记平台"),
        ("2024年，已建标准机架超过4000个，2025年超过5000个。", "已建标准机架超过4000个"),
        ("按照省统一部署，整合全市算力资源，构建调度平台。", "整合全市算力资源"),
        ("按照“一数一源一标准”开展公共数据源头治理，建立规范。", "按照“一数一源一标准”开展公共数据源头治理"),
        ("构建数据资产评估、登记结算、交易撮合、争议解决等市场运营机制。", "构建数据资产评估等市场运营机制"),
        ("支持龙头企业、高等院校、科研机构等与运营机构合作攻关。", "支持龙头企业等与运营机构合作攻关"),
        ("贯彻《“数据要素×”行动计划（2024—2026年）》精神要求，聚焦。", "贯彻《“数据要素×”行动计划》精神要求"),
        ("鼓励银行、保险、第三方资产评估机构开展数据资产金融服务和产品创新。", "鼓励银行、保险等"),
        ("清单公开", "清单公开"),
        ("核实。", "核实"),
        ("", ""),
    ],
)
def test_a_short_title_is_the_clause_that_says_what_is_to_be_done(text: str, short: str) -> None:
    assert short_title(text, SHORTER) == short


def test_an_enumeration_that_ends_with_its_own_word_for_others_gets_no_second_one() -> None:
    text = "支持引导行业龙头企业、互联网平台公司、科研机构等单位与公共数据运营机构合作，参与数据要素供给。"
    assert short_title(text, 18) == "支持引导行业龙头企业等单位"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("推进建设AI台平1a15G建设a平ab推进", "推进建设AI台平……"),
        ("的台5G建设15G1aab建设建设5G台平", "的台5G建设……"),
        ("数据台平台的5G的ab5G建设a1AI数据", "数据台平台的5G……"),
    ],
)
def test_a_word_of_letters_and_digits_is_never_cut(text: str, short: str) -> None:
    assert short_title(text, 13) == short_title(text, 14) == short


def test_every_task_of_the_plan_has_a_short_title_within_the_bound() -> None:
    for task in json.loads(SEED.read_text(encoding="utf-8")):
        for most in (LONGEST, SHORTER):
            short = short_title(task["text"], most)
            assert 6 <= len(short) <= most, task["no"]
            assert short[-1] not in "，。、；：和与的", short
            for left, right in ("“”", "《》", "（）"):
                assert short.count(left) == short.count(right), short


@given(st.text(max_size=200), st.integers(6, 40))
def test_any_text_gives_a_title_within_the_bound(text: str, most: int) -> None:
    assert len(short_title(text, most)) <= most
    assert "\n" not in short_title(text, most)
