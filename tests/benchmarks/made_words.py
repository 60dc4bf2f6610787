"""Chinese as officers write it, composed from the plan's own clauses; the same seed gives the same text."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_ENDS = re.compile("[。；，]")
_YEARS = re.compile(r"20\d\d|\d+[家个%]")
_LEAST, _MOST = 6, 34

OFFICERS = ("张三", "甲", "乙", *(f"督查员{no}" for no in range(4, 13)))

_OPENINGS = (
    "到{unit}现场核查",
    "听取{unit}汇报",
    "约谈{unit}分管负责同志",
    "电话询问{unit}承办科室",
    "调阅{unit}工作台账",
    "会同{unit}座谈",
    "暗访{unit}办事窗口",
    "{unit}来函说明",
    "查看{unit}平台后台数据",
    "随机抽查{unit}{count}份资料",
)
_STATES = (
    "已完成方案起草，正在征求{count}家单位意见",
    "推进正常，完成总量的{percent}%",
    "平台已上线试运行，累计归集数据{big}万条",
    "已召开专题会议{few}次，形成会议纪要",
    "招标文件已挂网，预计下月{few}日开标",
    "因部门间接口不统一，进度较计划滞后{few}周",
    "已与{unit}对接，签订合作备忘录",
    "经费已列入年度预算，共{count}万元",
    "完成系统联调，{count}项指标中{few}项未达到要求",
    "已印发通知，{count}家企业报名参加",
    "工作专班人员到位，每周调度一次",
    "进度达到序时要求，现场台账资料齐全",
)
_PROBLEMS = (
    "部分接口未联通，数据更新不及时",
    "牵头单位与责任单位分工不够明确",
    "专业技术人员不足，缺口{few}人",
    "资金拨付滞后，影响设备采购",
    "考核指标口径不一致，{count}项数据对不上",
    "基层反映重复填报，一个月填表{few}次",
    "第三方机构资质材料不全",
    "历史数据质量不高，缺项率{percent}%",
)
_REQUIREMENTS = (
    "限{few}个工作日内完成整改并书面反馈",
    "由{unit}牵头开会协调，明确接口标准",
    "每月底前报送进展，直至办结",
    "补充佐证材料，重新核对数据",
    "倒排工期，确保按期完成",
    "压减重复报表，能共享的不再要求填报",
)
CONTACTS = ("王科长 8390", "李主任 8361", "陈处长 8375", "周工 8322", "吴秘书 8318", "")
REASONS = ("数字写错", "单位名称写错", "与来访记录核对后更正", "日期记错", "补充漏写的情况")
BASES = (
    "《关于{clause}的通知》",
    "现场核查验收，资料齐全",
    "市政府专题会议纪要〔2026〕{count}号",
    "{unit}书面申请，经分管领导同意",
    "已印发文件并对外公布",
)
DATASETS = ("接口", "目录", "平台", "办法", "清单", "指引", "标准", "专区")


class Words:
    """Sentences from one random source. ``clauses`` are pieces of the plan's own rows."""

    def __init__(self, source: random.Random, texts: Sequence[str]) -> None:
        pieces = (piece.strip() for text in texts for piece in _ENDS.split(text))
        self.clauses = sorted(
            {one for one in pieces if _LEAST <= len(one) <= _MOST and not _YEARS.search(one)}
        )
        self._random = source

    def clause(self) -> str:
        """One clause of the plan."""
        return self._random.choice(self.clauses)

    def _filled(self, pattern: str, unit: str) -> str:
        source = self._random
        return pattern.format(
            unit=unit,
            clause=self.clause() if "{clause}" in pattern else "",
            few=source.randint(2, 9),
            count=source.randint(10, 480),
            percent=source.randint(11, 99),
            big=source.randint(3, 9000),
        )

    def progress(self, unit: str) -> str:
        """What a note or report says: mostly one or two sentences, now and then a page."""
        source = self._random
        text = (
            f"{self._filled(source.choice(_OPENINGS), unit)}，了解“{self.clause()}”情况："
            f"{self._filled(source.choice(_STATES), unit)}。"
        )
        more = source.random()
        if more < 0.3:
            return text
        for _ in range(25 if more > 0.997 else 4 if more > 0.95 else 1):
            text += f"{self.clause()}，{self._filled(source.choice(_STATES), unit)}。"
        return text

    def problem(self, unit: str) -> str:
        """What is wrong; nothing in three of five notes."""
        return self._filled(self._random.choice(_PROBLEMS), unit) if self._random.random() < 0.4 else ""

    def requirement(self, unit: str) -> str:
        """What is asked for."""
        return self._filled(self._random.choice(_REQUIREMENTS), unit)

    def basis(self, unit: str) -> str:
        """Why a milestone was completed, extended or set."""
        return self._filled(self._random.choice(BASES), unit)
