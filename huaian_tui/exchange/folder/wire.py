"""What goes through the pipe to the child that touches the shared folder: JSON, then the bytes of files.

Four bytes with the length of the JSON text, the text, then the files one after the other; the text names
their lengths.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def packed(value: Mapping[str, Any], files: Sequence[bytes] = ()) -> bytes:
    """A message."""
    text = json.dumps({**value, "lengths": [len(one) for one in files]}).encode("ascii")
    return b"".join((len(text).to_bytes(4, "big"), text, *files))


def unpacked(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What a message of ``packed`` says."""
    end = 4 + int.from_bytes(message[:4], "big")
    value: dict[str, Any] = json.loads(message[4:end])
    files = list[bytes]()
    for length in value.pop("lengths"):
        files.append(message[end : end + length])
        end += length
    return value, files
