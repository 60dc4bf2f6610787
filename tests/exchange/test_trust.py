"""Whose records may come: forgeries are refused or told, the rest of a pack comes, true ones come later."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exchange import NOON, NOTE, chained, chained_after, write_pack, write_raw
from support.forged_packs import (
    STRANGER,
    TODAY,
    both_ways,
    continued,
    decide,
    pack_of,
    parts,
    reasons,
    signed_form,
    taken_each,
    texts,
    write,
)
from support.own_laptops import OwnLaptop
from support.rewritten import rewritten

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import head_message, header_digest, pack_message
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.keep import known_keys
from huaian_tui.store.keep.signatures import public_of, verifies


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """Two laptops of an office, each with two notes of its own, unknown to each other."""
    found = OwnLaptop(seeded_file, tmp_path, "甲"), OwnLaptop(seeded_file, tmp_path, "乙")
    for laptop in found:
        write(laptop, "第一条", "第二条")
    return found


# ------------------------------------------------------------------ what is right


@both_ways
def test_a_colleague_is_taken_at_first_sight_and_his_signature_kept(
    two: tuple[OwnLaptop, OwnLaptop], take: Callable[..., MergeResult]
) -> None:
    one, other = two
    result = take(one, other.export())
    assert (result.new, result.refusals) == (2, ())
    known = one.trust().known.of(other.key().public)
    assert known is not None and (known.name, known.state) == ("乙", KeyState.SEEN)
    (signed,) = one.signed()[other.own_origin()]
    assert verifies(signed.key, head_message(other.own_origin(), signed.seq, signed.hash), signed.signature)
    assert (one.machine_folder / "known_keys.json").stat().st_mode & 0o777 == 0o600
    write(other, "第三条")
    assert take(one, other.export()).new == 1
    assert one.signed()[other.own_origin()][0].seq == 3


def test_of_a_key_never_met_a_look_and_a_merge_ask_to_compare_the_words(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    """Once: of those of a pack that is taken, and never again."""
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    third.take(one.export())
    digits = {laptop: laptop.key().public.hex()[:8] for laptop in two}
    passed_on, seen = third.export(), other.look(third.export())
    (told,) = seen.met
    assert told.startswith("第一次见到甲的电脑（") and "合并后请打电话给甲，逐词核对十个词" in told
    assert f"trust accept {digits[one]}" in told
    (told,) = other.take(passed_on).met
    assert "：请打电话给甲，逐词核对十个词" in told and f"trust accept {digits[one]}" in told
    write(one, "第三条")
    assert other.look(one.export()).met == other.take(one.export()).met == ()
    assert [f"trust accept {digits[other]}" in line for line in one.look(other.export()).met] == [True]


def test_of_a_key_of_which_nothing_is_taken_nothing_is_asked(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    one, other = two
    header, lines = parts(other.export())
    header["origins"][0]["signed"]["signature"] = "00" * 64
    forged = one.look(pack_of(tmp_path / "伪.jsonl.gz", header, lines))
    assert forged.refusals and forged.met == ()
    assert other.own_origin() and one.look(one.export()).met == ()


def test_a_look_learns_nothing(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    assert one.look(other.export()).new == 2
    assert list(one.trust().known) == [] and one.signed() == {}


def test_a_third_one_passes_the_author_s_signature_on(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    third.take(one.export())
    assert other.take(third.export()).new == 2
    assert other.trust().known.of(one.key().public) is not None
    assert continued_by(third, one, other, tmp_path).new == 0


def continued_by(third: OwnLaptop, one: OwnLaptop, other: OwnLaptop, tmp_path: Path) -> MergeResult:
    """The third one adds a record to what he passes on."""
    return other.take(continued(third.export(), tmp_path / "转.jsonl.gz", one.own_origin()))


@both_ways
def test_packs_of_before_there_were_signatures_are_taken_and_signed_later(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    header, lines = parts(other.export())
    del header["sender"], header["origins"][0]["signed"]
    assert take(one, pack_of(tmp_path / "旧.jsonl.gz", header, lines)).new == 2
    assert one.signed() == {}
    assert take(one, other.export()).new == 0
    assert one.signed()[other.own_origin()][0].seq == 2, "what was 未核实 is proved now"


def test_what_this_laptop_wrote_itself_comes_back_signed_or_noted(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    backup = one.back_up()
    write(one, "第三条")
    other.take(one.export())
    one.restore(backup, marked=False)
    assert (one.take(other.export()).new, len(texts(one))) == (3, 5)


# ------------------------------------------------------------------ forgeries


@both_ways
def test_a_new_origin_under_any_name_is_told(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    one.take(other.export())
    (tmp_path / "外").mkdir()
    stranger = OwnLaptop(seeded_file, tmp_path / "外", "乙")
    write(stranger, "冒乙之名")
    result = take(one, stranger.export())
    assert result.new == 1
    (told,) = result.laptops
    assert (told.officer, told.records) == ("乙", 1)
    assert "首见" in told.words and "另一台电脑" in told.words


@both_ways
@pytest.mark.parametrize("secret", [None, STRANGER], ids=["plain", "signed by another key"])
def test_a_continuation_of_this_laptop_s_own_origin_is_refused(
    two: tuple[OwnLaptop, OwnLaptop],
    tmp_path: Path,
    take: Callable[..., MergeResult],
    secret: bytes | None,
) -> None:
    one, other = two
    other.take(one.export())
    forged = continued(other.export(), tmp_path / "冒.jsonl.gz", one.own_origin(), secret=secret)
    result = take(one, forged)
    assert result.new == 2, "what the colleague wrote comes all the same"
    assert "冒名" not in texts(one) and not result.resumed
    assert "不是这台电脑写的" in reasons(result) and ("另一把密钥" in reasons(result)) == bool(secret)
    (refusal,) = result.refusals
    assert refusal.origin == one.own_origin() and refusal.records == 1
    write(one, "我接着写")
    assert other.take(one.export()).new == 1


@both_ways
def test_one_forged_record_on_a_colleague_s_origin_does_not_cut_off(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    write(third, "丙的")
    one.take(other.export())
    third.take(other.export())
    forged = continued(third.export(), tmp_path / "冒.jsonl.gz", other.own_origin())
    for _ in range(2):
        result = take(one, forged)
        assert "没有签名" in reasons(result) and "冒名" not in texts(one)
    assert "丙的" in texts(one)
    write(other, "真的第三条")
    result = take(one, other.export())
    assert (result.new, result.refusals) == (1, ()) and "真的第三条" in texts(one)


@both_ways
def test_the_signed_branch_counts_though_a_forged_one_came_first(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    """Nobody's key is known yet, so the forged record was taken; the true one then takes its place."""
    one, other = two
    header, lines = parts(other.export())
    del header["sender"], header["origins"][0]["signed"]
    old = pack_of(tmp_path / "旧.jsonl.gz", header, lines)
    forged = continued(old, tmp_path / "冒.jsonl.gz", other.own_origin())
    assert take(one, forged).new == 3 and "冒名" in texts(one)
    write(other, "真的第三条")
    result = take(one, other.export())
    assert "冒名" not in texts(one) and "真的第三条" in texts(one)
    (fork,) = result.forks
    assert not fork.open and [branch.signed for branch in fork.branches if branch.counts] == [True]
    assert check_ledger(one.path).problems == ()
    again = take(one, forged)
    assert "冒名" not in texts(one) and again.new == 0


@both_ways
@pytest.mark.parametrize("own", [True, False], ids=["of this laptop", "of a colleague"])
def test_a_rewritten_record_under_a_known_key_is_no_fork(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult], own: bool
) -> None:
    one, other = two
    one.take(other.export())
    other.take(one.export())
    origin = (one if own else other).own_origin()
    header, lines = parts(other.export())
    del header["sender"]
    place = 0
    for part in header["origins"]:
        if part["id"] == origin.hex():
            del part["signed"]
            rewritten = chained_after(json.loads(lines[place]), origin, {"body": NOTE | {"text": "改写"}})
            lines[place + 1], part["head"] = rewritten, json.loads(rewritten)["hash"]
        place += part["last"] - part["first"] + 1
    before = one.everything()
    result = take(one, pack_of(tmp_path / "改.jsonl.gz", header, lines))
    assert (result.new, result.forks, result.set_aside) == (0, (), 0)
    assert "又没有签名" in reasons(result) and one.everything() == before


@both_ways
def test_records_before_the_signed_one_are_those_that_were_signed(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    header, lines = parts(other.export())
    del header["sender"]
    header["origins"][0]["signed"] = signed_form(
        STRANGER, other.own_origin(), 1, "0" * 64
    )  # of another record than the first
    result = take(one, pack_of(tmp_path / "冒.jsonl.gz", header, lines))
    assert result.new == 0 and "签名不符" in reasons(result)
    assert list(one.trust().known) == []


def test_a_rewritten_first_line_is_refused(two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path) -> None:
    one, other = two
    header, lines = parts(other.export())
    forged = pack_of(tmp_path / "冒.jsonl.gz", header | {"officer": "丁"}, lines)
    with pytest.raises(PackRefused, match="开头与签名不符"):
        one.take(forged)
    assert "开头与签名不符" in reasons(one.look(forged))
    result = taken_each(one, forged, other.export())
    assert result.new == 2 and "开头与签名不符" in reasons(result)


@both_ways
def test_an_older_signature_proves_no_later_record(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    older, _ = parts(other.export())
    write(other, "第三条")
    header, lines = parts(other.export())
    del header["sender"]
    header["origins"][0]["signed"] = older["origins"][0]["signed"]
    replayed = pack_of(tmp_path / "旧签名.jsonl.gz", header, lines)
    result = take(one, replayed)
    assert result.new == 2 and "没有签名" in reasons(result) and result.refusals[0].records == 1
    assert take(one, other.export()).new == 1


@both_ways
def test_a_signature_of_another_origin_proves_nothing(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    write(third, "丙的")
    third.take(other.export())
    header, lines = parts(third.export())
    del header["sender"]
    first, second = header["origins"]
    first["signed"], second["signed"] = second["signed"] | {"seq": 1}, first["signed"] | {"seq": 1}
    result = take(one, pack_of(tmp_path / "换.jsonl.gz", header, lines))
    assert result.new == 0 and reasons(result).count("签名不符") == 2


@both_ways
def test_nothing_new_is_taken_by_a_revoked_key(
    two: tuple[OwnLaptop, OwnLaptop], take: Callable[..., MergeResult]
) -> None:
    one, other = two
    one.take(other.export())
    decide(one, "revoked", other.key().public)
    write(other, "撤销以后")
    result = take(one, other.export())
    assert result.new == 0 and "已撤销" in reasons(result) and len(texts(one)) == 4
    decide(one, "accepted", other.key().public)
    assert take(one, other.export()).new == 1


@both_ways
def test_another_key_on_a_known_origin_is_loud_and_taken_once_accepted(
    two: tuple[OwnLaptop, OwnLaptop], take: Callable[..., MergeResult]
) -> None:
    one, other = two
    one.take(other.export())
    before = other.key().public
    (other.machine_folder / "key.json").unlink()
    write(other, "换了密钥以后")
    assert other.key().public != before
    result = take(one, other.export())
    assert result.new == 0 and reasons(result).startswith("警告") and "换了密钥" in reasons(result)
    claiming = one.trust().known.of(other.key().public)
    assert claiming is not None and claiming.state is KeyState.CLAIMING and claiming.claims
    decide(one, "accepted", other.key().public)
    assert take(one, other.export()).new == 1


def test_of_two_keys_for_one_origin_in_one_merge_the_first_counts(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    one, other = two
    true = other.export()
    forged = continued(true, tmp_path / "冒.jsonl.gz", other.own_origin(), secret=STRANGER)
    result = one.take(true, forged)
    assert result.new == 2 and "换了密钥" in reasons(result) and "冒名" not in texts(one)


def test_the_private_origin_of_contacts_is_signed_likewise(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    one, other = two
    contact = ContactEntry("张三", "科长", "0517-1", TODAY)
    other.do(lambda ledger: set_contact(ledger, "市财政局", contact, TODAY))
    pack = other.export(with_contacts=True)
    header, _ = parts(pack)
    private = next(part for part in header["origins"] if part.get("private"))
    assert private["signed"]["key"] == other.key().public.hex()
    assert one.take(pack).new == 3
    assert bytes.fromhex(private["id"]) in one.signed()


# ------------------------------------------------------------------ where keys are kept


def test_known_keys_that_cannot_be_kept_are_said(
    two: tuple[OwnLaptop, OwnLaptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    pack = other.export()

    def full(*_: object, **__: object) -> None:
        raise StoreRefused("没有记住密钥", "磁盘空间不足", "腾出空间后再试")

    monkeypatch.setattr("huaian_tui.exchange.trust.judgement.write_known_keys", full)
    result = one.take(pack)
    assert result.new == 2 and "没有记住密钥" in result.unkept
    monkeypatch.undo()
    state = one.trust().state_of(other.key().public)
    assert state is KeyState.SEEN, "the ledger tells of it"


def test_a_damaged_file_of_known_keys_is_no_empty_one(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    one.machine_folder.mkdir(parents=True, exist_ok=True)
    (one.machine_folder / "known_keys.json").write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match="读不出已知的密钥"):
        one.take(other.export())


# ------------------------------------------------------------------ any byte


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_byte_of_a_signed_pack_can_be_altered_unseen(
    data: st.DataObject, two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    """Also where who altered it made length, sum and first line right again but for the signatures."""
    one, other = two
    pack = other.export(with_plan=False)
    header, lines = gzip.decompress(pack.read_bytes()).split(b"\n", 1)
    at_place = data.draw(st.integers(0, len(header) + len(lines) - 1))
    flipped = bytearray(header + lines)
    flipped[at_place] ^= 1 << data.draw(st.integers(0, 7))
    altered = tmp_path / "改.jsonl.gz"
    write_raw(altered, bytes(flipped[: len(header)]) + b"\n", bytes(flipped[len(header) :]))
    before = one.records()
    try:
        result = one.look(altered)
    except PackRefused:
        return
    told = [refusal.error for refusal in result.refusals]
    sender = json.loads(bytes(flipped[: len(header)])).get("sender")
    assert told or sender is None or result.new == 0, "taken as signed"
    assert one.records() == before


def test_the_words_of_a_pack_are_signed_as_a_whole(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    header, _ = parts(two[1].export())
    sender = header.pop("sender")
    digest = header_digest(canonical_json(header))
    key, signature = bytes.fromhex(sender["key"]), bytes.fromhex(sender["signature"])
    assert verifies(key, pack_message(digest), signature)
    assert not verifies(key, pack_message(header_digest(canonical_json(header | {"plan": "x"}))), signature)


def test_moments_are_the_clock_s(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    one.take(other.export())
    known = one.trust().known.of(other.key().public)
    assert known is not None and known.first_seen == NOON.isoformat(timespec="seconds")
    assert replace(known, name="") != known


# ------------------------------------------------------------------ met first under a false key


def first_met(one: OwnLaptop, other: OwnLaptop, tmp_path: Path) -> None:
    """A stranger's continuation of the colleague's origin comes before the colleague himself."""
    header, lines = parts(other.export())
    del header["sender"], header["origins"][0]["signed"]
    old = pack_of(tmp_path / "旧.jsonl.gz", header, lines)
    assert one.take(continued(old, tmp_path / "抢.jsonl.gz", other.own_origin(), secret=STRANGER)).new == 3


@both_ways
def test_a_colleague_whose_place_a_stranger_took_can_be_accepted(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    """Also where the stranger's branch is as long as his: else nobody could ever decide on his key."""
    one, other = two
    first_met(one, other, tmp_path)
    write(other, "真的第三条")
    result = take(one, other.export())
    assert result.new == 0 and reasons(result).startswith("警告") and "换了密钥" in reasons(result)
    key = other.key().public
    assert key.hex()[:8] in reasons(result)
    claiming = one.trust().known.of(key)
    assert claiming is not None and claiming.state is KeyState.CLAIMING
    decide(one, "revoked", public_of(STRANGER))
    decide(one, "accepted", key)
    (fork,) = take(one, other.export()).forks
    assert not fork.open and len(fork.branches) == 2, "both are kept, and the decision on the keys settles it"
    assert "真的第三条" in texts(one) and "冒名" not in texts(one)


def test_a_key_that_is_passed_on_does_not_bear_the_name_of_who_passes_it_on(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    one.take(other.export())
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    (other.machine_folder / "key.json").unlink()
    write(other, "换了密钥以后")
    third.take(other.export())
    one.take(third.export())
    claiming = one.trust().known.of(other.key().public)
    assert claiming is not None and (claiming.state, claiming.name) == (KeyState.CLAIMING, "")
    one.take(other.export())
    decide(one, "accepted", other.key().public)
    assert one.take(other.export()).new == 1


def test_a_key_that_only_the_ledger_tells_of_can_be_decided_on(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    """The file of known keys was lost: since when such a key is known nobody can say."""
    one, other = two
    one.take(other.export())
    (one.machine_folder / "known_keys.json").unlink()
    decide(one, "revoked", other.key().public)
    write(other, "撤销以后")
    assert "已撤销" in reasons(one.take(other.export()))


@both_ways
def test_a_copy_under_another_origin_does_not_cut_off_who_took_it(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    """A stranger gives a third one the colleague's records as his own: what the third one writes comes."""
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    copied = [json.loads(line) for line in parts(other.export())[1]]
    lines, head = chained([{key: each[key] for key in each if key != "hash"} for each in copied])
    third.take(write_pack(tmp_path / "抄.jsonl.gz", lines, head))
    write(third, "丙的")
    one.take(other.export())
    result = take(one, third.export())
    assert result.new == 1 and "丙的" in texts(one)
    assert (result.refused, result.set_aside, [one.apart for one in result.forks]) == (0, 2, [True])


@both_ways
def test_what_came_back_unsigned_into_an_older_copy_is_not_signed_and_gives_way(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult]
) -> None:
    """This machine noted that it wrote so far, not what: its key stands for the true records only."""
    one, other = two
    backup = one.back_up()
    write(one, "真的第三条", "真的第四条")
    other.take(one.export())
    one.restore(backup, marked=False)
    origin = one.own_origin()
    header, lines = parts(other.export())
    place = [part["id"] for part in header["origins"]].index(origin.hex())
    part = header["origins"][place]
    lines = lines[:4] if place == 0 else lines[2:6]
    forged = chained_after(json.loads(lines[1]), origin, {"body": NOTE | {"text": "冒名"}})
    part = part | {"last": 3, "head": json.loads(forged)["hash"]}
    del header["sender"], part["signed"]
    pack = pack_of(tmp_path / "冒.jsonl.gz", header | {"origins": [part]}, [*lines[:2], forged])
    assert take(one, pack).new == 1 and "冒名" in texts(one)
    said, _ = parts(one.export())
    assert [each for each in said["origins"] if each["id"] == origin.hex() and "signed" in each] == []
    take(one, other.export())
    assert "冒名" not in texts(one) and "真的第四条" in texts(one)


@both_ways
@pytest.mark.parametrize("first", [0, 1])
def test_of_two_branches_that_one_key_signed_neither_is_taken_for_the_only_one(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Callable[..., MergeResult], first: int
) -> None:
    """As when the image of a disk was put back; also where the second reaches no farther than the first."""
    one, other = two
    write(other, "乙的")
    packs = [other.export()]
    origin = other.own_origin()
    rewritten(other, origin)
    (other.machine_folder / "origins" / origin.hex()).unlink()  # else it would not sign what was rewritten
    packs.append(other.export())
    take(one, packs[first])
    (fork,) = take(one, packs[1 - first]).forks
    assert fork.open and [branch.signed for branch in fork.branches] == [True, True]


@both_ways
def test_any_number_of_keys_stops_nobody(
    two: tuple[OwnLaptop, OwnLaptop],
    seeded_file: Path,
    tmp_path: Path,
    take: Callable[..., MergeResult],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pack can name more keys than are kept: who comes afterwards is taken, and can be decided on."""
    monkeypatch.setattr(known_keys, "MOST_KEYS", 2)
    one, other = two
    laptops = [OwnLaptop(seeded_file, tmp_path, name) for name in ("丙", "丁", "戊")]
    for laptop in laptops:
        write(laptop, laptop.officer)
        assert take(one, laptop.export()).new == 1
    assert take(one, other.export()).new == 2
    key = other.key().public
    decide(one, "revoked", key)
    write(other, "撤销以后")
    assert "已撤销" in reasons(take(one, other.export()))
    assert sum(1 for _ in one.trust()._noted) == 2 and sum(1 for _ in one.trust().known) == 4


def test_however_many_records_a_stranger_sends_the_name_stays_with_the_usual_laptop(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = two
    ours.take(theirs.export())
    (tmp_path / "外").mkdir()
    stranger = OwnLaptop(seeded_file, tmp_path / "外", theirs.officer)
    write(stranger, *(f"冒名 {number}" for number in range(5)))
    (told,) = ours.take(stranger.export()).laptops
    assert (told.officer, told.records) == (theirs.officer, 5)
