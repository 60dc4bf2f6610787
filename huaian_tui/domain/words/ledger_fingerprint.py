"""What is said of the fingerprint of a ledger (台账指纹) beside a paper."""

from __future__ import annotations

FINGERPRINT = "台账指纹"


def fingerprint_words(fingerprint: str, *, same: bool) -> str:
    """The digits of a paper, and whether the ledger still holds what they stand for."""
    if not fingerprint:
        return f"{FINGERPRINT}：没有（这份文书由较旧的程序拟稿）"
    state = (
        "本台账仍是拟稿时的那些记录"
        if same
        else "本台账里有记录与拟稿时的不同：被改写过，或这个文件是较旧的副本"
    )
    return f"{FINGERPRINT}：{fingerprint}（{state}）"


def fingerprint_line(fingerprint: str, *, same: bool) -> str:
    """The same for the sources of a paper, with what to compare them with."""
    said = fingerprint_words(fingerprint, same=same)
    if not fingerprint:
        return said
    return f"{said}。与存档的数字来源表上印的对一对，不同的，记录被改写过"
