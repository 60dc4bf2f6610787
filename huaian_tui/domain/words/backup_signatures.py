"""How a backup stands by its signature, in words."""

from __future__ import annotations

from enum import StrEnum

from huaian_tui.domain.words.key_fingerprints import fingerprint_line
from huaian_tui.domain.words.trust import KeyState, laptop_words


class BackupProof(StrEnum):
    """``FITS``: signed by a key that is known. ``UNPROVEN``: no signature, or of a key that was never met.
    ``WRONG``: not what was signed, or not what this machine saw. ``REFUSED``: the key is not trusted."""

    FITS = "fits"
    UNPROVEN = "unproven"
    WRONG = "wrong"
    REFUSED = "refused"


PROOF_WORDS = {
    BackupProof.FITS: "签名相符",
    BackupProof.UNPROVEN: "未核实",
    BackupProof.WRONG: "签名不符",
    BackupProof.REFUSED: "签名不可信",
}

NOT_SIGNED = "备份没有签名，恢复时只能标作未核实：密钥没有地方存，或台账被改动过"
SIGNED_HERE = "旁边的校验值文件（.sha256）里有本机的签名"
NO_SIGNATURE = "旁边的校验值文件里没有签名（由较旧的程序备份，或签名被去掉了）"
NO_SUM = "旁边没有校验值文件（.sha256），也就没有签名"
UNREADABLE = "签名读不出来"
DAMAGED = "文件读不出来"
NOT_SIGNED_SO = "签名不是对这些内容签的：校验值文件被改动过"
OTHER_FILE = "校验值是后来另算的，签名时备份的是另一个文件"
WRITTEN_SINCE = "签名是真的，但备份以后这个文件又写过"
ANCHORED_OTHERWISE = "与这台电脑见过的记录不同"
DOUBTFUL_WAY = (
    "换一个备份，并核对它是怎么来的；核对后仍要恢复的，加上 --despite-signature（现在的台账另存，不会丢）"
)


def off_words(origin: bytes, seq: int) -> str:
    """Of a head that was signed, where another record stands now."""
    return f"来源 {origin.hex()[:8]} 第 {seq} 号记录不是签名时的那一条：备份做成以后，记录被改写过"


def signer_words(key: bytes, state: KeyState | None, name: str) -> str:
    """Whose laptop signed: 本机, 乙的电脑 苹果香蕉（首见）; of a key that was never met all its words."""
    if state is KeyState.OWN:
        return "在本机备份"
    if state is None:
        return f"签名的电脑没有见过，请打电话核对它的十个词：{fingerprint_line(key)}"
    return f"在{name}的电脑 {laptop_words(key, state)} 上备份"
