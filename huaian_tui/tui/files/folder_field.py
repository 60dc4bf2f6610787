"""The field that asks where a file is to go: a folder typed, pasted, or chosen by keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.files.chooser import Chosen, Wanted, choose_file
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.folders import Purpose, last_folder
from huaian_tui.tui.frame.host import Host, host_of

LONGEST_FOLDER = 500
INTRO = "回车进入文件夹，退格回上一级，就用这里按 Ctrl+S。"


class FolderField(TextField):
    """A folder; the key of 选文件 opens the folders, beginning at the one that stands here."""

    BINDINGS = bindings_for("choose_file")
    hint_words: Mapping[str, str] = {"choose_file": "选文件夹"}

    def action_choose_file(self) -> None:
        """选文件夹"""
        choose_file(host_of(self), Wanted("选文件夹", None, (), INTRO, begin=self.raw()), self._chosen)

    def _chosen(self, chosen: Chosen) -> None:
        if chosen.paths:
            self.set_raw(str(chosen.paths[0]))


def folder_field(app: Host, purpose: Purpose) -> FolderField:
    """Asks where to; at first the folder that was last used for such files."""
    folder: Path = last_folder(app, purpose)
    return FolderField("folder", "文件夹", value=str(folder), required=True, max_length=LONGEST_FOLDER)
