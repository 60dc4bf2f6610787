"""A bare Textual program with one table: what the start of any program of its kind costs."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Hello(App[None]):
    """One table of sixty rows."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Its rows."""
        table = self.query_one(DataTable)
        table.add_columns("序号", "重点任务", "单位")
        for number in range(1, 61):
            table.add_row(str(number), "推进公共数据分类分级确权授权使用", "市数据局")


if __name__ == "__main__":
    Hello().run()
