"""An origin that was known without a key is signed for the first time: by its laptop, or by a stranger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.forged_packs import (
    STRANGER,
    both_ways,
    continued,
    decide,
    pack_of,
    parts,
    signed_form,
    texts,
    two_laptops,
    unsigned,
    write,
)
from support.own_laptops import OwnLaptop

from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import header_digest, pack_message
from huaian_tui.store.keep.signatures import public_of, sign

Take = Callable[..., MergeResult]


def signed_by(secret: bytes, pack: Path, path: Path) -> Path:
    """Everything in a pack signed by one key; nobody signed the first line."""
    header, lines = parts(unsigned(pack, path))
    for part in header["origins"]:
        part["signed"] = signed_form(secret, bytes.fromhex(part["id"]), part["last"], part["head"])
    return pack_of(path, header, lines)


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """A laptop that has the records of another one, from before there were signatures."""
    found = two_laptops(seeded_file, tmp_path)
    found[0].take(unsigned(found[1].export(), tmp_path / "旧"))
    return found


@both_ways
@pytest.mark.parametrize("more", [False, True])
def test_the_laptop_itself_is_taken_and_a_call_is_asked_for(
    two: tuple[OwnLaptop, OwnLaptop], take: Take, more: bool
) -> None:
    one, other = two
    if more:
        write(other, "乙三")
    result = take(one, other.export())
    (said,) = result.keys
    assert "以前没有签名，现在有了" in said and "乙" in said and "核对十个词" in said
    assert other.key().public.hex()[:8] in said
    assert one.trust().state_of(other.key().public) is KeyState.SEEN
    assert one.signed()[other.own_origin()] and result.new == int(more)
    assert take(one, other.export()).keys == ()


@both_ways
def test_a_relay_passes_the_author_s_first_signature_on(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    write(third, "丙的")
    third.take(other.export())
    result = take(one, third.export())
    (said,) = result.keys
    assert "现在有了" in said and "没有算数" not in said
    assert one.trust().known.of_origin(other.own_origin())[0].key == other.key().public


@both_ways
@pytest.mark.parametrize("more", [False, True], ids=["what is here", "with a record of his"])
def test_a_stranger_who_signs_a_colleague_s_origin_is_not_bound_to_it(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take, more: bool
) -> None:
    """His laptop is known by records of his own; the colleague's own key comes afterwards and counts."""
    one, other = two
    stranger = OwnLaptop(seeded_file, tmp_path, "外")
    write(stranger, "外的")
    take(one, stranger.export())
    secret = stranger.key()._secret
    origin = other.own_origin()
    forged = signed_by(secret, other.export(), tmp_path / "签")
    if more:
        forged = continued(unsigned(other.export(), tmp_path / "底"), tmp_path / "续", origin, secret=secret)
    result = take(one, forged)
    (said,) = result.keys
    assert "没有算数" in said and "外的电脑在用" in said and "未核实" in said
    assert result.new == int(more) and origin not in one.signed()
    assert one.trust().known.of_origin(origin) == []
    assert "没有算数" in take(one, signed_by(secret, other.export(), tmp_path / "再签")).keys[0]
    write(other, "乙真的")
    true = take(one, other.export())
    assert "现在有了" in true.keys[0] and "没有算数" not in true.keys[0]
    assert "乙真的" in texts(one) and "冒名" not in texts(one)
    assert one.trust().known.of_origin(origin)[0].key == other.key().public


@both_ways
def test_who_sends_it_himself_under_another_name_is_held_back(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    """He signs what he took from the colleague as if it were his own."""
    one, other = two
    stranger = OwnLaptop(seeded_file, tmp_path, "外")
    stranger.take(unsigned(other.export(), tmp_path / "旧二"))
    key = stranger.key()
    header, lines = parts(unsigned(stranger.export(), tmp_path / "签"))
    (part,) = header["origins"]
    part["signed"] = signed_form(key._secret, other.own_origin(), part["last"], part["head"])
    digest = header_digest(canonical_json(header))
    header["sender"] = {"key": key.public.hex(), "signature": sign(key._secret, pack_message(digest)).hex()}
    result = take(one, pack_of(tmp_path / "己签", header, lines))
    assert "没有算数" in result.keys[0] and "外的电脑签的" in result.keys[0]
    assert one.trust().state_of(key.public) is KeyState.DOUBTED
    decide(one, "accepted", key.public)
    assert one.trust().known.of_origin(other.own_origin())[0].key == key.public


@both_ways
def test_an_officer_s_usual_laptop_has_another_key(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    one, other = two
    (tmp_path / "新机").mkdir()
    new = OwnLaptop(seeded_file, tmp_path / "新机", "乙")
    write(new, "乙在新机上")
    take(one, new.export())
    result = take(one, signed_by(STRANGER, other.export(), tmp_path / "签"))
    assert "没有算数" in result.keys[0] and "平时用的是另一台电脑" in result.keys[0]
    assert one.trust().state_of(public_of(STRANGER)) is KeyState.DOUBTED
    assert take(one, new.export()).keys == ()


def test_a_look_says_it_and_keeps_nothing(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    assert "现在有了" in one.look(other.export()).keys[0]
    assert list(one.trust().known) == []
