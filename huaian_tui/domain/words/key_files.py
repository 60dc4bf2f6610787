"""What is said where the files with keys were lost or damaged: what happened, what follows, what to do."""

from __future__ import annotations

from collections.abc import Sequence

_AGAIN = "各台电脑请再打电话核对一次（trust list），不再可信的重新撤销"


def lost_words(file: str, known: int, revoked: int) -> str:
    """The file of known keys is gone, and another one tells how many there were."""
    kept = f"撤销过的 {revoked} 把另有一份，仍然不收" if revoked else "没有撤销过的"
    return (
        f"认识的密钥的文件不见了：{file}；原有 {known} 把，{kept}，哪些核对过不知道了。"
        f"从主目录的备份里找回这个文件；找不回的，{_AGAIN}"
    )


def lost_both_words(file: str, held: int) -> str:
    """It is gone, or this is another computer: only the ledger tells of keys."""
    return (
        f"这台电脑没有认识的密钥的文件：{file}；台账里却有 {held} 台别的电脑的签名。"
        "换了电脑，或文件丢了：谁核对过、谁被撤销过都不知道了，暂按首见。"
        f"从原来的电脑或备份里找回这个文件；找不回的，{_AGAIN}"
    )


def was_lost_words(day: str) -> str:
    """It was gone, and what was learned since stands in a new one."""
    return (
        f"认识的密钥的文件在 {day} 不见过，现在的是那以后重新记的：以前核对过的都成了首见。{_AGAIN}；"
        "核对或撤销过一把以后，不再提示"
    )


def damaged_key_words(names: Sequence[str]) -> str:
    """This laptop's own key could not be read, and it has a new one."""
    return (
        f"本机的密钥文件损坏过，原来的另存为 {'、'.join(names)}，本机换了新的密钥。"
        "同事合并时会看到“换了密钥”，在他们采信以前，本机的新记录他们不收："
        "请打电话把本机新的十个词念给每位同事，请他们逐词核对后采信，再合并一次。"
        "主目录有备份的，也可以退出程序、把原来的 key.json 放回去。处理完了，删去另存的文件，就不再提示"
    )


def unreadable_key_words(file: str) -> str:
    """It is there and cannot be read: no new one is made in its place."""
    return (
        f"本机的密钥文件读不了：{file}；没有权限，或磁盘出错。写出去的因此没有签名，同事不收。"
        "请改正这个文件的权限或修好磁盘，再导出一次"
    )
