"""One decision on several things: all of them in one action or none, and every refusal by its name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from huaian_tui.domain.errors import HuaianError, InputRefused, StoreRefused

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Refused:
    """A thing on which the decision is not possible: its key, what people call it, and why."""

    key: Hashable
    name: str
    error: HuaianError

    @property
    def words(self) -> str:
        """``2-1 节点已办结（出台办法）``."""
        why = self.error.message.removeprefix(self.name).strip()
        return f"{self.name} {self.error.title}" + (f"（{why}）" if why else "")


class SomeRefused(HuaianError):
    """Nothing was saved, since some of several things refuse; without them it can be saved."""

    def __init__(self, refused: Sequence[Refused], total: int) -> None:
        """``total``: how many the decision was for."""
        self.refused = tuple(refused)
        self.total = total
        left = total - len(refused)
        super().__init__(
            f"{total} 个里有 {len(refused)} 个不能办，全部没有保存",
            "；".join(one.words for one in refused),
            f"去掉这 {len(refused)} 个，其余 {left} 个可以一起办" if left else "请改正后再办",
        )


def each(keys: Iterable[Key], work: Callable[[Key], Made], name: Callable[[Key], str] = str) -> list[Made]:
    """Do ``work`` for each of these, inside one action that the refusal ends.

    Of a single one its own refusal is raised, and of several when all refuse for the same reason at
    the same field; else ``SomeRefused`` with all of them. ``name``: what people call a key.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise HuaianError("没有要办的", "一个也没有选", "先选，再办")
    made, refused = list[Made](), list[Refused]()
    for key in wanted:
        try:
            made.append(work(key))
        except StoreRefused:
            raise
        except HuaianError as error:
            refused.append(Refused(key, name(key), error))
    if not refused:
        return made
    if len(wanted) == 1 or (len(refused) == len(wanted) and _is_of_a_field(refused)):
        raise refused[0].error
    raise SomeRefused(refused, len(wanted))


def _is_of_a_field(refused: Sequence[Refused]) -> bool:
    """Whether all refuse what was typed into one field, in the same words."""
    said = {
        (one.error.field if isinstance(one.error, InputRefused) else "", one.error.one_line())
        for one in refused
    }
    return len(said) == 1 and all(field for field, _ in said)
