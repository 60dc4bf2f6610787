"""``backup`` and ``restore``: a copy of the ledger that is verified, and putting one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation, now, say
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.cli.output.progress_bar import bar
from huaian_tui.cli.output.show import emit_line, tell
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.backup_signatures import NOT_SIGNED

if TYPE_CHECKING:
    from huaian_tui.store.keep.backup_signature import Proof

_FILE = click.Path(path_type=Path)


def proof_form(proof: Proof) -> dict[str, str]:
    """What the signature of a backup proves: fits, unproven, wrong or refused, and why."""
    return {"state": proof.state.value, "reason": proof.reason}


@command("backup")
@click.argument("file", metavar="文件", type=_FILE)
@json_option
@pass_invocation
def backup(invocation: Invocation, file: Path, as_json: bool) -> None:
    """把台账备份成一个文件：核对无误后才算做成，旁边另存校验值和本机的签名（.sha256）。已有的文件不覆盖。"""
    from huaian_tui.store.keep.backup import make_backup
    from huaian_tui.store.keep.backup_sum import sum_file

    path = invocation.path
    if not path.exists():
        raise StoreRefused("没有可备份的台账", f"{path} 不存在", "用 --db 指定台账文件")
    with bar("正在备份并核对") as progress:
        made = make_backup(path, file, progress)
    tell(
        as_json,
        lambda: {
            "path": str(made.path),
            "records": made.records,
            "bytes": made.size,
            "sha256": made.sha256,
            "signed": made.signed,
        },
        f"已备份到 {made.path}：{made.records} 条记录，已核对；校验值在 {sum_file(made.path).name}。",
    )
    if not made.signed:
        say(f"{NOT_SIGNED}（用 huaian-tui check 看）。")


@command("restore")
@click.argument("file", metavar="文件", type=_FILE)
@click.option(
    "--despite-signature", is_flag=True, help="签名不符、签名的密钥不可信的也恢复（先核对备份的来历）"
)
@json_option
@pass_invocation
def restore(invocation: Invocation, file: Path, despite_signature: bool, as_json: bool) -> None:
    """用备份文件恢复台账：先核对备份和它的签名，再替换；现有的台账改名留存，不删除。"""
    from huaian_tui.domain.words.anchors import behind_way
    from huaian_tui.exchange.folder.kept import is_kept
    from huaian_tui.store.engine.anchors import standing_of
    from huaian_tui.store.keep.backup import restore as put_back

    invocation.refuse_past("恢复")
    with bar("正在核对并恢复") as progress:
        done = put_back(invocation.path, file, now(), progress, despite_signature=despite_signature)
    aside = None if done.kept_aside is None else str(done.kept_aside)
    if as_json:
        emit_json(
            {
                "path": str(done.path),
                "records": done.records,
                "kept_aside": aside,
                "signature": proof_form(done.proof),
            }
        )
        return
    kept = f"；原来的台账留存为 {aside}" if aside else ""
    emit_line(f"已恢复 {done.path}：{done.records} 条记录{kept}。")
    say(f"备份的签名：{done.proof.words}。")
    with invocation.existing() as connection:
        known = invocation.known_officer(connection)
        behind = standing_of(connection).behind
    if behind:
        say("这个备份比这台电脑以前见过的少：")
        for line in behind:
            say(f"  {line}")
        say(f"{behind_way(in_step=is_kept(invocation.path))}。")
    if not known:
        say("恢复后的台账重新开始署名：请用 huaian-tui setting set officer 姓名 设定承办人。")
    say("备份之后印发过文书的，文号可能已用过：请先对照留存的台账，再印发新的文书。")
