"""Ed25519 by libsodium: made, signed and checked here and nowhere else.

The library is loaded inside what needs it (it takes 22 to 36 ms): no start, no key and no quick answer does.
"""

from __future__ import annotations


def public_of(secret: bytes) -> bytes:
    """The public key (32 bytes) of a secret one (32 random bytes)."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(secret).verify_key)


def sign(secret: bytes, message: bytes) -> bytes:
    """The signature (64 bytes); the same key and message give the same."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(secret).sign(message).signature)


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is of this key over this message; False also for what is no key."""
    from nacl.exceptions import CryptoError
    from nacl.exceptions import TypeError as NaclTypeError
    from nacl.exceptions import ValueError as NaclValueError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(key).verify(message, signature)
    except (CryptoError, NaclTypeError, NaclValueError):
        return False
    return True
