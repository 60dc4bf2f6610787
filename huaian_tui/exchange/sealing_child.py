"""The child process that puts a pack inside age or takes it out: everything by stdin and stdout.

stdin: the length of the passphrase (4 bytes), the passphrase, the data. It exits with 3 when
age refuses (a wrong passphrase, an altered file); stderr stays empty of contents.
"""

from __future__ import annotations

import sys


def main(work: str) -> int:
    """``seal`` or ``unseal`` what stdin gives."""
    from pyrage import DecryptError, passphrase

    given = sys.stdin.buffer.read()
    end = 4 + int.from_bytes(given[:4], "big")
    try:
        secret = given[4:end].decode("utf-8")
        change = passphrase.encrypt if work == "seal" else passphrase.decrypt
        result = change(given[end:], secret)
    except (DecryptError, UnicodeDecodeError):
        return 3
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
