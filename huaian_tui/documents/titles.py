"""Breaking a title into lines: whole words, in the shape of a trapezoid or a lozenge.

GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。
Words are found with a small list of the words official titles are made of and with those of the paper
itself: the names of its units, the titles and 指标 of its plans (``OfficialDocument.words``), dates and
numbers with their measure. Between characters that belong to no known word a break costs more than at a
word's end and less than inside one. A paper composed before its words were kept with it breaks as it did.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from huaian_tui.domain.text.line_breaking import (
    NEVER_AT_END,
    NEVER_AT_START,
    break_lines,
    character_width,
    text_width,
)

_WORDS = frozenset(
    """
    淮安市 淮安 江苏省 江苏 清江浦区 淮安区 淮阴区 洪泽区 涟水县 盱眙县 金湖县 经济技术开发区
    工业园区 生态文旅区 市政府 市委 人民政府 办公室 办公厅 领导小组 工作专班 联席会议 委员会 各县区
    各部门 有关部门 单位 部门 各单位 关于 印发 转发 批转 开展 推进 加强 进一步 落实 贯彻 做好 加快
    深化 规范 完善 建立 健全 组织 反馈 报送 征求 情况 通报 通知 通告 公告 报告 请示 批复 意见 函 复函
    决定 方案 实施方案 行动方案 工作方案 办法 细则 要点 计划 督查 督办 督导 督查通报 督办通知单
    催办单 交办单 通知单 专项督查 综合督查 考核 评价 评估 检查 整改 销号 办结 逾期 临期 重点任务
    重点工作 工作任务 任务 工作 事项 问题 进展 进展情况 推进情况 完成情况 落实情况 办理情况 完成 办理
    限期 职能转变 数字政府 数字政府建设 建设 数据 数据基础制度 数据基础制度建设 基础制度 数据要素
    要素 作用 更好 发挥 公共数据 授权 运营 制度 营商环境 优化 高质量发展 高质量 发展 实施 征求意见稿
    年度 半年 上半年 下半年 一季度 二季度 三季度 四季度 季度 第一季度 第二季度 第三季度 第四季度 全市
    全年 阶段性 近期 前三季度 市级 责任 牵头 清单 台账 附表 一览表 明细表 汇总表 财政局 发改委 教育局
    科技局 工信局 公安局 民政局 司法局 人社局 商务局 审计局 统计局 数据局 市场监管局 卫健委
    """.split()
)
_PLAN_WORDS = _WORDS | frozenset(
    """
    督查评价 督查专报 领导参阅 逾期清单 延期批复单 销号单 立项审批单 发文稿纸 查访单 年度总结
    情况表 办结 责任单位 牵头单位 办公会议 常务会议 专题会议 纪要 交办事项 事项 有关节点
    有关 节点 进展情况表 一览 发改 职能 转变 更好 产权 确权 登记 数据资产 资产 数据产权
    流通 交易 收益 分配 治理 安全 保障 保障措施 措施 数据流通 数据交易 授权运营 应用场景
    场景 开放 共享 目录 标准 规范 体系 机制 平台 市场 主体 培育 生态 产业 产业园区 企业
    机构 第三方 服务机构 服务 能力 算力 设施 基础设施 数字 经济 社会 发展 改革 创新 应用
    大赛 人才 评价制度 首席 数据官 合规 监管 信用 协同 负面清单 备案 分类分级 分类 分级
    隐私 计算 保护 质量 评估 报告制度 供给 需求 对接 活动 专项资金 资金 政策 扶持 引导
    激励 支持 鼓励 探索 完善 健全 构建 形成 提升 强化 促进 打造 加大 拓展 优化 推动
    城市 智慧 政务 政务服务 一网通办 一网统管 公共 公共资源 行政 审批 许可 执法 监督 信访
    安全生产 应急 消防 环境 环保 乡村 振兴 农业 农村 教育 卫生 健康 医疗 医保 养老 就业
    住房 城乡 交通 运输 文化 旅游 体育 科技 人力 金融 财政 税务 审计 统计 市委 市政府
    市人大 市政协 纪委 监委 办公厅 秘书处
    """.split()
)
_LONGEST_WORD = max(map(len, _PLAN_WORDS))
_WHOLE = re.compile(
    r"[0-9〇○零一二三四五六七八九十百]+年(?:度|[0-9一二三四五六七八九十]+月(?:[0-9一二三四五六七八九十]+日)?)?"
    r"|[0-9一二三四五六七八九十]+月(?:[0-9一二三四五六七八九十]+日)?"
    r"|第[0-9〇零一二三四五六七八九十百]+(?:[次期季批项号条轮]度?|阶段)"
    r"|[前上下][一二三四0-9]*(?:季度|半年|个月)|[0-9一二三四五六七八九十百]+[个项家次件户名]"
)
"""What is one word whatever it says: 二〇二六年, 2026年3月, 第三季度, 60项."""
_BAD_STARTS = NEVER_AT_START | frozenset("的和与及等了之者")
_GOOD_AFTER = frozenset("、，》）的和与及")
_MOST_SHAPED_LINES = 4
"""Longer titles are no titles any more; they are only filled, so that no input takes long."""
SIGNATURE_WIDTH = 48
"""Half characters of a line of the 署名."""
_MASTHEAD_WIDTH = 52
"""Half characters of a line of the 发文机关标志."""
_INSIDE_WORD, _UNKNOWN, _WORD_END, _PHRASE_END = 60.0, 14.0, 2.0, 0.0
_INSIDE_NAME = 6.0
"""What it costs more to break a name at the end of one of its words: it is better kept whole."""
_LONGEST_NAMED = 4
"""Names of up to so many characters are never broken."""


def title_lines(title: str, width: int = 40, names: Sequence[str] | None = None) -> tuple[str, ...]:
    """Lines of the title, each at most ``width`` half characters (40: 20 characters of 22 pt).

    Line breaks in the title are the author's and are kept; such a line is broken again only
    when it is too long. ``names`` are the paper's own words; None: it was composed before they were kept.
    """
    lines: list[str] = []
    for part in title.split("\n"):
        part = part.strip()
        if part:
            lines += _balanced(part, width, names)
    return tuple(lines)


def signature_lines(signature: str, names: Sequence[str] | None) -> tuple[str, ...]:
    """Lines of a 署名: one longer than 24 characters is broken at the ends of words.

    As one line where the paper was composed before its words were kept: it breaks where it did.
    """
    if names is None or not signature:
        return (signature,)
    return title_lines(signature, SIGNATURE_WIDTH, names)


def masthead_lines(masthead: str) -> tuple[str, ...]:
    """Lines of the 发文机关标志: a name that would have to be condensed too much goes over several lines.

    26 characters of 28 pt, condensed to 60 per cent, fill 156 mm. Line breaks in it are kept.
    """
    return title_lines(masthead, _MASTHEAD_WIDTH) or ("",)


def _balanced(title: str, width: int, names: Sequence[str] | None) -> list[str]:
    """The cheapest way to break one line, over the least number of lines and one more."""
    if text_width(title) <= width:
        return [title]
    costs = _break_costs(title, names)
    least = -(-text_width(title) // width)
    if least > _MOST_SHAPED_LINES:
        return break_lines(title, width)
    candidates = []
    for count in (least, least + 1):
        cuts = _best_cuts(title, costs, count, width)
        if cuts:
            candidates.append((cuts[0] + 8.0 * (count - least), cuts[1]))
    if not candidates:
        return break_lines(title, width)
    positions = [0, *min(candidates)[1], len(title)]
    return [title[start:end].strip() for start, end in pairwise(positions)]


def _break_costs(title: str, names: Sequence[str] | None) -> list[float]:
    """What a break before each character costs (index 0 unused); infinite where 避头尾 forbids it."""
    ends = _word_ends(title, _WORDS if names is None else _PLAN_WORDS)
    inside = {} if names is None else _inside(title, names)
    costs = [float("inf")]
    for index in range(1, len(title)):
        before, after = title[index - 1], title[index]
        if before in NEVER_AT_END or after in NEVER_AT_START or (before + after).isascii():
            costs.append(float("inf"))
        elif after in _BAD_STARTS:
            costs.append(_INSIDE_WORD)
        elif before in _GOOD_AFTER or title.startswith("关于", index):
            costs.append(_PHRASE_END)
        else:
            costs.append(ends.get(index, _INSIDE_WORD))
        if index in inside and costs[-1] != float("inf"):
            costs[-1] = max(costs[-1] + _INSIDE_NAME, inside[index])
        if title.rfind("《", 0, index) > title.rfind("》", 0, index):
            costs[-1] += 4.0  # a cited title is better kept together
    return costs


def _inside(title: str, names: Sequence[str]) -> dict[int, float]:
    """The places inside the paper's own names, dates and numbers, and the least that a break costs there."""
    found: dict[int, float] = {}
    for name in names:
        least = _INSIDE_WORD if len(name) <= _LONGEST_NAMED else 0.0
        start = title.find(name)
        while name and start >= 0:
            for place in range(start + 1, start + len(name)):
                found[place] = max(found.get(place, 0.0), least)
            start = title.find(name, start + len(name))
    for match in _WHOLE.finditer(title):
        found |= dict.fromkeys(range(match.start() + 1, match.end()), _INSIDE_WORD)
    return found


def _word_ends(title: str, words: frozenset[str]) -> dict[int, float]:
    """Cost of a break at each end of a word, by forward maximum matching."""
    ends: dict[int, float] = {}
    position, known_before = 0, True
    while position < len(title):
        size = next(
            (n for n in range(min(_LONGEST_WORD, len(title) - position), 0, -1)
             if title[position : position + n] in words),
            0,
        )  # fmt: skip
        known = size > 0
        ends[position] = _WORD_END if known and known_before else _UNKNOWN
        if not known:
            size = 1
        position += size
        known_before = known
    return ends


_Cuts = tuple[int, ...]


def _best_cuts(title: str, costs: list[float], count: int, width: int) -> tuple[float, _Cuts] | None:
    """The cheapest ``count - 1`` cuts, or None when none fits; titles are short, so all are tried."""
    best: tuple[float, _Cuts] | None = None
    ends = [0, *accumulate(map(character_width, title))]
    total = ends[-1]

    def place(cuts: _Cuts, cost: float) -> None:
        nonlocal best
        start = cuts[-1] if cuts else 0
        if best is not None and cost >= best[0]:
            return
        if len(cuts) == count - 1:
            if total - ends[start] <= width:
                whole = cost + _shape_cost(title, cuts, total)
                if best is None or whole < best[0]:
                    best = (whole, cuts)
            return
        remaining = count - 1 - len(cuts)
        for cut in range(start + 1, len(title)):
            if ends[cut] - ends[start] > width:
                break
            if costs[cut] != float("inf") and total - ends[cut] <= remaining * width:
                place((*cuts, cut), cost + costs[cut])

    place((), 0.0)
    return best


def _shape_cost(title: str, cuts: _Cuts, total: int) -> float:
    """How far the lines are from a trapezoid or lozenge: steps too large, hourglass, a stump at the end."""
    positions = [0, *cuts, len(title)]
    sizes = [text_width(title[start:end].strip()) for start, end in pairwise(positions)]
    mean = total / len(sizes)
    cost = sum(abs(size - mean) for size in sizes) / 2.0
    cost += sum(4.0 for first, second in pairwise(sizes) if first == second)  # a plain block is not wanted
    if len(sizes) > 2 and sizes[1] < sizes[0] and sizes[1] < sizes[-1]:
        cost += 30.0  # 沙漏: narrow in the middle
    if min(sizes) < mean * 0.4:
        cost += 20.0
    return cost
