"""``ledger``: the whole ledger as a workbook (台账)."""

from __future__ import annotations

from pathlib import Path

import click

from huaian_tui.cli.arguments.options import as_of_option, group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.show import tell
from huaian_tui.store.keep.locations import typed_path


@group("ledger")
def ledger() -> None:
    """台账：导出为 Excel。"""


@ledger.command("export")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "--period",
    metavar="期间",
    type=LINE,
    help="本期，如 2026Q3、上半年、前三季度、2026-07、2026、2026-07-01..2026-09-15；不写则为本季度到今天",
)
@as_of_option
@json_option
@pass_invocation
def export(invocation: Invocation, file: Path, period: str | None, as_json: bool) -> None:
    """把台账写成 .xlsx 文件，输出文件路径；同名文件不会被覆盖。

    写所有未收官的方案（几个方案时多一列“方案”）；加 --plan 代号 只写一个方案。
    上期为本期之前的一期（上季度、上月、上年，或同样天数）。状态和时限为本期最后一天的；
    本期还没有过完的，为今天的。
    """
    from huaian_tui.documents.xlsx.ledger_book import export_ledger_book
    from huaian_tui.domain.dates.reporting_period import previous_period, quarter_so_far, read_period

    today = invocation.today
    if period is None:
        previous, chosen = quarter_so_far(today)
    else:
        chosen = read_period(period, today)
        previous = previous_period(chosen)
    with invocation.reader() as connection:
        plan = invocation.plan(connection)
        path = export_ledger_book(connection, today, typed_path(str(file)), previous, chosen, plan=plan)
    period_form = [chosen.first.isoformat(), chosen.last.isoformat()]
    tell(as_json, lambda: {"file": str(path), "period": period_form}, str(path))
