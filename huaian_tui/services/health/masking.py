"""What names people or matters is taken out of a text for who helps: folders, files, quoted words, officers.

A stick is mounted below its user's name, a ledger is called after a person, a shared folder after a matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from huaian_tui.store.keep.locations import DB_NAME

_KEPT = frozenset(
    f"""
    home Users 用户 root media run mnt tmp var opt usr etc srv dev shm Volumes
    Library Preferences Logs AppData Local LocalLow Roaming .local .config
    .cache .venv share state lib lib64 bin site-packages Documents 文档 Desktop 桌面
    Downloads 下载 Programs Python pyenv huaian-tui huaian_tui documents fonts log
    data schema seed preferences.json keys.toml note_templates.toml
    huaian-tui.log {DB_NAME} {DB_NAME}.backups {DB_NAME}.drafts
    """.split()
)
"""Parts of paths that are the same on every computer; all others are named by people."""

_LIKE_KEPT = re.compile(r"python3(\.\d+)?|每日-[\d-]+\.db|\.{1,2}|~|〔\d+〕[.a-z\d]*", re.IGNORECASE)
_ENDING = re.compile(r"(\.(db|json|toml|txt|log|age|zip|xlsx|docx|pdf)(\.(backups|drafts|checked|sha256))?)$")
_STOPS = r"\s/\\：；，。、（）「」“”<>|\""
_PATH = re.compile(rf"(?:(?<=[\s：；，。、（「“=~〕])|^)(?:[A-Za-z]:)?(?:[/\\]+[^{_STOPS}]+)+", re.M)
_QUOTED = re.compile(r"「[^「」\n]*」|“[^“”\n]*”")
_HOST = re.compile(r"电脑 [^，\n]+，进程")


class Mask:
    """Replaces what is private by numbers in brackets, the same thing by the same number throughout.

    ``folders``: paths that are known to stand in the texts, which may hold blanks; others are found by their
    shape. ``names``: of officers.
    """

    def __init__(self, folders: Iterable[str], names: Iterable[str] = ()) -> None:
        self._numbers = dict[str, int]()
        self._folders = sorted({one for one in folders if len(one) > 1}, key=len, reverse=True)
        self._names = sorted({one for one in names if one.strip()}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without them."""
        for folder in self._folders:
            text = re.sub(
                rf"{re.escape(folder)}(?=[{_STOPS}]|$)", lambda found: self._path(found[0]), text, flags=re.M
            )
        text = _PATH.sub(lambda found: self._path(found[0]), text)
        for name in self._names:
            text = text.replace(name, "〔姓名〕")
        return _HOST.sub("电脑 〔名称〕，进程", text)

    def quoted(self, text: str) -> str:
        """The text without what it quotes: what somebody wrote into a file of settings."""
        return self(_QUOTED.sub("「〔略〕」", text))

    def _path(self, path: str) -> str:
        home = _home()
        if home and (path == home or path.startswith((f"{home}/", f"{home}\\"))):
            path = f"~{path[len(home) :]}"
        parts = re.split(r"([/\\]+)", path)
        return "".join(self._part(one) for one in parts)

    def _part(self, part: str) -> str:
        is_name = part and part[0] not in "/\\" and not re.fullmatch(r"[A-Za-z]:", part)
        if not is_name or part in _KEPT or _LIKE_KEPT.fullmatch(part):
            return part
        ending = _ENDING.search(part)
        known = ending[0] if ending else ""
        stem = part.removesuffix(known)
        return f"〔{self._numbers.setdefault(stem, len(self._numbers) + 1)}〕{known}"


def _home() -> str:
    """The user's home folder; empty where none is known."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return ""
    return home if len(home) > 1 else ""
