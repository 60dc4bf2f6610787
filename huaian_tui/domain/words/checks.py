"""What a check of a ledger says, on the screen and on the command line."""

from __future__ import annotations

BACKUP = "这是一个备份"
DOUBTFUL_WAY = "请换一个备份，并核对这个文件是怎么来的"
FEWER = "与这台电脑以前见过的相比，少了记录"
WRONG = "台账有问题"
WRONG_WAY = "请停止录入，留存这个文件，用最近的备份核对"


def backup_words(proof: str) -> str:
    """Of a file that is a backup how it stands by its signature (``Proof.words``)."""
    return f"{BACKUP}，签名：{proof}"


def sound_words(records: int) -> str:
    """Nothing was found."""
    return f"台账完好：{records} 条记录，没有发现问题"


def counted(title: str, found: int) -> str:
    """A title with how many places there are."""
    return f"{title}（{found} 处）"
