"""What is said of records that are not taken, since it is not proved who wrote them."""

from __future__ import annotations

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.domain.words.key_fingerprints import short_fingerprint
from huaian_tui.exchange.packs.pack_format import OriginRange, PackRefused
from huaian_tui.store.keep.known_keys import KnownKey

_REST = "其余来源照常合并"


class NotTrusted(PackRefused):
    """Records of one origin that are not taken; the rest of the pack is."""

    def __init__(self, title: str, message: str, way_out: str, origin: bytes = b"") -> None:
        super().__init__(title, message, way_out)
        self.origin = origin


class Unproved(NotTrusted):
    """Records of an origin with a known key of which no signature tells: one further on may yet."""


def header_altered() -> PackRefused:
    """The first line says something else than its sender signed."""
    return PackRefused(
        "不能合并：数据包的开头与签名不符",
        "开头一行在签名以后被改动过（承办人、时间或各来源的登记）",
        "请对方重新导出，并核对文件是怎么来的；台账没有改动",
    )


def wrong_signature(part: OriginRange) -> NotTrusted:
    """Its signature is of something else, or of nothing."""
    return NotTrusted(
        f"来源 {part.name} 的记录没有收：签名不符",
        "签名不是为这些记录签的，或内容被改动过",
        f"请对方重新导出；真的记录以后照样能收，{_REST}",
    )


def not_as_signed(part: OriginRange) -> NotTrusted:
    """The records are well chained, but not those that were signed."""
    return NotTrusted(
        f"来源 {part.name} 的记录没有收：签名不符",
        "记录与签名的不是同一批：有人在里面添过或改过",
        f"请对方重新导出，并核对文件是怎么来的；真的记录以后照样能收，{_REST}",
        part.id,
    )


def not_written_here(part: OriginRange, limit: int, *, signed_by_other: bool) -> NotTrusted:
    """They bear the name of this laptop's own origin."""
    by = "用的是另一把密钥" if signed_by_other else "没有本机的签名，本机也没有写过"
    return NotTrusted(
        f"本机来源 {part.name} 第 {_span(part, limit)} 号记录没有收：不是这台电脑写的",
        f"记录冒用本机的来源，{by}",
        f"请核对数据包是怎么来的；确是自己在另一份副本上写的，请在本机重新录入。{_REST}",
    )


def rewritten(part: OriginRange, *, mine: bool) -> NotTrusted:
    """Other records under numbers that are here, which the key of the origin did not sign."""
    whose = "本机来源" if mine else "来源"
    return NotTrusted(
        f"{whose} {part.name} 的记录没有收：与本台账的不同，又没有签名",
        "同一编号的记录在数据包里是另一条：有人改写过，或同一份台账拷出去后两边都写过",
        f"请核对数据包是怎么来的；确是另一份副本写的，请那台电脑用新版程序重新导出。{_REST}",
        part.id,
    )


def beyond_signed(part: OriginRange, limit: int, known: KnownKey | None) -> Unproved:
    """A key is known of the origin, and did not sign these."""
    return Unproved(
        f"来源 {part.name} 第 {_span(part, limit)} 号记录没有收：没有签名",
        f"这个来源一直由{_whose(known)}签名，这些记录却没有",
        f"请写记录的同事用自己的电脑重新导出；真的记录以后照样能收，{_REST}",
    )


def revoked(part: OriginRange, known: KnownKey) -> NotTrusted:
    """The officer has revoked the key."""
    return NotTrusted(
        f"来源 {part.name} 的新记录没有收：密钥已撤销",
        f"{_whose(known)}的密钥在本机已撤销",
        f"仍要收的，先 trust accept {known.key.hex()[:8]}，再合并一次；{_REST}",
    )


def changed_key(part: OriginRange, key: bytes, known: KnownKey) -> NotTrusted:
    """Another key signs what one had signed before."""
    return NotTrusted(
        f"警告：来源 {part.name} 换了密钥，新记录没有收",
        f"以前由{_whose(known)}签名，现在是 {short_fingerprint(key)}：同事的电脑换过密钥，或有人冒用",
        f"请打电话核对指纹（trust list），相符再 trust accept {key.hex()[:8]}，重新合并；{_REST}",
    )


def _span(part: OriginRange, limit: int) -> str:
    first = max(limit + 1, part.first)
    return str(first) if first == part.last else f"{first} 至 {part.last}"


def _whose(known: KnownKey | None) -> str:
    if known is None:
        return "一把密钥"
    words = short_fingerprint(known.key)
    return f"{terminal_safe(known.name)}的电脑（{words}）" if known.name else f"电脑 {words}"
