"""Plans as text files, for the tests of importing: one with five questions, one made to harm."""

from __future__ import annotations

from pathlib import Path

FIVE_QUESTIONS = """市防汛抗旱2026年重点任务分解表
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t完成45座病险水库除险加固\t市教育局\t市财政局\t汛前
2\t建成应急指挥视频调度系统\t市数据局\t市财政局\t9.10
3\t完成政务云资源迁移\t市数据局\t市委网信办\t46203
4\t修订防汛应急预案\t市应急管理局\t市教育局\t2月30日
5\t推广节水灌溉2万亩\t市农业农村局\t市教育局\t秋收后
6\t每季度开展一次防汛演练\t市应急管理局\t市教育局\t每季度
7\t建设智慧水文站120座\t市教育局\t新设水文中心\t2026年6月底
注：由市防汛办汇总。
"""


def plan_text(folder: Path, text: str = FIVE_QUESTIONS, name: str = "防汛方案.txt") -> Path:
    """A text file with a plan."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", "replace"))
    return path


def many_rows(count: int) -> str:
    """A plan of so many rows, without a question."""
    head = "某市2026年任务表\n序号\t任务\t牵头单位\t责任单位\t完成时限\n"
    units = ("市财政局", "市数据局", "市教育局", "市公安局")
    rows = (
        f"{number}\t推进第{number}项工作并形成清单\t{units[number % 4]}\t{units[(number + 1) % 4]}"
        f"\t2026年{number % 12 + 1}月底"
        for number in range(1, count + 1)
    )
    return head + "\n".join(rows)


FIRST_TEXT = """某市优化营商环境2026年任务表（征求意见稿）
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t推行企业开办全程网办，压缩办理时间\t市政务办\t市数据局\t2026年6月底
2\t建设公共数据开放平台并向社会开放一批数据\t市数据局\t市财政局\t2026年9月底
3\t开展政府采购领域专项检查\t市财政局\t市审计局\t2026年10月底
4\t修订招商引资考核办法\t市商务局\t市财政局\t2026年11月底
"""

SECOND_TEXT = """某市优化营商环境2026年任务表
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t推行企业开办全程网办，压缩办理时间\t市政务办\t市数据局\t2026年6月底
2\t建设公共数据开放平台并向社会开放三批数据\t市数据局\t市财政局\t2026年9月底
3\t修订招商引资考核办法\t市商务局\t市财政局\t2026年12月底
4\t组织中小微企业融资对接活动\t市地方金融局\t市财政局\t2026年8月底
"""
"""One reworded, one removed, one renumbered with another date, one added."""

MINUTES = """市政府专题会议纪要
第12期
2026年11月20日上午，市长主持召开专题会议，研究数据工作。
一、关于公共数据平台
会议决定，由市数据局牵头，市财政局配合，于2026年12月10日前完成公共数据平台验收。
二、关于数据安全
市公安局负责于2026年12月20日前开展数据安全检查。
会议要求，新设水文中心牵头，汛前完成监测站点改造。
会议强调，要高度重视。
出席：市数据局、市财政局。
"""
