"""``notice`` on the command line: from draft to reply, with its JSON, its numbers and its refusals."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from support.cli import Program

from huaian_tui.cli import invocation
from huaian_tui.cli.commands import packs
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.ledger.identity import SHANGHAI

KEYS = {"id", "kind", "number", "title", "state", "units", "issued_on", "reply_due", "replies"}


@pytest.fixture
def office(program: Program) -> Program:
    """The program on 22 November 2026 with an office that can issue."""
    program = program.on("2026-11-22")
    program.text("setting", "set", "code", "淮数督")
    return program


ON_A_TASK = ("answer", "taking_up")
WITHOUT_UNITS = ("circular", "overdue", "briefing", "annual", "ledger")
OF_RECORDS = ("extension", "completion", "routing")
"""Papers on what was decided or drafted before."""


def draft(program: Program, kind: str = "reminder", *more: str) -> str:
    """The id of a new draft (to 市财政局 unless it is a 通报; a 报告 on 第6项)."""
    unit = ("--task", "6") if kind in ON_A_TASK else () if kind in WITHOUT_UNITS else ("--unit", "czj")
    return program.text("notice", "draft", "--kind", kind, *unit, *more).strip()


@pytest.mark.parametrize("kind", [kind for kind in NOTICE_TITLES if kind not in OF_RECORDS])
def test_every_kind_is_drafted_listed_and_shown(office: Program, kind: str) -> None:
    identity = draft(office, kind)
    (listed,) = office.json("notice", "list")
    assert set(listed) >= KEYS
    assert (listed["id"], listed["kind"], listed["state"]) == (identity, kind, "draft")
    assert (listed["number"], listed["issued_on"], listed["replies"]) == (None, None, [])
    leads = ["市财政局", "市数据局"] if kind == "taking_up" else ["市财政局"]
    assert listed["units"] == ([] if kind in ("answer", *WITHOUT_UNITS) else leads)
    shown = office.json("notice", "show", identity[-8:])
    assert listed["title"] in shown["text"].replace("\n", "")
    assert "第 1 页" in office.text("notice", "show", identity)


def test_papers_on_decisions_and_drafts(office: Program, tmp_path: Path) -> None:
    office.text("milestone", "extend", "2-4", "--due", "2027-03-01", "--basis", "专题会议纪要第12号")
    office.text("milestone", "complete", "6-1", "--date", "2026-11-20", "--basis", "入表凭证", "--value", "1")
    granted = office.json("notice", "draft", "--kind", "延期批复单", "--milestone", "2-4")
    assert (granted["kind"], granted["title"], granted["units"]) == (
        "extension",
        "第2项延期批复单",
        ["市数据局"],
    )
    assert "已印发：淮数督〔2026〕1号" in office.text("notice", "issue", granted["id"])
    routing = office.json("notice", "draft", "--kind", "routing", "--notice", granted["id"][-8:])
    assert "淮数督〔2026〕1" in office.text("notice", "show", routing["id"])
    sheet = office.text("notice", "draft", "--kind", "completion", "--milestone", "6-1").strip()
    files = office.text("notice", "export", sheet, "--out", str(tmp_path)).split()
    assert [Path(one).suffix for one in files] == [".pdf", ".docx", ".txt"]
    assert "草稿" not in files[0] and "销号单" in files[0]
    assert office.json("notice", "check", sheet) == []
    assert "销号单不印发" in office.refused("notice", "issue", sheet)
    assert "没有编号为“9-9”的节点" in office.refused(
        "notice", "draft", "--kind", "extension", "--milestone", "9-9"
    )


def test_kinds_may_be_named_in_chinese_and_unknown_ones_are_refused(office: Program) -> None:
    assert (
        office.json("notice", "draft", "--kind", "督办通知单", "--unit", "市财政局")["kind"] == "supervision"
    )
    assert "没有“email”这种文书" in office.refused("notice", "draft", "--kind", "email")
    assert "须写明单位" in office.refused("notice", "draft", "--kind", "reminder")


def test_one_draft_for_each_unit_concerned(office: Program) -> None:
    ids = office.text("notice", "draft", "--kind", "reminder", "--unit", "all").split()
    listed = office.json("notice", "list")
    assert sorted(ids) == sorted(one["id"] for one in listed)
    assert ["市财政局"] in [one["units"] for one in listed]
    assert all(len(one["units"]) == 1 for one in listed)


def test_numbers_run_without_gap_or_double_and_a_withdrawn_one_stays_used(office: Program) -> None:
    first, second, third = (draft(office) for _ in range(3))
    assert "淮数督〔2026〕1号" in office.text("notice", "issue", first)
    assert office.json("notice", "issue", second)["number"] == "淮数督〔2026〕2号"
    assert "不能再次印发" in office.refused("notice", "issue", second)
    office.text("notice", "withdraw", second, "--reason", "数据有误")
    assert office.json("notice", "issue", third)["number"] == "淮数督〔2026〕3号"
    assert office.on("2027-01-04").json("notice", "issue", draft(office))["number"] == "淮数督〔2027〕1号"
    states = {one["id"]: one["state"] for one in office.json("notice", "list")}
    assert (states[first], states[second]) == ("issued", "withdrawn")


def test_an_office_without_code_word_cannot_issue(program: Program) -> None:
    program = program.on("2026-11-22")
    identity = draft(program)
    assert "setting set code" in program.refused("notice", "issue", identity)
    assert "setting set code" in program.text("notice", "check", identity).replace("\n", "")
    assert program.json("notice", "list")[0]["state"] == "draft"


def test_circulars_may_be_numbered_by_issue(office: Program) -> None:
    office.text("setting", "set", "serial", "是")
    assert office.json("notice", "issue", draft(office, "circular"))["number"] == "2026年第1期"
    assert office.json("notice", "issue", draft(office))["number"] == "淮数督〔2026〕1号"
    assert office.json("notice", "issue", draft(office, "circular"))["number"] == "2026年第2期"


def test_a_status_sheet_is_not_issued(office: Program) -> None:
    assert "单位情况表不印发" in office.refused("notice", "issue", draft(office, "status"))


def test_replies_are_kept_against_the_notice(office: Program) -> None:
    identity = draft(office)
    assert "不能登记反馈" in office.refused("notice", "reply", identity, "--unit", "czj", "--text", "已办")
    issued = office.json("notice", "issue", identity)
    assert issued["reply_due"] == "2026-11-27"
    answered = office.json(
        "notice", "reply", identity, "--unit", "czj", "--text", "已办[/]", "--date", "昨天"
    )
    (reply,) = answered["replies"]
    assert reply == {
        "id": reply["id"],
        "unit": "市财政局",
        "date": "2026-11-21",
        "text": "已办[/]",
        "officer": "张三",
    }
    assert "没有发给" in office.refused("notice", "reply", identity, "--unit", "市公安局", "--text", "已办")
    assert "不能晚于今天" in office.refused(
        "notice", "reply", identity, "--unit", "czj", "--text", "x", "--date", "明天"
    )


def test_an_answer_is_found_again_to_be_taken_back_and_restored(office: Program) -> None:
    identity = draft(office)
    office.text("notice", "issue", identity)
    said = office.text("notice", "reply", identity, "--unit", "czj", "--text", "已办")
    made, *_, drafted = office.json("record", "list", identity[-8:])
    assert (made["kind"], drafted["kind"]) == ("reply", "notice_draft")
    assert made["id"][-8:] in said
    assert [one["id"] for one in office.json("notice", "show", identity)["replies"]] == [made["id"]]
    office.text("record", "retract", made["id"], "--reason", "登错了")
    assert office.json("notice", "show", identity)["replies"] == []
    taken, *_ = office.json("record", "list", identity)
    office.text("record", "retract", taken["id"], "--reason", "没有登错")
    assert [one["text"] for one in office.json("notice", "show", identity)["replies"]] == ["已办"]
    assert "没有编号为“12345678”的文书" in office.refused("record", "list", "12345678")


def test_a_check_names_the_rule_of_each_finding(office: Program) -> None:
    to_counties = draft(office, "circular", "--recipients", "各县区人民政府")
    findings = office.json("notice", "check", to_counties)
    assert all(set(one) == {"rule", "message", "severity"} for one in findings)
    assert any("第十六条" in one["rule"] and "函" in one["message"] for one in findings)
    with_basis = office.json("notice", "check", draft(office, "circular", "--basis", "市领导批示"))
    assert not any("第十一条" in one["rule"] for one in with_basis)


def test_files_have_names_a_person_understands_and_never_overwrite(office: Program, tmp_path: Path) -> None:
    identity = draft(office, "supervision")
    office.text("notice", "issue", identity)
    folder = tmp_path / "out" / "第一季度"  # made on the way
    words = ("notice", "export", identity, "--format", "pdf,docx,txt", "--out", str(folder))
    first, second = office.json(*words), office.json(*words)
    assert [Path(path).name for path in first] == [
        f"市财政局_督办通知单_淮数督〔2026〕1号.{suffix}" for suffix in ("pdf", "docx", "txt")
    ]
    assert [Path(path).name for path in second][0] == "市财政局_督办通知单_淮数督〔2026〕1号(2).pdf"
    for one, two in zip(first, second, strict=True):
        assert Path(one).read_bytes() == Path(two).read_bytes()
    assert "淮数督〔2026〕1号" in Path(first[2]).read_text(encoding="utf-8")
    assert "不能导出“odt”" in office.refused(
        "notice", "export", identity, "--format", "pdf,odt", "--out", str(folder)
    )
    Path(folder / "文件").write_text("", encoding="utf-8")
    assert "这不是文件夹" in office.refused("notice", "export", identity, "--out", str(folder / "文件"))


@pytest.mark.skipif(sys.platform == "win32", reason="lp")
def test_printing_without_a_printer_names_the_file(
    office: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = office.refused("notice", "print", draft(office))
    (printed,) = office.path.with_name(f"{office.path.name}.print").iterdir()
    assert printed.name in said
    assert printed.read_bytes().startswith(b"%PDF-")


@pytest.mark.skipif(sys.platform == "win32", reason="lp")
def test_printing_hands_the_pdf_to_lp(
    office: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "lp.log"
    for name in ("lp", "lpstat"):
        program = tmp_path / name
        script = f"import sys\nopen({str(log)!r}, 'a').write(' '.join(sys.argv) + '\\n')\nprint('HP')\n"
        program.write_text(f"#!{sys.executable}\n{script}")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "已送打印" in office.text("notice", "print", draft(office), "--printer", "HP", "--copies", "2")
    called = log.read_text(encoding="utf-8")
    assert "-d HP" in called and "-n 2" in called and "media=A4" in called and ".pdf" in called


def test_a_draft_of_another_office_is_not_issued(office: Program) -> None:
    identity = draft(office)
    office.text("setting", "set", "office", "市政府办")
    office.text("setting", "set", "code", "淮政办督")
    assert "请刷新草稿" in office.refused("notice", "issue", identity)
    number = office.json("notice", "issue", draft(office))["number"]
    assert number == "淮政办督〔2026〕1号"


def test_an_office_named_shortly_prints_its_full_name(office: Program) -> None:
    office.text("setting", "set", "office", "市政府办")
    shown = office.json("notice", "show", draft(office, "letter"))["text"]
    assert "淮安市人民政府办公室" in shown


def test_a_template_that_is_not_there_is_refused_when_it_is_set(office: Program, tmp_path: Path) -> None:
    said = office.refused("setting", "set", "template", str(tmp_path / "missing.docx"))
    assert "找不到红头模板" in said
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"no zip")
    assert "不是 .docx 文件" in office.refused("setting", "set", "template", str(broken))
    Document().save(str(broken))
    office.text("setting", "set", "template", str(broken))
    broken.write_bytes(b"no zip")
    assert "清空“红头模板”" in office.run("notice", "issue", draft(office)).err
    assert "已取消" in office.text("setting", "set", "template", "")
    assert "已印发" in office.text("notice", "issue", draft(office))


def test_risks_are_told_when_issuing(office: Program) -> None:
    ended = office.run("notice", "issue", draft(office, "circular", "--recipients", "各县区人民政府"))
    assert ended.code == 0
    assert "风险" in ended.err and "第十六条" in ended.err


def test_a_withdrawn_notice_says_so_in_its_files_name(office: Program, tmp_path: Path) -> None:
    identity = draft(office)
    office.text("notice", "issue", identity)
    office.text("notice", "withdraw", identity, "--reason", "数据有误")
    (path,) = office.json("notice", "export", identity, "--format", "txt", "--out", str(tmp_path))
    assert Path(path).name == "市财政局_催办单_淮数督〔2026〕1号_已撤回.txt"
    assert "。；" not in Path(path).read_text(encoding="utf-8")


def test_a_number_that_two_laptops_gave_is_called_doubled(
    office: Program, seeded_file: Path, tmp_path: Path
) -> None:
    other = Program(shutil.copyfile(seeded_file, tmp_path / "other.db"), office.today, "乙")
    other.text("setting", "set", "code", "淮数督")
    for laptop in (office, other):
        laptop.text("notice", "issue", draft(laptop))
    pack = tmp_path / "pack.hap"
    other.text("pack", "export", str(pack), "--no-passphrase")
    office.text("pack", "import", str(pack))
    identity = office.json("notice", "list")[0]["id"]
    assert any("重复" in one["message"] for one in office.json("notice", "check", identity))
    assert office.text("notice", "list").count("淮数督〔2026〕1号（重复）") == 2
    office.text("notice", "withdraw", identity, "--reason", "文号重复")
    assert "重复" not in office.text("notice", "list"), "one of them is gone"
    assert office.json("notice", "issue", draft(office))["number"] == "淮数督〔2026〕2号"


def stand_at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """The wall clock stands at noon of a day."""
    moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=SHANGHAI)
    for module in (invocation, packs):
        monkeypatch.setattr(module, "now", lambda: moment)


def test_a_draft_as_of_a_past_day_has_the_figures_of_that_day_and_says_so(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, "2026-03-31")
    march = program.on("2026-03-31")
    then = march.json("notice", "show", draft(march, "circular"))
    stand_at(monkeypatch, "2026-11-22")
    november = program.on("2026-11-22")
    november.text("milestone", "complete", "2-1", "--basis", "验收", "--date", "2026-03-02")
    made = november.json("notice", "draft", "--kind", "circular", "--as-of", "2026-03-31")
    assert (made["as_of"], made["drafted_on"]) == ("2026-03-31", "2026-11-22")
    shown = november.json("notice", "show", made["id"])
    told = shown["text"].replace("2026年11月22日", "2026年3月31日")
    told = told.replace("2026年11月27日前", "2026年4月8日前")
    assert (then["reply_due"], shown["reply_due"]) == ("2026-04-08", "2026-11-27")
    assert (told, shown["warnings"]) == (then["text"], then["warnings"])
    assert "数据截至：2026-03-31" in november.text("notice", "show", made["id"])
    assert november.json("notice", "draft", "--kind", "circular")["as_of"] is None
    later = ("--kind", "circular", "--as-of", "2026-11-23")
    assert "数据截至日不能晚于今天" in november.refused("notice", "draft", *later)


def test_a_pack_that_arrived_in_between_is_named(
    program: Program, seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, "2026-03-20")
    other = Program(shutil.copyfile(seeded_file, tmp_path / "other.db"), "2026-03-20", "乙")
    other.text("note", "add", "2", "--text", "进展")
    pack = tmp_path / "pack.hap"
    other.text("pack", "export", str(pack), "--no-passphrase")
    stand_at(monkeypatch, "2026-04-02")
    program.on("2026-04-02").text("pack", "import", str(pack))
    late = program.on("2026-04-02")
    ended = late.run("notice", "draft", "--kind", "circular", "--as-of", "2026-03-31")
    assert "含 2026-04-02 才合并进来的 1 条记录（乙）" in ended.err
    assert "才合并进来" not in late.run("notice", "draft", "--kind", "circular").err
    shown = late.json("notice", "show", ended.out.strip())
    assert any("当天拟的文书没有这些记录" in one for one in shown["warnings"])
