"""What a plan is called where nobody says otherwise: short, and never half a word."""

from __future__ import annotations

import pytest

from huaian_tui.services.plan_import.naming import free_code, short_name

TITLES = {
    "促进低空经济高质量发展行动方案": "低空经济高质量发展",
    "云川市促进低空经济高质量发展2026年重点任务分解表": "低空经济高质量发展",
    "关于深化“放管服”改革优化营商环境的实施方案": "放管服改革",
    "云川市2026年民生实事项目清单": "民生实事项目",
    "淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案": "数据基础制度建设",
    "进一步加强城市精细化管理工作三年行动方案（2024—2026年）": "城市精细化管理工作",
    "新型智慧城市建设2026年工作要点": "新型智慧城市建设",
    "某市优化营商环境2026年任务表": "优化营商环境",
    "安岭县推动大规模设备更新和消费品以旧换新实施方案": "大规模设备更新",
    "云川市加快构建现代化产业体系促进新型工业化任务分工方案": "构建现代化产业体系",
    "全市重点项目建设暨招商引资工作责任分解表": "重点项目建设",
    "生态环境保护督察反馈问题整改方案": "生态环境保护督察反馈问题",
    "关于推进城市公共停车场建设与管理的若干措施": "城市公共停车场建设",
    "临江区2026年区政府工作报告重点任务分解": "区政府工作报告",
    "清澜市2026年《政府工作报告》重点任务责任分解表": "政府工作报告",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_short_name_ends_at_a_word(title: str) -> None:
    assert short_name(title, (), 2026) == TITLES[title]


def test_a_title_of_one_part_stays_whole_as_far_as_it_may() -> None:
    odd = "Ａ甲乙丙丁戊己庚辛壬癸子丑寅卯"
    assert short_name(odd, (), None) == odd
    assert len(short_name("甲" * 100, (), None)) == 20
    assert short_name("", (), None) == "新方案"


def test_a_taken_name_gets_the_year_then_a_number() -> None:
    assert short_name("某市优化营商环境2026年任务表", ("优化营商环境",), 2026) == "2026优化营商环境"
    assert free_code("优化营商环境", ()) != free_code("优化营商环境", ("YH",))
