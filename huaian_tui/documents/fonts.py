"""Which faces a document is printed in: the official ones where the machine has them, else ours.

GB/T 9704-2012 names 仿宋, 小标宋, 黑体, 楷体 and 宋体. Families are found by the names inside the
font files, in the order below; the vendored stand-ins (``fonts/README.md``) are always there.
After every face come fallbacks for rare characters, because the typesetter would print a box.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import typst

VENDORED_FOLDER = Path(__file__).parent / "fonts"

Face = Literal["body", "title", "hei", "kai", "song"]
"""仿宋, 小标宋, 黑体, 楷体, 宋体."""

FACE_WEIGHTS: dict[Face, int] = {"body": 400, "title": 700, "hei": 400, "kai": 400, "song": 400}

_WANTED: dict[Face, tuple[str, ...]] = {
    "body": (
        "FangSong_GB2312", "仿宋_GB2312", "CESI仿宋-GB2312", "CESI_FS_GB2312", "方正仿宋_GBK",
        "FZFangSong-Z02", "FZFangSong-Z02S", "FangSong", "仿宋", "STFangsong",
        "Zhuque Fangsong (technical preview)",
    ),
    "title": (
        "FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "CESI小标宋",
        "CESI_XBS_GB2312", "Noto Serif SC",
    ),
    "hei": (
        "SimHei", "黑体", "CESI黑体", "CESI_HT_GB2312", "FZHei-B01", "FZHei-B01S", "方正黑体_GBK", "STHeiti",
        "Noto Sans SC",
    ),
    "kai": (
        "KaiTi_GB2312", "楷体_GB2312", "CESI楷体", "CESI楷体-GB2312", "CESI_KT_GB2312", "KaiTi", "楷体",
        "STKaiti", "LXGW WenKai GB Lite",
    ),
    "song": ("SimSun", "宋体", "NSimSun", "CESI宋体", "CESI_SS_GB2312", "STSong", "Noto Serif SC"),
}  # fmt: skip

_FALLBACKS = ("Noto Serif SC",)
_RARE_CHARACTERS = (
    "SimSun", "SimSun-ExtB", "SimSun-ExtG", "FZSong-RKXX", "CESI宋体-GB18030", "Noto Serif CJK SC",
    "Source Han Serif SC", "Songti SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "HanaMinA",
    "HanaMinB", "Plangothic P1", "Plangothic P2",
)  # fmt: skip
"""Large families that some systems bring; used only where they are installed."""

_NARROW_QUOTES = frozenset({"Zhuque Fangsong (technical preview)", "LXGW WenKai GB Lite"})
"""Faces whose “ ” ‘ ’ are as narrow as in Latin text; official documents set them full-width."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The fonts that can be used: the typesetter's own list, and for each family its files."""

    typst_fonts: typst.Fonts
    files: dict[str, tuple[tuple[int, str, int], ...]]
    """Family name in lower case → (weight, path, index within the file)."""

    def families(self, face: Face) -> tuple[str, ...]:
        """Families for a face, best first, ending with the fallbacks; only what is there."""
        wanted = (*_WANTED[face], *_FALLBACKS, *_RARE_CHARACTERS)
        return tuple(dict.fromkeys(name for name in wanted if name.lower() in self.files))

    def file(self, family: str, weight: int) -> tuple[str, int]:
        """Path and index of the family's file that is nearest to the weight."""
        _, path, index = min(self.files[family.lower()], key=lambda entry: abs(entry[0] - weight))
        return path, index

    def uncovered(self, characters: Iterable[str], face: Face, weight: int | None = None) -> set[str]:
        """The characters that no family of the face has a glyph for (at that weight)."""
        missing = {character for character in characters if not character.isspace()}
        for family in self.families(face):
            if not missing:
                break
            covered = _characters_of(*self.file(family, FACE_WEIGHTS[face] if weight is None else weight))
            missing = {character for character in missing if ord(character) not in covered}
        return missing


def is_vendored(shelf: Shelf, family: str) -> bool:
    """Whether a family is one that comes with the program, for want of the official one."""
    return any(Path(path).parent == VENDORED_FOLDER for _, path, _ in shelf.files[family.lower()])


def has_narrow_quotes(family: str) -> bool:
    """Whether quotation marks have to come from the next family."""
    return family in _NARROW_QUOTES


@lru_cache(maxsize=2)
def font_shelf(include_system: bool = True) -> Shelf:
    """Find the fonts of this machine (``include_system``) and the vendored ones; once a process."""
    import typst

    found = typst.Fonts(
        include_system_fonts=include_system,
        include_embedded_fonts=False,
        font_paths=[str(VENDORED_FOLDER)],
    )
    files: dict[str, tuple[tuple[int, str, int], ...]] = {}
    for info in found.fonts():
        if info.path is not None and info.style == "normal":
            key = info.family.lower()
            files[key] = (*files.get(key, ()), (info.weight, info.path, info.index))
    return Shelf(found, files)


@lru_cache(maxsize=64)
def _characters_of(path: str, index: int) -> frozenset[int]:
    """Code points that a font file has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})
