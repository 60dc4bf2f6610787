"""A passphrase around a pack: the age format (age-encryption.org/v1, specified as C2SP ``age``), by pyrage.

Why this one, among what was looked at (wheels checked with ``pip download --only-binary :all:
--platform win_amd64 | manylinux2014_x86_64 | manylinux2014_aarch64``):

- **age by pyrage 1.4** (bindings of the Rust implementation ``rage``): a published format with
  other implementations (``age``, ``rage``, ``typage``), so that a pack can be opened without this
  program; scrypt as key derivation, ChaCha20-Poly1305 in authenticated chunks. abi3 wheels for
  all three platforms; the release before had none for aarch64. **Chosen.**
- JWE by joserfc or jwcrypto: published, wheels everywhere; but PBES2 knows PBKDF2 only (cheap on
  graphics cards), and the file grows by a third.
- OpenPGP by pysequoia: wheels for one CPython version each; its iterated hash is weaker than scrypt.
- 7z by py7zr: derivation by 2^19 plain SHA-256, and nothing that authenticates the contents.
- cryptography, PyNaCl: primitives. What one builds with them is a format of one's own.

age calibrates scrypt to about a second. A slow or busy computer could come out below what OWASP asks
(N = 2^17, r = 8, p = 1), so the cost is read from the finished file and one that is too cheap is never
written. A pack that asks for more than 2^22 (4 GiB of memory) is refused before anything is computed, and
never written either; 2^20 was measured where the tests run, a computer twice as fast asks for 2^21. Whoever
opens a pack calibrates too: sixteen times its own second is the most that age does, and a computer that is
busy just then takes its second for less than it is. It is tried again then, and no passphrase is blamed.

It runs in a child process: the library keeps Python's lock for seconds, which would freeze
the screen. Passphrase and contents go through pipes, never through arguments or files.
"""

from __future__ import annotations

import re

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.exchange.packs.pack_format import PackRefused, damaged
from huaian_tui.exchange.packs.sealing_child import TOO_COSTLY
from huaian_tui.store.apart import AnswerTooLong, ChildFailed, ChildRefused, ChildTooSlow, answer_of

SUFFIX = ".age"
LEAST_COST = 17
"""log2 of scrypt's N with r = 8, p = 1: the OWASP password storage recommendation (128 MiB)."""

MOST_COST = 22
"""log2 of N that is still opened: four times what was measured, for computers faster than that one."""

LEAST_CHARACTERS = 8
MOST_CHARACTERS = 1000
SECONDS = 180
"""Wall time for one pack; on a slow laptop the derivation takes some seconds."""


class TooCostly(Exception):
    """age would not compute what a file asks for: it takes this computer for too slow."""


_MAGIC = b"age-encryption.org/v1\n"
_SCRYPT = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")
_TRIES = 4
_CHILD = "huaian_tui.exchange.packs.sealing_child"
_ROOM = 1 << 20
"""Bytes that age adds to the contents, with much to spare: header, a mark for each piece of 64 KiB."""


def is_sealed(data: bytes) -> bool:
    """Whether a file is inside age."""
    return data.startswith(_MAGIC)


def check_passphrase(passphrase: str) -> str:
    """The passphrase, if it is long enough to be worth anything and can be typed again."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise InputRefused(
            "口令太短",
            f"至少 {LEAST_CHARACTERS} 个字符",
            "可用几个不相干的词连起来，例如四个词",
            field="passphrase",
        )
    if len(passphrase) > MOST_CHARACTERS or not passphrase.isprintable():
        raise InputRefused(
            "口令不能用", "太长，或含有看不见的字符", "请换一个能照样再输入的口令", field="passphrase"
        )
    return passphrase


def seal(data: bytes, passphrase: str) -> bytes:
    """The contents inside age, under a passphrase that ``check_passphrase`` took."""
    check_passphrase(passphrase)
    cost = 0
    for _ in range(_TRIES):  # the measurement behind the cost can be disturbed by other programs
        sealed = _child("seal", data, passphrase)
        cost = 0 if sealed is None else _cost(sealed) or 0
        if sealed is not None and LEAST_COST <= cost <= MOST_COST:
            return sealed
    raise HuaianError(
        "没有加密，也没有写成",
        "这台电脑算得太快，加密强度别的电脑解不开"
        if cost > MOST_COST
        else "这台电脑太慢或太忙，加密强度达不到要求",
        "关闭别的程序后再试，或在另一台电脑上导出",
    )


def unseal(data: bytes, passphrase: str) -> bytes:
    """What ``seal`` got; ``PackRefused`` for a wrong passphrase or an altered file."""
    cost = _cost(data)
    if cost is None:
        raise PackRefused(
            "不能打开加密的数据包", "它不是用口令加密的，或已损坏", "请对方用本程序以口令重新导出"
        )
    if cost > MOST_COST:
        raise PackRefused(
            "不能打开加密的数据包", "它要求的计算量大得不正常", "请对方用本程序重新导出；台账没有改动"
        )
    for _ in range(_TRIES):
        try:
            opened = _child("unseal", data, passphrase)
        except TooCostly:
            continue
        if opened is None:
            raise PackRefused(
                "口令不对，或文件已损坏", "解不开这个数据包", "请核对口令（区分大小写和全角半角）后再试"
            )
        return opened
    raise HuaianError(
        "加密的数据包没有打开",
        "这台电脑太慢或太忙，算不动它要求的加密强度；口令对不对还不知道",
        "关闭别的程序后再试，或在另一台电脑上打开",
    )


def _cost(sealed: bytes) -> int | None:
    """log2 of scrypt's N, from the first lines; None when it is no file under one passphrase."""
    match = _SCRYPT.match(sealed[:200])
    return None if match is None else int(match[1])


def _child(work: str, data: bytes, passphrase: str) -> bytes | None:
    """Let the child do it; None when age refuses (a wrong passphrase, an altered file).

    ``TooCostly`` where age takes the cost for more than this computer can bear.
    """
    secret = passphrase.encode("utf-8", "surrogatepass")
    given = len(secret).to_bytes(4, "big") + secret + data
    most = len(data) + (_ROOM if work == "seal" else 0)
    try:
        return answer_of(_CHILD, work, given=given, seconds=SECONDS, most=most)
    except ChildRefused as refusal:
        if refusal.title == TOO_COSTLY:
            raise TooCostly from None
        return None
    except ChildTooSlow:
        raise HuaianError("加密或解密没有完成", f"{SECONDS} 秒内没有算完", "关闭别的程序后再试") from None
    except AnswerTooLong:
        raise damaged("解密后的长度不对") from None
    except ChildFailed:
        raise HuaianError("加密或解密没有完成", "可能是内存不足", "关闭别的程序后再试") from None
