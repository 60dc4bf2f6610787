"""Forecasts (逾期预测) as records, so that they can be scored once the date that they are about has passed.

They belong to no task: what the program expects is nothing that was done there, ends no silence and keeps
nothing from being taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import DAY, By, Field, FieldType, FoldRecord, Kind, Projection, Row, Table
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind, canonical_json

FORECAST_COLUMNS = (
    "id",
    "milestone",
    "day",
    "due",
    "likelihood",
    "base",
    "verdict",
    "reasons",
    "officer",
)


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    row = (
        said.id,
        body["forecast_of"],
        said.occurred_on,
        body["due"],
        float(body["likelihood"]),
        float(body["base"]),
        body["verdict"],
        canonical_json(list(body["reasons"])),
        said.officer,
    )
    return ((row,),)


def _gist(body: Body) -> str:
    # Imported here: every start loads the kinds, few of them say a forecast.
    from huaian_tui.domain.words.forecasts import reason_word
    from huaian_tui.domain.words.verdicts import verdict_word

    said = verdict_word(str(body.get("verdict", "")))
    words = [reason_word(str(one)) for one in body.get("reasons") or ()]
    why = f"（{'、'.join(words)}）" if words else ""
    return f"{said}：节点 {body.get('forecast_of', '')}，时限 {body.get('due', '')}{why}"


def _told(body: Body) -> list[tuple[str, str]]:
    likelihood, base = (round(100 * float(body.get(one) or 0)) for one in ("likelihood", "base"))
    return [
        ("预测", _gist(body)),
        ("可能性", f"{likelihood}%（同期限的总体 {base}%）"),
        ("类似情形", f"{body.get('alike', 0)} 例，未按期 {body.get('alike_late', 0)} 例"),
    ]


FORECAST = Kind(
    name=RecordKind.FORECAST,
    title="逾期预测",
    words=("yqyc", "yuqiyuce", "可能逾期"),
    fields=(
        Field("forecast_of", FieldType.LINE, needed=True),
        Field("due", FieldType.DAY),
        Field("likelihood", FieldType.NUMBER),
        Field("base", FieldType.NUMBER),
        Field("verdict", FieldType.LINE, needed=True, unsaid=True),
        Field("reasons", FieldType.LINES, unsaid=True),
        Field("alike", FieldType.COUNT, optional=True),
        Field("alike_late", FieldType.COUNT, optional=True),
        Field("cases", FieldType.COUNT, optional=True),
    ),
    gist=_gist,
    needed=(DAY,),
    makes=(Projection(By.RECORD, (Table("forecast", "id", FORECAST_COLUMNS),), _rows),),
    told=_told,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)
