"""In which fonts papers are set here, face by face, and their looks without the official ones."""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.documents.fonts import FACE_WEIGHTS, Face, font_shelf, is_vendored

FACE_TITLES: dict[Face, str] = {
    "body": "仿宋",
    "title": "小标宋",
    "hei": "黑体",
    "kai": "楷体",
    "song": "宋体",
}
"""What GB/T 9704 calls the faces of a document."""

FACE_USES: dict[Face, str] = {
    "body": "正文",
    "title": "标题、发文机关标志",
    "hei": "一级小标题",
    "kai": "二级小标题、签发人",
    "song": "页码、表格",
}
"""Where a paper uses which face (GB/T 9704-2012, 7.2 and 7.3)."""


@dataclass(frozen=True, slots=True)
class FaceFound:
    """One face: the family it is set in (None: nothing), and whether that came with the program."""

    face: Face
    family: str | None
    stand_in: bool

    @property
    def said(self) -> str:
        """``仿宋：朱雀仿宋（随带代用）``."""
        name = self.family or "没有"
        return f"{FACE_TITLES[self.face]} {name}{'（随带代用）' if self.stand_in else ''}"


def faces() -> list[FaceFound] | None:
    """Every face of a document; None without the typesetter."""
    try:
        shelf = font_shelf()
    except ImportError:
        return None
    found = []
    for face in FACE_WEIGHTS:
        family = next(iter(shelf.families(face)), None)
        found.append(FaceFound(face, family, family is not None and is_vendored(shelf, family)))
    return found


def looks() -> str:
    """What a paper will look like, in a sentence."""
    known = faces()
    if known is None:
        return "没有排版组件，不能导出 PDF；Word 文件照常"
    said = []
    if none := [one for one in known if one.family is None]:
        said.append(f"{_named(none)}没有字体，这些字印不出来")
    if lent := [one for one in known if one.stand_in]:
        said.append(f"{_named(lent)}用随带的字体代替：每页行数、每行字数不变，字形与规定的略有不同")
    return "；".join(said) or "全部用公文规定的字体"


def _named(found: list[FaceFound]) -> str:
    return "、".join(f"{FACE_TITLES[one.face]}（{FACE_USES[one.face]}）" for one in found)
