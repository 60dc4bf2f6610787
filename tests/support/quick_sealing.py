"""age under a passphrase at next to no cost, for tests of what stands around it.

``seal`` lets age take a second and 128 MiB on purpose, and whoever opens the file pays the same. Here the
file says that it asks for the least: the same format (age-encryption.org/v1, C2SP ``age``), which the real
library opens. That what the program seals costs what it should is seen in ``test_pack_exchange``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as encrypt

from huaian_tui.exchange.packs import sealing

if TYPE_CHECKING:
    import pytest

QUICKLY = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from support.quick_sealing import seal_quickly
class Patch:
    setattr = staticmethod(setattr)
seal_quickly(Patch)
from huaian_tui.__main__ import main
main()
"""
"""The program as ``python -c`` starts it, sealing so."""

_LOG_N = 1
_PIECE = 64 << 10


def quickly_sealed(data: bytes, passphrase: str) -> bytes:
    """The data inside age, as ``sealing.seal`` gives it but for the cost."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << _LOG_N, r=8, p=1, dklen=32
    )
    stanza = (
        f"-> scrypt {_encoded(salt)} {_LOG_N}\n{_encoded(encrypt(file_key, None, bytes(12), wrapping))}\n"
    )
    header = f"age-encryption.org/v1\n{stanza}---".encode()
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    key = _derived(file_key, nonce, b"payload")
    pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)] or [b""]
    sealed = [
        encrypt(piece, None, number.to_bytes(11, "big") + bytes([number == len(pieces) - 1]), key)
        for number, piece in enumerate(pieces)
    ]
    return header + f" {_encoded(mac)}\n".encode() + nonce + b"".join(sealed)


def seal_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test what is sealed is sealed so; what is opened is opened as ever."""
    real = sealing._child

    def child(work: str, data: bytes, passphrase: str) -> bytes | None:
        return quickly_sealed(data, passphrase) if work == "seal" else real(work, data, passphrase)

    monkeypatch.setattr(sealing, "_child", child)
    monkeypatch.setattr(sealing, "LEAST_COST", _LOG_N)


def _encoded(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _derived(key: bytes, salt: bytes, what: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of 32 bytes."""
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), what + b"\x01", "sha256")
