"""The office that issues notices: what its paper says, and how each part may be written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import LIMITS_KEY
from huaian_tui.domain.notices import check_code
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
    SOON_DAYS_KEY: "临期天数",
    BEHIND_KEY: "未达序时灯",
    LIMITS_KEY: "交办时限",
}
"""Settings of one office, with what people call them (GB/T 9704-2012 names the first ones)."""

YES_NO = ("是", "否")
_CHOICES = {"sealed": YES_NO, "serial": YES_NO, BEHIND_KEY: YES_NO}


@dataclass(frozen=True, slots=True)
class OfficeProfile:
    """One office (督查机构) as notices show it.

    ``name`` is its full name, ``certain`` False while that was never confirmed;
    ``code`` the 机关代字 in the number, empty when not set; ``serial`` numbers a
    通报 by issue (期号); ``template`` is the path of its own 红头 template.
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

    @property
    def reach(self) -> str:
        """Who can be called: 联系人 and 电话, as far as they are set."""
        parts = (
            f"联系人：{self.contact}" if self.contact else "",
            f"电话：{self.phone}" if self.phone else "",
        )
        return "，".join(part for part in parts if part)


_LONGEST = {
    "masthead": 60,
    "signature": 60,
    "printing_office": 60,
    "contact": 50,
    "phone": 60,
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
    """The value of a profile setting, refused when it cannot stand on a notice; empty unsets it."""
    if len(value) > _LONGEST.get(key, len(value)):
        raise InputRefused(
            f"{PROFILE_TITLES[key]}太长",
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
    if key in _CHOICES and value and value not in _CHOICES[key]:
        raise InputRefused(
            f"{PROFILE_TITLES[key]}只能填“是”或“否”", f"填的是“{value}”", "请改为是或否", field=key
        )
    return value


def profile_from(name: str, certain: bool, values: dict[str, str]) -> OfficeProfile:
    """The profile with what is set; what is not takes the office's own name."""
    copies = values.get("copies_to", "").replace("；", "，").replace("、", "，").replace(",", "，")
    return OfficeProfile(
        name=name,
        certain=certain,
        masthead=values.get("masthead") or name,
        code=values.get("code", ""),
        signature=values.get("signature") or name,
        sealed=values.get("sealed", YES_NO[0]) != YES_NO[1],
        copies_to=tuple(part.strip() for part in copies.split("，") if part.strip()),
        contact=values.get("contact", ""),
        phone=values.get("phone", ""),
        printing_office=values.get("printing_office") or name,
        serial=values.get("serial") == YES_NO[0],
        template=values.get("template", ""),
    )


def unset_words(key: str) -> str:
    """What holds while a setting is not set, for those of the lights: 未设置，按30天."""
    meant = {SOON_DAYS_KEY: f"，按{DUE_SOON_DAYS}天", BEHIND_KEY: "，不单列", LIMITS_KEY: "，不提出时限"}
    return f"未设置{meant.get(key, '')}"
