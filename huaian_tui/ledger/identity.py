"""Identities of records: UUIDv7 that carries a hybrid logical clock.

One column is identity **and** total order: 48 bits of milliseconds, a 12-bit
counter, and randomness. A new id is always greater than the newest one that
this ledger has seen, so order never depends on a laptop's wall clock
(docs/decisions/004).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "UTC+8")
"""China has one time without daylight saving: a fixed offset needs no time zone data."""

ID_BYTES = 16
_COUNTER_MAX = 0xFFF
_MS_MAX = (1 << 48) - 1
_DAY_MS = 24 * 3_600_000
_SHANGHAI_MS = 8 * 3_600_000
_EPOCH = date(1970, 1, 1).toordinal()


def next_id(wall_ms: int, newest: bytes | None, randomness: bytes) -> bytes:
    """A 16-byte UUIDv7 greater than ``newest``.

    ``wall_ms`` is the wall clock in milliseconds since 1970, ``randomness`` at
    least 8 random bytes. A wall clock that stands still or goes back only
    advances the counter. ``OverflowError`` past the year 10889, the last that
    48 bits can say.
    """
    ms, counter = min(max(wall_ms, 0), _MS_MAX), 0
    if newest is not None:
        seen_ms, seen_counter = id_milliseconds(newest), _counter(newest)
        if ms <= seen_ms:
            ms, counter = seen_ms, seen_counter + 1
            if counter > _COUNTER_MAX:
                ms, counter = ms + 1, 0
    head = ms.to_bytes(6, "big") + (0x7000 | counter).to_bytes(2, "big")
    tail = bytearray(randomness[:8])
    tail[0] = 0x80 | (tail[0] & 0x3F)
    return head + bytes(tail)


def id_milliseconds(record_id: bytes) -> int:
    """The milliseconds since 1970 that an id carries."""
    return int.from_bytes(record_id[:6], "big")


def _counter(record_id: bytes) -> int:
    return int.from_bytes(record_id[6:8], "big") & _COUNTER_MAX


def first_id_after(day: date) -> bytes:
    """The bound of "recorded by the end of ``day``" in Shanghai: smaller ids were, others were not."""
    if day == date.max:
        return b"\xff" * ID_BYTES
    midnight = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    ms = int(midnight.astimezone(UTC).timestamp() * 1000)
    return min(max(ms, 0), _MS_MAX).to_bytes(6, "big") + bytes(10)


def day_number(day: date) -> int:
    """Days since 1970 on the calendar of Shanghai: how a past day is compared."""
    return day.toordinal() - _EPOCH


def day_of_number(number: int) -> date:
    """The day of a ``day_number``; the last one there is for a number beyond the calendar."""
    return date.fromordinal(min(max(number + _EPOCH, 1), date.max.toordinal()))


def day_of_id(record_id: bytes) -> int:
    """The day on which a record was made by the clock that its id carries, as a ``day_number``."""
    return (int.from_bytes(record_id[:6], "big") + _SHANGHAI_MS) // _DAY_MS


def format_id(record_id: bytes) -> str:
    """The id as people exchange it: 32 hexadecimal digits with hyphens (RFC 9562)."""
    text = record_id.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def short_id(record_id: bytes) -> str:
    """The last 8 digits, which tell records of one laptop apart at a glance."""
    return record_id.hex()[-8:]


def milestone_id_from_record(task_no: int, record_id: bytes) -> str:
    """The id of a milestone that an officer set: its task's prefix, 8 characters of the record's randomness.

    Every laptop derives the same id from the same record; 40 random bits within
    one row keep two laptops apart.
    """
    # Imported here: what reads ids needs none of it.
    from huaian_tui.ledger.task_keys import BASE32, part_prefix

    number = int.from_bytes(record_id[-5:], "big")
    digits = "".join(BASE32[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{part_prefix(task_no)}-{digits}"
