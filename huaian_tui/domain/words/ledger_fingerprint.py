"""What is said of the fingerprint of a ledger (台账指纹) beside a paper."""

from __future__ import annotations

FINGERPRINT = "台账指纹"


def moment_words(*, issued: bool) -> str:
    """Of when it is: of the issue, or of the drafting (drafts, and papers that older programs issued)."""
    return "印发时" if issued else "拟稿时"


def fingerprint_words(fingerprint: str, *, same: bool, issued: bool) -> str:
    """The digits of a paper, and whether the ledger still holds what they stand for."""
    if not fingerprint:
        return f"{FINGERPRINT}：没有（这份文书由较旧的程序拟稿）"
    moment = moment_words(issued=issued)
    state = (
        f"本台账仍是{moment}的那些记录"
        if same
        else f"本台账里有记录与{moment}的不同：被改写过，或这个文件是较旧的副本"
    )
    return f"{FINGERPRINT}：{fingerprint}（{state}）"


def fingerprint_line(fingerprint: str, *, same: bool, issued: bool) -> str:
    """The same for the sources of a paper, with what to compare them with."""
    said = fingerprint_words(fingerprint, same=same, issued=issued)
    if not fingerprint:
        return said
    paper = "印发后存档的数字来源表、纸上附注里" if issued else "存档的数字来源表上"
    return f"{said}。与{paper}印的对一对，不同的，记录被改写过"
