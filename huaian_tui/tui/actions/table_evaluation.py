"""The table of actions of 评价: the screen, and what is chosen on it."""

from __future__ import annotations

from huaian_tui.tui.actions.model import EVERYWHERE, LIST, SCREENS, Action

EVALUATION_ACTIONS: tuple[Action, ...] = (
    Action(
        "show_evaluation",
        "评价",
        (),
        SCREENS,
        "一个期间的到期、按期、超时、逾期等数字，按单位、指标、方案、任务；每个数字能打开",
        "ping jia",
        words="考核 统计 kaohe tongji",
        opens="areas.evaluation.screen:EvaluationScreen",
        where=EVERYWHERE,
        readme=(
            "任何期间的数字，按单位、指标、方案或任务：到期、按期、超时、逾期、按原定时限的、调整过的；"
            "每个数字打开是哪些节点，再打开看它的记录；可与另一期间或另一天对比；不排名次"
        ),
        leader="v",
    ),
    Action(
        "evaluation_choose",
        "选范围",
        ("ctrl+t", "t"),
        LIST,
        "期间、按什么、牵头或责任、哪个方案、与什么对比",
        "xuan fan wei",
        show_in_footer=True,
        words="期间 季度 对比 qijian jidu duibi",
        readme="评价的期间（2026Q3、上半年、前三季度、A..B）、按什么、角色、方案，以及与哪个期间或哪一天对比",
    ),
    Action(
        "evaluation_by",
        "换一种",
        ("ctrl+r", "r"),
        LIST,
        "依次按单位、指标、方案、任务",
        "huan yi zhong",
        show_in_footer=True,
    ),
    Action("evaluation_earlier", "上一期", ("left",), LIST, "前一个期间", "shang yi qi", show_in_footer=True),
    Action("evaluation_later", "下一期", ("right",), LIST, "后一个期间", "xia yi qi", show_in_footer=True),
    Action(
        "evaluation_changes",
        "看变化",
        ("ctrl+w", "w"),
        LIST,
        "对比时：哪些节点与那时不同，原来是什么、现在是什么，因为哪条记录",
        "kan bian hua",
        words="不同 差别 butong chabie",
        readme="看变化（评价画面，对比时）：哪些节点与那时不同，原为什么、现为什么，打开使它不同的记录",
    ),
    Action(
        "evaluation_pictures",
        "看图",
        ("ctrl+b", "b"),
        LIST,
        "剩余曲线、状态灯、各单位逐月逾期、延期图、按期率与区间",
        "kan tu",
        show_in_footer=True,
        words="图表 曲线 tubiao quxian",
        readme="看图（评价画面）：剩余曲线、状态灯逐月、各单位逐月逾期、延期图、按期率与区间",
    ),
    Action(
        "evaluation_slips",
        "延期账",
        ("ctrl+y",),
        LIST,
        "时限改过的节点：从哪天改到哪天，谁、依据、时限前还是时限后",
        "yan qi zhang",
        show_in_footer=True,
        words="调整时限 原定时限 tiaozheng yuanding",
        readme="延期账（评价画面）：每个节点的时限从哪天改到哪天，谁决定、依据、时限前还是时限后",
    ),
)
