"""Quantities that are targets, and numbers that are none."""

from __future__ import annotations

import pytest

from huaian_tui.domain.reading.quantities import find_quantities

TARGETS = [
    ("接入机架不少于3000个", ">=3000 个"),
    ("电能利用效率（PUE）控制在1.25以内", "<=1.25"),
    ("全年新增人工智能企业30家左右", "~30 家"),
    ("力争突破35家", "stretch >35 家"),
    ("固定资产投资增长6%左右", "growth ~6 %"),
    ("实施亿元以上项目120个", "120 个"),
    ("投资5亿元以上项目30个", "30 个"),
    ("每千人口托位数达到4.6个", ">=4.6 个"),
    ("组织培训1,200人次", "1200 人次"),
    ("企业开办压缩至0.5个工作日以内", "<=0.5 个工作日"),
    ("由3个工作日压缩至1个工作日", "1 个工作日"),
    ("接入公共停车泊位2万个", "20000 个"),
    ("总产量9.8万吨以上", ">=98000 吨"),
    ("规模超过1.5万亿元", ">15000 亿元"),
    ("完成投资150亿元", "150 亿元"),
    ("整体通关时间压缩50%以上", "reduce >=50 %"),
    ("“车桩比”降至2.3:1以下", "<=2.3"),
    ("治理率 ≥ 70%", ">=70 %"),
    ("故障率<5%", "<5 %"),
    ("等候时间少于3天", "<3 天"),
    ("培育3千个", "3000 个"),
    ("培育3百家", "300 家"),
    ("支持1—2家链主企业", "1-2 家"),
    ("培育8-10个示范点", "8-10 个"),
    ("价格指数控制在103.5以内", "<=103.5"),
    ("提高2个百分点", "growth 2 个百分点"),
    ("总数达到30万个以上", "cumulative >=300000 个"),
    ("已建标准机架超过4000个", ">4000 个"),
    ("每季度发布一次报告", "1 次"),
    ("不少于两次", ">=2 次"),
    ("95%以上的涉税事项实现掌上办", ">=95 %"),
    ("建设5G基站500个", "500 个"),
    ("G351改造20公里", "20 公里"),
    ("实现县（市）全覆盖", "=100 %"),
    ("粮食播种面积稳定在21.5万亩", "215000 亩"),
    ("建成220千伏变电站３座", "3 座"),
    ("新建5000吨级泊位3个", "3 个"),
    ("其中5亿元以上6个", "6 个"),
    ("归集信用信息1亿条以上", ">=100000000 条"),
    ("开展补贴性培训1.5万人次以上", ">=15000 人次"),
    ("发放消费补贴2亿元", "2 亿元"),
    ("设立产业基金总规模20亿元", "20 亿元"),
]


@pytest.mark.parametrize(("text", "target"), TARGETS)
def test_a_target_is_read(text: str, target: str) -> None:
    assert [one.text for one in find_quantities(text)] == [target]


@pytest.mark.parametrize(
    "text",
    [
        "对年租用费用超过20万元的企业给予最高50万元补助",
        "按不超过研发投入的30%给予补助",
        "最高500万元",
        "对投资50万元以上项目开展核查",
        "总投资12.5亿元的产业园建成投用",
        "发布两批应用场景清单",
        "建成城区物联感知一张图",
        "落实国家102项重大工程",
        "聚焦12个行业领域",
        "推进5G、1+3体系和12345热线建设",
        "建筑面积5万平方米",
        "第三批试点",
        "对首次升规企业发放10万元奖励",
        "按每个床位发放补贴1000元",
        "建立全量覆盖的目录体系",
        "开展24小时服务",
    ],
)
def test_numbers_that_are_no_targets(text: str) -> None:
    assert find_quantities(text) == []


def test_parts_of_a_total_are_no_more_targets() -> None:
    assert [one.text for one in find_quantities("新建学校20所，其中幼儿园12所、小学8所")] == ["20 所"]
    assert [one.text for one in find_quantities("新建学校11所，其中幼儿园7个、小学4个")] == ["11 所"]
    assert [one.text for one in find_quantities("改造1200户，其中整村推进村8个")] == ["1200 户", "8 个"]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("提高到30家", ""),
        ("改造提升泵站4座", ""),
        ("比重提升20%", "growth"),
        ("能耗下降3%", "reduce"),
        ("不少于30家", ""),
    ],
)
def test_what_is_reached_is_no_change(text: str, change: str) -> None:
    (found,) = find_quantities(text)
    assert found.change == change
