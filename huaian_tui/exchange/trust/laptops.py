"""From which laptop a name comes, where that is not the usual one: anybody can type any name."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from huaian_tui.domain.words.key_fingerprints import short_fingerprint
from huaian_tui.domain.words.trust import UNSIGNED, KeyState, laptop_words
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.store.engine.laptop_names import names_of_arrived, place_of_record
from huaian_tui.store.engine.signed_heads import list_signed_heads
from huaian_tui.store.engine.written_names import Written, named_origins


class _Machine(NamedTuple):
    """A laptop: by its key, or, where nothing is signed, by the origin alone."""

    identity: bytes
    key: bytes | None
    state: KeyState | None

    @property
    def words(self) -> str:
        return laptop_words(self.key, self.state)

    @property
    def checked(self) -> bool:
        """Whether it is this laptop, or one whose words were compared."""
        return self.state in (KeyState.OWN, KeyState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class OtherLaptop:
    """Records under a name that another laptop bears as a rule: whose name, how many, the laptop in words."""

    officer: str
    records: int
    laptop: str

    @property
    def words(self) -> str:
        """In one line, for whoever merges."""
        return f"{self.officer}名下的 {self.records} 条来自另一台电脑：{self.laptop}，请核对是不是本人写的"


def other_laptops_of_arrived(connection: sqlite3.Connection, trust: Trust) -> tuple[OtherLaptop, ...]:
    """Of the records that arrived those under a name of another laptop; not of laptops that were checked.

    The usual laptop is that of before: however many records a stranger sends, they do not make it his.
    """
    machines = _Machines(connection, trust)
    found = list[OtherLaptop]()
    arrived = names_of_arrived(connection)
    new = Counter[bytes]()
    for _, origin, records in arrived:
        new[origin] += records
    for officer, origin, records in arrived:
        machine = machines.of(origin)
        usual = machines.usual(officer, new)
        checked = machine.state in (KeyState.OWN, KeyState.ACCEPTED)
        if not checked and usual is not None and usual.identity != machine.identity:
            found.append(OtherLaptop(officer, records, machine.words))
    return tuple(found)


def laptop_of_record(connection: sqlite3.Connection, record_id: bytes) -> str:
    """From which laptop a record comes, where several bear the name of who wrote it; else nothing."""
    place = place_of_record(connection, record_id)
    if place is None:
        return ""
    origin, seq, officer = place
    machines = _Machines(connection, Trust(connection))
    if len(machines.bearing(officer) | {machines.of(origin).identity}) < 2:
        return ""
    machine = machines.of(origin)
    return machine.words if seq <= machines.signed(origin) or machine.state is KeyState.OWN else UNSIGNED


def laptops_of_records(connection: sqlite3.Connection, places: Iterable[Written]) -> dict[bytes, str]:
    """Of these records those under a name of another laptop: by their ids, which laptop they come from.

    The laptops of a name are those that were checked, and where none was the one with most records; what this
    laptop or a checked one wrote is never told.
    """
    machines = _Machines(connection, Trust(connection))
    found = dict[bytes, str]()
    for record, origin, seq, officer in places:
        machine = machines.of(origin)
        if not machine.checked and machine.identity not in machines.usual_ones(officer):
            signed = machine.key is not None and seq <= machines.signed(origin)
            found[record] = short_fingerprint(machine.key) if signed and machine.key else UNSIGNED
    return found


class _Machines:
    """The laptops of a ledger."""

    def __init__(self, connection: sqlite3.Connection, trust: Trust) -> None:
        self._trust = trust
        self._signed = {one.origin: one.signed for one in list_signed_heads(connection)}
        self._named = named_origins(connection)
        self._usual = dict[str, set[bytes]]()

    def of(self, origin: bytes) -> _Machine:
        """The laptop that writes an origin."""
        if origin in self._trust.here and self._trust.own is not None:
            return _Machine(self._trust.own, self._trust.own, KeyState.OWN)
        signed = self._signed.get(origin)
        if signed is None:
            return _Machine(origin, None, KeyState.OWN if origin in self._trust.here else None)
        state = self._trust.state_of(signed.key) or KeyState.SEEN
        return _Machine(signed.key, signed.key, state)

    def signed(self, origin: bytes) -> int:
        """Up to which number an origin is signed."""
        return self._signed[origin].seq if origin in self._signed else 0

    def bearing(self, officer: str) -> set[bytes]:
        """The laptops that bear a name."""
        return {self.of(one.origin).identity for one in self._named if one.officer == officer}

    def usual_ones(self, officer: str) -> set[bytes]:
        """The laptops that a name is expected from; none where it was never met at the end of an origin."""
        if officer not in self._usual:
            checked = {one.identity for one in map(self.of, self._origins_of(officer)) if one.checked}
            most = self.usual(officer, {})
            self._usual[officer] = checked or ({most.identity} if most is not None else set())
        return self._usual[officer]

    def _origins_of(self, officer: str) -> list[bytes]:
        return [one.origin for one in self._named if one.officer == officer]

    def usual(self, officer: str, new: Mapping[bytes, int]) -> _Machine | None:
        """The laptop with most records under a name, without those of each origin that are new."""
        machines, records = dict[bytes, _Machine](), Counter[bytes]()
        for one in self._named:
            before = one.records - new.get(one.origin, 0)
            if one.officer == officer and before > 0:
                machine = self.of(one.origin)
                machines.setdefault(machine.identity, machine)
                records[machine.identity] += before
        return machines[records.most_common(1)[0][0]] if records else None
