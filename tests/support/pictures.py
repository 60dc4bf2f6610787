"""The six pictures with made-up figures, for what draws them."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.domain.pictures.lights_course import LightsCourse, LightsThen
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.pictures.reading_course import PlannedThen, ReadingCourse, ReadingThen
from huaian_tui.domain.pictures.slip_chart import DateThen, SlipChart, SlipLine
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals, UnitShare
from huaian_tui.domain.pictures.unit_matrix import UnitCounts, UnitMatrix
from huaian_tui.domain.rules.lights import Light

MONTHS = tuple(month_end(date(2026, month, 1)) for month in range(1, 13))
LONG_NAME = "市职能转变和数字政府建设领导小组办公室"
_LEFT = ((180, 180), (171, 168), (160, 155), (149, 139), (140, 122), (121, 104), (97, 88), (83, 71))
_LIGHTS = (Light.OVERDUE, Light.DUE_SOON, Light.ON_TRACK, Light.UNSCHEDULED, Light.DONE)

BURN_DOWN = BurnDown(
    "未办结节点逐月变化",
    (
        *(Remaining(day, planned, real) for day, (real, planned) in zip(MONTHS, _LEFT, strict=False)),
        Remaining(MONTHS[8], 53, None),
        Remaining(MONTHS[9], 37, None),
    ),
)
LIGHTS = LightsCourse(
    "各月末任务状态",
    _LIGHTS,
    tuple(
        LightsThen(day, (place % 4, 3 + place % 5, 47 - 3 * place, 29, 2 + 3 * place))
        for place, day in enumerate(MONTHS)
    ),
)
MATRIX = UnitMatrix(
    "各单位逾期节点（各月末）",
    "逾期节点",
    MONTHS,
    tuple(
        UnitCounts(name, tuple((place * 7 + month * 3) % 13 * (month > place) for month in range(12)))
        for place, name in enumerate(("市财政局", "市教体局", "市数据局", LONG_NAME, "市发改委", "市司法局"))
    ),
)
READING = ReadingCourse(
    "公共充电桩（万个）",
    "万个",
    4.2,
    "4.2万个以上",
    date(2026, 1, 1),
    date(2026, 12, 31),
    (PlannedThen(date(2026, 1, 1), 0), PlannedThen(date(2026, 12, 31), 4.2)),
    (
        ReadingThen(date(2026, 3, 31), 0.9, 1.05),
        ReadingThen(date(2026, 6, 30), 2.35, 2.1),
        ReadingThen(date(2026, 8, 18), 2.4, 2.45),
        ReadingThen(date(2026, 10, 31), 3.31, 3.5),
    ),
)
SLIPS = SlipChart(
    "节点延期",
    date(2026, 1, 1),
    date(2026, 11, 22),
    (
        SlipLine(
            "第2项“建成数据资产登记平台”",
            (
                DateThen(date(2026, 1, 5), date(2026, 6, 30)),
                DateThen(date(2026, 6, 20), date(2026, 9, 30)),
                DateThen(date(2026, 10, 9), date(2026, 12, 20)),
            ),
        ),
        SlipLine(
            "出台管理办法",
            (DateThen(date(2026, 1, 5), date(2026, 4, 30)), DateThen(date(2026, 4, 11), date(2026, 8, 31))),
            date(2026, 8, 18),
        ),
        SlipLine(
            "完成首批授权运营",
            (DateThen(date(2026, 3, 2), date(2026, 10, 31)), DateThen(date(2026, 9, 28), date(2027, 3, 31))),
        ),
    ),
)
INTERVALS = UnitIntervals(
    "按期率与区间",
    "按期率",
    (
        UnitShare("市财政局", 7, 9, 0.4526, 0.9368, "相当"),
        UnitShare("市教体局", 3, 11, 0.0975, 0.5656, "相当"),
        UnitShare(LONG_NAME, 5, 8, 0.3057, 0.8632, "相当"),
        UnitShare("市司法局", 2, 3, None, None),
    ),
    17,
    31,
)
PICTURES: dict[str, PictureData] = {
    "burndown": BURN_DOWN,
    "lights": LIGHTS,
    "matrix": MATRIX,
    "reading": READING,
    "slips": SLIPS,
    "intervals": INTERVALS,
}
