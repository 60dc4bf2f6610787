"""The child process that puts a pack inside age or takes it out: everything by stdin and stdout.

stdin: the length of the passphrase (4 bytes), the passphrase, the data.
"""

from __future__ import annotations

import sys

from huaian_tui.domain.errors import InputRefused
from huaian_tui.store.apart_child import answered, given

TOO_COSTLY = "这台电脑算不动"
"""The title of the refusal where age takes this computer for too slow, whatever the passphrase."""

_OF_COST = "work parameter"
"""What the words of age's error hold then; it has no kind of its own for that."""


def changed(work: str, asked: bytes) -> bytes:
    """The data inside age (``seal``), or out of it.

    Refused for a wrong passphrase or an altered file, and (``TOO_COSTLY``) for one that asks for more than
    sixteen times what age takes for a second of this computer.
    """
    from pyrage import DecryptError, passphrase

    end = 4 + int.from_bytes(asked[:4], "big")
    try:
        secret = asked[4:end].decode("utf-8")
        change = passphrase.encrypt if work == "seal" else passphrase.decrypt
        result: bytes = change(asked[end:], secret)
        return result
    except (DecryptError, UnicodeDecodeError) as error:
        if _OF_COST in str(error):
            raise InputRefused(TOO_COSTLY, "算不动它要求的加密强度", "关闭别的程序后再试") from None
        raise InputRefused("口令不对，或文件已损坏", "解不开这个数据包", "请核对口令") from None


if __name__ == "__main__":
    sys.exit(answered(lambda: changed(sys.argv[1], given())))
