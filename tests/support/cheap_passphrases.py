"""Passphrases without scrypt, which takes seconds: for tests of what stands around them."""

from __future__ import annotations

import hashlib

import pytest

from huaian_tui.exchange.folder import office_key
from huaian_tui.exchange.packs.pack_format import PackRefused


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a sum of the passphrase before the contents instead of sealing them."""

    def seal(data: bytes, passphrase: str) -> bytes:
        return hashlib.sha256(passphrase.encode()).digest() + data

    def unseal(data: bytes, passphrase: str) -> bytes:
        if data[:32] != hashlib.sha256(passphrase.encode()).digest():
            raise PackRefused("口令不对，或文件已损坏", "解不开这个数据包", "请核对口令")
        return data[32:]

    monkeypatch.setattr(office_key, "seal", seal)
    monkeypatch.setattr(office_key, "unseal", unseal)
