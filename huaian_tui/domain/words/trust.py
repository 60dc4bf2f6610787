"""How a laptop's key and what is signed by it are called, on screens, in commands and in answers."""

from __future__ import annotations

from enum import StrEnum

from huaian_tui.domain.words.key_fingerprints import short_fingerprint

UNSIGNED = "未核实"
"""Of a record, an origin or a pack without a signature, or of an older program."""


class KeyState(StrEnum):
    """What this laptop holds of a key.

    ``OWN``: its own one. ``SEEN``: taken at first sight. ``ACCEPTED``: its words were compared. ``REVOKED``:
    nothing new is taken by it. ``CLAIMING``: it signed what another key had signed before, and waits.
    ``DOUBTED``: it was the first to sign an origin, and something speaks against it.
    """

    OWN = "own"
    SEEN = "seen"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    CLAIMING = "claiming"
    DOUBTED = "doubted"


STATE_WORDS = {
    KeyState.OWN: "本机",
    KeyState.SEEN: "首见",
    KeyState.ACCEPTED: "已核对",
    KeyState.REVOKED: "已撤销",
    KeyState.CLAIMING: "换了密钥，没有采信",
    KeyState.DOUBTED: "待核对",
}

STATE_MEANINGS = {
    KeyState.OWN: "这台电脑自己的密钥",
    KeyState.SEEN: "第一次见到就收下了，还没有和同事核对指纹",
    KeyState.ACCEPTED: "已和同事核对过指纹",
    KeyState.REVOKED: "用它签的新记录一律不收，以前收下的保留",
    KeyState.DOUBTED: "它签了以前没有签名的来源，又不像是那位同事的电脑；核对前不算数，那些记录照收、未核实",
    KeyState.CLAIMING: "它签了另一把密钥名下的来源：同事换了密钥，或有人冒用；核对前它签的不收",
}


def laptop_words(key: bytes | None, state: KeyState | None) -> str:
    """One laptop in a few words: 本机, 苹果香蕉（首见）, 未核实."""
    if state is KeyState.OWN:
        return STATE_WORDS[state]
    if key is None or state is None:
        return UNSIGNED
    return f"{short_fingerprint(key)}（{STATE_WORDS[state]}）"
