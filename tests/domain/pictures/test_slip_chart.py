"""What a slip chart says beside its lines: the table behind it and its sentence."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.pictures.slip_chart import DateThen, SlipChart, SlipLine

FIRST, DAY = date(2026, 1, 1), date(2026, 6, 30)


def line(name: str, *dates: date) -> SlipLine:
    """A milestone whose date was said anew on the first of each month."""
    points = tuple(DateThen(date(2026, 1 + at, 1), due) for at, due in enumerate(dates))
    return SlipLine(name, points)


def test_the_table_has_a_row_a_date_with_the_days_it_moved() -> None:
    later = line("出台办法", date(2026, 3, 31), date(2026, 4, 30), date(2026, 4, 10))
    chart = SlipChart("延期图", FIRST, DAY, (later, line("平台上线", date(2026, 5, 1))))
    assert chart.figures.heads == ("代号", "节点", "定于", "时限", "延后天数")
    assert chart.figures.rows == (
        ("A", "出台办法", date(2026, 1, 1), date(2026, 3, 31), 0),
        ("A", "出台办法", date(2026, 2, 1), date(2026, 4, 30), 30),
        ("A", "出台办法", date(2026, 3, 1), date(2026, 4, 10), -20),
        ("B", "平台上线", date(2026, 1, 1), date(2026, 5, 1), 0),
    )


def test_the_sentence_tells_the_first_ones_and_counts_the_others() -> None:
    one = line("出台办法", date(2026, 3, 31), date(2026, 4, 30))
    earlier = line("平台上线", date(2026, 5, 10), date(2026, 5, 1))
    assert SlipChart("延期图", FIRST, DAY, ()).sentence == "没有节点延期。"
    assert SlipChart("延期图", FIRST, DAY, (one, earlier)).sentence == (
        "时限改过的节点2个：A出台办法由2026-03-31改为2026-04-30（+30天）；"
        "B平台上线由2026-05-10改为2026-05-01（-9天）。"
    )
    many = SlipChart("延期图", FIRST, DAY, (one,) * 6, left_out=3).sentence
    assert many.startswith("时限改过的节点9个：A出台办法") and many.count("改为") == 5
    assert many.endswith("；其余4个见延期账。")
