"""The office's key: an age X25519 identity that every laptop of the office has, and that seals what it
writes.

A passphrase costs seconds a file; a key a tenth of a millisecond. In the folder the key lies under the
office's passphrase (``key-….age``): joining is knowing folder and passphrase. A new key keeps the old ones
for reading. age proves no sender: anyone with the key can seal; who wrote is proved by the signatures of the
records. Whoever can only write into the folder cannot: what is not sealed is not taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from huaian_tui.exchange.packs.pack_format import PackRefused, damaged
from huaian_tui.exchange.packs.sealing import is_sealed, seal, unseal
from huaian_tui.ledger.record import canonical_json

_FORMAT = "huaian-tui-office-key"
_MOST_KEYS = 1_000


class KeyMissing(PackRefused):
    """A file is sealed with a key that this laptop does not have."""


class NotSealed(PackRefused):
    """A file that is not sealed, in a folder whose files are: anybody may have put it there."""


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The secret keys that this laptop has, the one that seals last; none for a folder that is not sealed."""

    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Never the secrets."""
        return f"OfficeKeys({', '.join(self.recipients)})"

    @property
    def recipients(self) -> tuple[str, ...]:
        """What is said of each key in names: the first 8 digits of the SHA-256 of its public half."""
        from pyrage import x25519

        public = (str(x25519.Identity.from_str(one).to_public()) for one in self.secrets)
        return tuple(hashlib.sha256(one.encode("ascii")).hexdigest()[:8] for one in public)

    def sealed(self, data: bytes) -> bytes:
        """A file as it lies in the folder."""
        if not self.secrets:
            return data
        from pyrage import encrypt, x25519

        result: bytes = encrypt(data, [x25519.Identity.from_str(self.secrets[-1]).to_public()])
        return result

    def opened(self, data: bytes) -> bytes:
        """A file out of its seal; as it is in an office without a key.

        ``KeyMissing``, ``NotSealed`` and other ``PackRefused``.
        """
        if not is_sealed(data):
            if self.secrets:
                raise NotSealed("文件没有加密", "写它的人没有办公室的钥匙", "请问是谁放的")
            return data
        if not self.secrets:
            raise _missing()
        from pyrage import DecryptError, decrypt, x25519

        try:
            result: bytes = decrypt(data, [x25519.Identity.from_str(one) for one in self.secrets])
        except DecryptError as error:
            if "matching keys" in str(error):
                raise _missing() from None
            raise damaged("加密的内容不完整，或被改动过") from None
        return result

    def with_new(self) -> OfficeKeys:
        """The same with a new key that seals from now on."""
        from pyrage import x25519

        return OfficeKeys((*self.secrets, str(x25519.Identity.generate())))

    def joined(self, other: OfficeKeys) -> OfficeKeys:
        """The keys of both; those of ``other`` seal."""
        return OfficeKeys((*(one for one in self.secrets if one not in other.secrets), *other.secrets))


def _missing() -> KeyMissing:
    return KeyMissing(
        "文件是用另一把办公室钥匙加密的",
        "这台电脑没有那把钥匙：办公室换过口令，或两处各自设过",
        "向同事问新口令，再运行一次 huaian-tui sync 文件夹",
    )


def key_file(keys: OfficeKeys, passphrase: str) -> bytes:
    """All keys under the office's passphrase (seconds: scrypt)."""
    text = canonical_json({"format": _FORMAT, "identities": list(keys.secrets)})
    return seal(text.encode("ascii"), passphrase)


def read_key_file(data: bytes, passphrase: str) -> OfficeKeys:
    """The keys in a key file; ``PackRefused`` for a wrong passphrase, or for what is no key file."""
    try:
        opened = unseal(data, passphrase)
    except PackRefused:
        raise PackRefused(
            "办公室口令不对，或钥匙文件已损坏",
            "解不开文件夹里的办公室钥匙",
            "请核对口令（区分大小写和全角半角）后再试；口令没有错的，请一位同事删掉文件夹里 huaian-sync-1 "
            "下的 key-….age，他再同步一次就放回完好的",
        ) from None
    return _keys_of(opened)


def _keys_of(data: bytes) -> OfficeKeys:
    from pyrage import IdentityError, x25519

    try:
        value = json.loads(data)
        secrets = value["identities"]
        if value["format"] != _FORMAT or not secrets or len(secrets) > _MOST_KEYS:
            raise ValueError(_FORMAT)
        for one in secrets:
            x25519.Identity.from_str(one)
    except (ValueError, TypeError, KeyError, IdentityError):
        raise PackRefused("这不是办公室的钥匙", "钥匙文件的内容不对", "请同事重新运行 sync rotate") from None
    return OfficeKeys(tuple(secrets))


def all_keys(found: Iterable[OfficeKeys]) -> OfficeKeys:
    """Keys from several files, each once; last the one that no other file knows as an old one of its own.

    Where two were made apart, all laptops take the same of them: the one whose secret sorts last.
    """
    files = [one.secrets for one in found]
    old = {secret for secrets in files for secret in secrets[:-1]}
    newest = sorted({secrets[-1] for secrets in files} - old) or [files[-1][-1]]
    every = {secret: None for secrets in files for secret in secrets if secret not in newest}
    return OfficeKeys((*every, *newest))
