"""What became of the files of an import: sums, file by file, line by line where there is more to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.services.feedback_intake import FormImport, Refusal
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.detail_lines import lines, quiet, toned
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.safe_text import one_line, own_words


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the files that were read, and how many were not, because the officer stopped."""

    results: tuple[FormImport, ...]
    left: int


class ImportResults(ModalScreen[bool]):
    """What became of each file; the result is whether the officer goes on to confirm."""

    BINDINGS = bindings_for("reports", "back")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    ImportResults DetailPane { padding: 1 2; height: auto; max-height: 84vh; }
    """

    def __init__(self, brought: Brought) -> None:
        super().__init__()
        self._text = results_text(brought)

    def compose(self) -> ComposeResult:
        """Title and text."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("导入结果", classes="dialog-title", markup=False)
            yield DetailPane()
        yield HintBar()

    def on_mount(self) -> None:
        """Fill in the text."""
        self.query_one(DetailPane).show(self._text)

    def action_reports(self) -> None:
        """Go on to confirm."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(False)


def results_text(brought: Brought) -> Content:
    """The sums, then file by file; refusals with row and cell."""
    return lines(_result_lines(brought))


def _result_lines(brought: Brought) -> Iterator[Content]:
    results = brought.results
    refused = [one for one in results if one.refused and not one.taken]
    part = [one for one in results if one.refused and one.taken]
    taken = sum(len(one.accepted) for one in results)
    known = sum(one.known for one in results)
    accepted = len(results) - len(refused)
    said = f"共 {len(results)} 份：收下 {accepted} 份，新收自报 {taken} 条，早已收过 {known} 条"
    yield Content.styled(said, "bold")
    if brought.left:
        stopped = f"另有 {brought.left} 份没有读：已按 {keys_said('back')} 停下。"
        yield toned(stopped, "due_soon").stylize("bold")
    if refused:
        places = sum(len(one.refused) for one in refused)
        told = f"{len(refused)} 份没有收（{places} 处），其中的内容一条也没有记入；改好后再导入。"
        yield toned(told, "overdue").stylize("bold")
    if part:
        places = sum(len(one.refused) for one in part)
        back = "，退回的表发给单位" if any(one.returned for one in part) else ""
        told = f"{len(part)} 份只收了填对的行，另有 {places} 处没有收{back}，改好后再导入。"
        yield toned(told, "due_soon").stylize("bold")
    if taken:
        yield quiet(f"新收的自报待核实：按 {keys_said('reports')} 逐条核实。")
    for one in results:
        yield Content("")
        yield from _file_lines(one)


def _file_lines(one: FormImport) -> Iterator[Content]:
    name = Content.styled(one_line(one.file.name), "bold")
    unit = Content(f"  {one_line(one.unit)}") if one.unit else Content("")
    if one.refused and not one.taken:
        yield name + unit + toned("  没有收", "overdue")
    else:
        tone = "due_soon" if one.refused else "on_track"
        yield name + unit + toned(f"  收到 {len(one.accepted)} 条，已有 {one.known} 条", tone)
    for wrong in one.refused:
        yield refusal_line(wrong)
    for line in one.lines:
        if line.beside is not None:
            place = Content.styled(f"第 {line.line} 行 {line.milestone}  ", "bold")
            yield Content("  ") + place + Content(one_line(own_words(line.words)))
    if one.returned is not None:
        yield Content("  ") + toned(f"退回的表：{one_line(str(one.returned))}", "due_soon")
    for told in one.told:
        where = Content.styled(f"{one_line(told.where)}  ", "bold")
        yield Content("  ") + where + toned(one_line(own_words(told.message)), "due_soon")


def refusal_line(wrong: Refusal) -> Content:
    """A fault with row and cell."""
    place = f"第 {wrong.row} 行 {wrong.cell}  " if wrong.row is not None else ""
    place = place or (f"{one_line(wrong.cell)}  " if wrong.cell else "")
    return Content("  ") + Content.styled(place, "bold") + Content(one_line(own_words(wrong.message)))
