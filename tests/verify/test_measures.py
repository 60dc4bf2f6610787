"""Measures of 督查评价 and numbers of pictures in a passport: right ones pass, altered ones are found."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.exchange import Laptop
from support.measured_year import BY_HAND, QUARTER, TODAY, worked_quarter
from support.verifier import FIGURES, changed, loaded, verify

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.picture_figures import PICTURED
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notice_passport import export_passport
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.notices import read_notice

PAPERS = {
    "通报": NoticeRequest(NoticeKind.CIRCULAR, TODAY, period=QUARTER, pictures=True),
    "年度总结": NoticeRequest(NoticeKind.ANNUAL, TODAY, period=year_of(TODAY), pictures=True),
    "专报": NoticeRequest(NoticeKind.BRIEFING, TODAY, pictures=True),
}


class Proved:
    """Papers of the worked quarter with their passports, and the pack that proves them."""

    def __init__(self, laptop: Laptop) -> None:
        self.passports = {name: passport(laptop, asked, name) for name, asked in PAPERS.items()}
        self.pack = laptop.export()

    def values(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.passports[name].read_text(encoding="utf-8"))
        return found


def passport(laptop: Laptop, request: NoticeRequest, name: str) -> Path:
    with closing(open_reader(laptop.path)) as reader:
        composed = compose(reader, request)
    notice = laptop.do(lambda ledger: keep_draft(ledger, composed, request.today))
    with closing(open_reader(laptop.path)) as reader:
        return export_passport(reader, read_notice(reader, notice), laptop.folder / f"{name}.json")


@pytest.fixture(scope="module")
def proved(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Proved:
    return Proved(worked_quarter(seeded_file, tmp_path_factory.mktemp("measured")))


def test_measures_and_pictures_are_recomputed(proved: Proved) -> None:
    code, said = verify(proved.pack, *proved.passports.values())
    assert code == 0, said
    asked = [one["query"] for name in PAPERS for one in proved.values(name)["figures"]]
    assert {one["measure"] for one in asked if one.get("whole")} >= {*BY_HAND, *PICTURED}


@pytest.mark.parametrize("name", PAPERS)
def test_any_altered_number_is_found_though_the_paper_says_the_same(proved: Proved, name: str) -> None:
    """As if the frozen paper itself were forged: every counted figure is held against the records alone."""
    module, values = loaded(), proved.values(name)
    records = module._records_of(*module._read_pack(str(proved.pack)))
    last = {origin: seq for origin, seq, _ in values["heads"]}
    known = [one for one in records if one["origin"] in module.ROOTS or one["seq"] <= last[one["origin"]]]
    figures = loaded(FIGURES)
    worlds, ids = dict[str, Any](), {one["id"] for one in known}

    def at(day: str) -> Any:
        if day not in worlds:
            worlds[day] = figures._World(known, day, values["soon"])
        return worlds[day]

    def found(figure: dict[str, Any]) -> bool:
        differences = list[tuple[str, str]]()
        figures._figure(figure, at(values["day"]), ids, at, lambda *one: differences.append(one))
        return bool(differences)

    altered = 0
    for figure in values["figures"]:
        assert not found(figure)
        if not figure["query"].get("whole") and not figure["query"].get("picture"):
            continue
        for place, digit in enumerate(figure["value"]):
            if digit.isdigit():
                other = f"{figure['value'][:place]}{(int(digit) + 1) % 10}{figure['value'][place + 1 :]}"
                assert found(figure | {"value": other}), (figure["label"], other)
                altered += 1
        if figure["things"] and not figure["query"].get("picture"):
            assert found(figure | {"things": figure["things"][1:]}), figure["label"]
    assert altered > 10


@pytest.mark.parametrize("name", PAPERS)
def test_any_altered_figure_of_a_passport_is_found(proved: Proved, tmp_path: Path, name: str) -> None:
    for place, figure in enumerate(proved.values(name)["figures"]):
        if not figure["value"] or place % 7:
            continue

        def change(values: dict[str, Any], place: int = place) -> None:
            values["figures"][place]["value"] += "0"

        code, said = verify(proved.pack, changed(proved.passports[name], tmp_path / "改.json", change))
        assert code == 1 and "[paper]" in said, figure
