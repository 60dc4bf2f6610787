"""The office that issues notices: what its paper says, and how each part may be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.kind_settings import (
    KIND_SETTING_TITLES,
    NONE,
    Series,
    kind_key,
    kind_value,
    part_of,
    series_of,
)
from huaian_tui.domain.matters import LIMITS_KEY, TASK_LIMIT_KEY
from huaian_tui.domain.notices import NoticeKind, check_code
from huaian_tui.domain.rules.lights import BEHIND_KEY, DUE_SOON_DAYS, MOST_SOON_DAYS, SOON_DAYS_KEY

PROFILE_TITLES: dict[str, str] = {
    "masthead": "发文机关标志",
    "code": "机关代字",
    "signature": "署名",
    "sealed": "加盖印章",
    "copies_to": "抄送",
    "contact": "联系人",
    "phone": "联系电话",
    "printing_office": "印发机关",
    "serial": "通报按期编号",
    "template": "红头模板",
    "even_end": "版记偶数页",
    "pdf_archive": "存档PDF",
    "fingerprint": "印台账指纹",
    SOON_DAYS_KEY: "临期天数",
    BEHIND_KEY: "未达序时灯",
    LIMITS_KEY: "交办时限",
    TASK_LIMIT_KEY: "方案交办时限",
    "scores": "评价计分",
}
"""Settings of one office, with what people call them (GB/T 9704-2012 names the first ones)."""

_ABOVE_COUNTIES = ("人民政府", "人民政府办公室", "市委", "市委办公室")
"""How names of issuers end who may write to governments below the city, as authorised (条例 art. 16)."""


def writes_to_governments(issuer: str) -> bool:
    """Whether an issuer, by its 署名, may write to governments below the city other than by a 函."""
    return issuer.strip().endswith(_ABOVE_COUNTIES)


YES_NO = ("是", "否")
_CHOICES = {key: YES_NO for key in ("sealed", "serial", "even_end", "pdf_archive", "fingerprint", BEHIND_KEY)}


@dataclass(frozen=True, slots=True)
class OfficeProfile:
    """One office (督查机构) as notices show it.

    ``name`` is its full name, ``certain`` False while that was never confirmed;
    ``code`` the 机关代字 in the number, empty when not set; ``serial`` numbers a
    通报 by issue (期号); ``template`` is the path of its own 红头 template. ``even_end``: the 版记 stands on
    an upright even page; ``pdf_archive``: PDFs are written as PDF/A-2b; ``fingerprint``: what is
    issued has 台账指纹 in its 附注. ``recipients`` and ``annotation``
    (附注) are those of a kind of notice (``of_kind``), ``own`` what kinds have set by ``kind_settings``.
    """

    name: str
    certain: bool
    masthead: str
    code: str
    signature: str
    sealed: bool
    copies_to: tuple[str, ...]
    contact: str
    phone: str
    printing_office: str
    serial: bool
    template: str
    even_end: bool = False
    pdf_archive: bool = False
    fingerprint: bool = False
    recipients: tuple[str, ...] = ()
    annotation: str = ""
    own: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> OfficeProfile:
        """The office as notices of one kind show it.

        抄送 as set for the office is that of its 通报 alone: these are told to everybody. What goes to one
        unit, or answers somebody, tells a third party of it only where that was set for the kind. 联系人
        holds for all kinds, since every paper says whom to call; a kind with a person or a telephone of its
        own has no part of the office's, so that nobody is called at another's number.
        """

        def said(part: str) -> str | None:
            return kind_value(self.own, kind, part)

        copies = said("copies_to")
        general = self.copies_to if kind == NoticeKind.CIRCULAR else ()
        reached = said("contact") is not None or said("phone") is not None
        return replace(
            self,
            copies_to=general if copies is None else names_of(copies),
            recipients=names_of(said("recipients") or ""),
            annotation=_plain(said("annotation")),
            contact=_plain(said("contact")) if reached else self.contact,
            phone=_plain(said("phone")) if reached else self.phone,
        )

    def series(self, kind: str) -> Series:
        """The series in which a kind is numbered; without a code word nothing can be."""
        return series_of(self.own, kind, self.code, by_issue=self.serial)

    @property
    def reach(self) -> str:
        """Who can be called: 联系人 and 电话, as far as they are set."""
        parts = (
            contact_words(self.contact),
            f"电话：{self.phone}" if self.phone else "",
        )
        return "，".join(part for part in parts if part)


def contact_words(typed: str) -> str:
    """Whom to call, as papers say it: 联系人： before a bare name."""
    text = typed.strip()
    return f"联系人：{text}" if text and "：" not in text else text


_NAMES_APART = re.compile(r"[，,、；;]")


def names_of(typed: str) -> tuple[str, ...]:
    """Names as they are typed, between commas; 无 is none."""
    names = tuple(name for part in _NAMES_APART.split(typed) if (name := part.strip()))
    return () if names == (NONE,) else names


def _plain(value: str | None) -> str:
    return "" if value in (None, NONE) else str(value)


_LONGEST = {
    "masthead": 60,
    "signature": 60,
    "printing_office": 60,
    "contact": 50,
    "phone": 60,
    "annotation": 100,
}
"""Characters that have room where the setting stands on a notice."""

_PHONE = re.compile(r"[0-9０-９+()（）\- 转、,，;；/]+")
_LEAST_DIGITS = 3


def _check_phone(value: str) -> None:
    digits = sum(one.isdecimal() for one in value)
    if _PHONE.fullmatch(value) is None or digits < _LEAST_DIGITS:
        raise InputRefused(
            "联系电话写法不对",
            f"填的是“{value[:30]}”，电话只含数字、-、空格、括号和“转”",
            "请改写，如 0517-8000 0000 转 801；几个号码用顿号分开",
            field="phone",
        )


def _check_soon_days(value: str) -> str:
    typed = unicodedata.normalize("NFKC", value).strip().removesuffix("天").strip()
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed[:6]) <= MOST_SOON_DAYS):
        raise InputRefused(
            f"{PROFILE_TITLES[SOON_DAYS_KEY]}写法不对",
            f"填的是“{value[:30]}”，要写 1 到 {MOST_SOON_DAYS} 的整数",
            f"请改写，如 15；留空则按 {DUE_SOON_DAYS} 天",
            field=SOON_DAYS_KEY,
        )
    return str(int(typed))


def check_profile_value(key: str, value: str) -> str:
    """The value of a profile setting, refused when it cannot stand on a notice; empty unsets it.

    Of a setting for a kind of notice 无 is a value: the kind has nothing, whatever the office has.
    """
    if key in KIND_SETTING_TITLES:
        return value if value == NONE else _checked(part_of(key), value, KIND_SETTING_TITLES[key])
    return _checked(key, value, PROFILE_TITLES[key])


def _checked(key: str, value: str, title: str) -> str:
    if len(value) > _LONGEST.get(key, len(value)):
        raise InputRefused(
            f"{title}太长",
            f"共 {len(value)} 字，文书上最多放得下 {_LONGEST[key]} 字",
            "请写短些",
            field=key,
        )
    if key == "phone" and value:
        _check_phone(value)
    if key == "code" and value:
        return check_code(value)
    if key == SOON_DAYS_KEY and value:
        return _check_soon_days(value)
    if key == LIMITS_KEY and value:
        # Imported here: no other setting needs working days.
        from huaian_tui.domain.rules.matter_limits import check_limits

        return check_limits(value)
    if key == TASK_LIMIT_KEY and value:
        from huaian_tui.domain.rules.task_limit import check_task_limit

        return check_task_limit(value)
    if key == "scores" and value:
        from huaian_tui.domain.evaluation.scores import check_weights

        return check_weights(value)
    if key in _CHOICES and value and value not in _CHOICES[key]:
        raise InputRefused(f"{title}只能填“是”或“否”", f"填的是“{value}”", "请改为是或否", field=key)
    return value


def profile_from(name: str, certain: bool, values: dict[str, str]) -> OfficeProfile:
    """The profile with what is set; what is not takes the office's own name."""
    return OfficeProfile(
        name=name,
        certain=certain,
        masthead=values.get("masthead") or name,
        code=values.get("code", ""),
        signature=values.get("signature") or name,
        sealed=values.get("sealed", YES_NO[0]) != YES_NO[1],
        copies_to=names_of(values.get("copies_to", "")),
        contact=values.get("contact", ""),
        phone=values.get("phone", ""),
        printing_office=values.get("printing_office") or name,
        serial=values.get("serial") == YES_NO[0],
        template=values.get("template", ""),
        even_end=values.get("even_end") == YES_NO[0],
        pdf_archive=values.get("pdf_archive") == YES_NO[0],
        fingerprint=values.get("fingerprint") == YES_NO[0],
        own={key: value for key, value in values.items() if key in KIND_SETTING_TITLES},
    )


_UNSET_PARTS = {
    "code": "，用机构的",
    "serial": "，不按期",
    "recipients": "，按文书内容",
    "contact": "，用机构的",
    "phone": "，用机构的",
}


def unset_words(key: str) -> str:
    """What holds while a setting is not set, for those of the lights and of kinds: 未设置，按30天."""
    if key in KIND_SETTING_TITLES:
        part = part_of(key)
        general = key == kind_key(NoticeKind.CIRCULAR, "copies_to")
        return f"未设置{'，用机构的' if general else _UNSET_PARTS.get(part, '，没有')}"
    meant = {
        SOON_DAYS_KEY: f"，按{DUE_SOON_DAYS}天",
        BEHIND_KEY: "，不单列",
        LIMITS_KEY: "，不提出时限",
        TASK_LIMIT_KEY: "，不提出时限",
        "scores": "，不计分",
    }
    return f"未设置{meant.get(key, '')}"
