"""What is said of forks (分叉): an origin's chain that was continued twice."""

from __future__ import annotations

from huaian_tui.domain.answers.forks import BranchRow, ForkRow

FORKED = "分叉"
HOW_TO_SETTLE = "用 huaian-tui trust settle 核定以哪一支为准"
WHY = "同一份台账文件被复制后两份都继续写过，或有人冒名写过；两支都已保留"
TWICE = "两个来源有编号相同的记录：有人把一条换个来源抄过，先到的不一定是真的；请问写记录的人哪个来源是他的"


BOTH_SIGNED = (
    "几支都有这个来源的签名：同一台电脑的台账连同密钥被拷走（磁盘映像、虚拟机），两处都写过；"
    "不是没有密钥的人冒名。请问写的人，核定以后让拷出来的那一处另建台账再合并"
)

OTHER_KEY = (
    "几支由不同的密钥签名：同一台电脑换过密钥，或有人冒名。请打电话核对各把密钥，"
    "在「信任」里采信真的、撤销假的，就以采信的一支为准"
)


def why_words(fork: ForkRow) -> str:
    """How it came to this fork, where more is known than of any; else empty."""
    if fork.apart:
        return TWICE
    if fork.one_key:
        return BOTH_SIGNED
    return OTHER_KEY if sum(one.signed for one in fork.branches) > 1 else ""


def state_words(fork: ForkRow) -> str:
    """How far it is settled: 待核定, 核定不一致, 已核定, 已按签名取舍."""
    if fork.disputed and fork.open:
        return "各方核定不一致，待重新核定"
    if fork.apart:
        return "编号与别的来源相同，待核定" if fork.open else "编号与别的来源相同，已取舍"
    if fork.settled:
        return "已核定"
    return "待核定" if fork.open else "按签名取舍"


def which_branch(branch: BranchRow) -> str:
    """By which digits a branch is called: 3f2a91c0, 来源 0a1b2c3d 的 3f2a91c0."""
    return f"来源 {branch.origin.hex()[:8]} 的 {branch.name}" if branch.origin else branch.name


def branch_words(branch: BranchRow) -> str:
    """One branch in a line: 3f2a91c0：4 条，张三、乙，2026-11-20 至 2026-11-22，计入."""
    who = "、".join(branch.officers) or "未署名"
    since, until = branch.since[:10], branch.until[:10]
    days = since if since == until else f"{since} 至 {until}"
    counts = "计入" if branch.counts else "不计"
    signed = "，有签名" if branch.signed else ""
    return f"{which_branch(branch)}：{branch.records} 条，{who}，{days}，{counts}{signed}"


def fork_words(fork: ForkRow) -> str:
    """A fork in one line, with its branches."""
    branches = "；".join(map(branch_words, fork.branches))
    what = "没有计入" if fork.apart else FORKED
    why = f"。{why_words(fork)}" if why_words(fork) else ""
    return f"来源 {fork.name} 自第 {fork.seq} 号起{what}（{state_words(fork)}）：{branches}{why}"


def settled_words(fork: ForkRow, chosen: BranchRow, *, exchanged: bool) -> str:
    """What settling did, in one sentence: which branch counts now, what became of the others."""
    others = sum(one.records for one in fork.branches if one.first != chosen.first)
    if fork.apart:
        whose = (chosen.origin or fork.origin).hex()[:8]
        counts = f"以来源 {whose} 的 {chosen.name} 一支（{chosen.records} 条）为准"
        return f"已核定：{counts}；另一支 {others} 条保留，不计入。"
    said = f"已核定：来源 {fork.name} 自第 {fork.seq} 号起以 {chosen.name} 一支（{chosen.records} 条）为准"
    if not any(one.counts and one.first == chosen.first for one in fork.branches):
        return f"{said}；它还不能计入：另一支有本来源的签名，或编号与别的记录相同。"
    became = "换入计入的记录，全部重新汇总" if exchanged else "它本来就计入"
    return f"{said}，{became}；另一支 {others} 条保留，不计入。"


def open_forks_words(count: int) -> str:
    """How many wait, for one line of an overview."""
    return f"{count} 处{FORKED}待核定：{HOW_TO_SETTLE}"
