"""What a person decides about minutes, as JSON: ``matter minutes --decisions``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.services.minutes import Chosen, ReadMinutes

_KEYS = ("take", "units", "matters")
_OF_A_MATTER = ("text", "lead", "support", "due")
_MOST_BYTES = 5_000_000
_WAY_OUT = "写法见 matter minutes --help；编号和名称以 --dry-run --json 的为准"


@dataclass(frozen=True, slots=True)
class MinutesDecisions:
    """``take`` as ``--take``; ``units``: name as read → id (``""``: not taken); ``matters`` by number."""

    take: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[int, Chosen] = field(default_factory=dict)


def read_decisions(
    path: Path, read: ReadMinutes, unit: Callable[[str], str], due: Callable[[str], Chosen]
) -> MinutesDecisions:
    """The decisions of a file; unknown keys, names and numbers are refused by name.

    ``unit`` gives the id of a typed name, ``due`` reads a typed time; both refuse what they do not know.
    """
    said = _object(_loaded(path), "文件", _KEYS)
    take = said.get("take", "")
    return MinutesDecisions(
        ",".join(str(one) for one in take) if isinstance(take, list) else str(take),
        _units(said.get("units", {}), read, unit),
        _matters(said.get("matters", {}), read, unit, due),
    )


def _loaded(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _refused("文件太大", f"超过 {_MOST_BYTES // 1_000_000} MB")
        return json.loads(data.decode("utf-8-sig"))
    except OSError:
        raise _refused("读不到文件", f"{path} 不存在或不能读") from None
    except (ValueError, RecursionError):
        raise _refused("决定文件不是 JSON", str(path)) from None


def _refused(title: str, message: str) -> InputRefused:
    return InputRefused(title, message, _WAY_OUT, field="decisions")


def _object(value: Any, where: str, keys: tuple[str, ...] | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refused("决定文件写法不对", f"{where}应是 {{…}}")
    for key in value if keys is not None else ():
        if key not in (keys or ()):
            raise _refused(f"不认识“{str(key)[:30]}”", f"{where}里可以写：{'、'.join(keys or ())}")
    return value


def _units(value: Any, read: ReadMinutes, unit: Callable[[str], str]) -> dict[str, str]:
    names = {one.name for matter in read.matters for one in (*matter.lead, *matter.support)}
    meant = dict[str, str]()
    for name, said in _object(value, "units", None).items():
        if name not in names:
            raise _refused(f"纪要里没有“{name[:30]}”", "units 里的名称要与读到的一样")
        meant[name] = "" if said == "drop" else unit(str(said))
    return meant


def _matters(
    value: Any, read: ReadMinutes, unit: Callable[[str], str], due: Callable[[str], Chosen]
) -> dict[int, Chosen]:
    decided = dict[int, Chosen]()
    for number, said in _object(value, "matters", None).items():
        if not number.isdecimal() or not 1 <= int(number) <= len(read.matters):
            raise _refused(f"没有第{number[:10]}件", f"纪要里读到{len(read.matters)}件")
        decided[int(number)] = _chosen(_object(said, f"第{number}件", _OF_A_MATTER), number, unit, due)
    return decided


def _chosen(
    said: dict[str, Any], number: str, unit: Callable[[str], str], due: Callable[[str], Chosen]
) -> Chosen:
    def units(role: str) -> tuple[str, ...] | None:
        if role not in said:
            return None
        if not isinstance(said[role], list):
            raise _refused(f"第{number}件的 {role} 写法不对", "应是单位的列表 [“…”]")
        return tuple(dict.fromkeys(unit(str(one)) for one in said[role]))

    dated = due(str(said["due"])) if "due" in said else Chosen()
    text = str(said.get("text", ""))
    return Chosen(text, units("lead"), units("support"), dated.dated, dated.due, dated.rule)
