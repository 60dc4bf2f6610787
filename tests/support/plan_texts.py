"""Plans as text files, for the tests of importing: one with five questions, one made to harm."""

from __future__ import annotations

from pathlib import Path

FIVE_QUESTIONS = """市防汛抗旱2026年重点任务分解表
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t完成45座病险水库除险加固\t市民政局\t市财政局\t汛前
2\t建成应急指挥视频调度系统\t市数据局\t市财政局\t9.10
3\t完成政务云资源迁移\t市数据局\t市委办\t46203
4\t修订防汛应急预案\t市应急管理局\t市民政局\t2月30日
5\t推广节水灌溉2万亩\t市农业农村局\t市民政局\t秋收后
6\t每季度开展一次防汛演练\t市应急管理局\t市民政局\t每季度
7\t建设智慧水文站120座\t市民政局\t新设水文中心\t2026年6月底
注：由市防汛办汇总。
"""


def plan_text(folder: Path, text: str = FIVE_QUESTIONS, name: str = "防汛方案.txt") -> Path:
    """A text file with a plan."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def many_rows(count: int) -> str:
    """A plan of so many rows, without a question."""
    head = "某市2026年任务表\n序号\t任务\t牵头单位\t责任单位\t完成时限\n"
    units = ("市财政局", "市数据局", "市教育局", "市民政局")
    rows = (
        f"{number}\t推进第{number}项工作并形成清单\t{units[number % 4]}\t{units[(number + 1) % 4]}"
        f"\t2026年{number % 12 + 1}月底"
        for number in range(1, count + 1)
    )
    return head + "\n".join(rows)
