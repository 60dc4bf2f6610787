"""Files that take the ledger elsewhere: 导出数据包 for colleagues, 立即备份 for a safe place."""

from __future__ import annotations

from datetime import date
from os.path import lexists
from pathlib import Path
from typing import Any

from rich.text import Text

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.backup_signatures import NOT_SIGNED, SIGNED_HERE
from huaian_tui.exchange.packs.pack_format import SUFFIX
from huaian_tui.exchange.packs.pack_write import PackSummary, export_pack
from huaian_tui.exchange.packs.sealing import LEAST_CHARACTERS, MOST_CHARACTERS, check_passphrase
from huaian_tui.exchange.packs.sealing import SUFFIX as SEALED_SUFFIX
from huaian_tui.exchange.packs.verifier_beside import write_verifier
from huaian_tui.store.keep.backup import Backup, make_backup
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, LineField, TextField
from huaian_tui.tui.forms.folders import keep_folder, last_folder
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import know_officer, open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.work import Work

EXPORT_INTRO = (
    "把记录写成一个新文件，同事在自己的电脑上导入。U 盘容易丢，请设口令，另行告诉对方；"
    "口令忘了谁也打不开。同名文件不会被覆盖，新文件名后加（2）。"
)
BACKUP_INTRO = "把整本台账复制到这个文件夹并核对。最好放在另一个磁盘上；副本没有口令，请妥善保管。"


WITHOUT, WITH = "without", "with"
_CONTACTS = ((WITHOUT, "不带"), (WITH, "也带上（姓名、电话）"))


class SecretInput(LineInput):
    """An input that shows a star for each character.

    ``_value`` is Textual's own private name for what is drawn; its dot is of ambiguous width.
    """

    @property
    def _value(self) -> Text:
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")


class SecretField(LineField):
    """A passphrase: masked, taken exactly as typed, and never part of a draft (its form must keep none)."""

    def __init__(self, key: str, label: str, *, placeholder: str = "", required: bool = False) -> None:
        super().__init__(key, label, required=required)
        self._input = SecretInput(placeholder=placeholder, max_length=MOST_CHARACTERS)
        self._input.password = True

    def value(self) -> str:
        """The passphrase; empty for none."""
        if self.required and not self.raw():
            raise InputRefused(f"没有填写「{self.label}」", "这一项必须填写", field=self.key)
        return self.raw()


class NewSecretField(SecretField):
    """A passphrase to be set: empty, or one that is worth something."""

    def value(self) -> str:
        """The passphrase; empty for none. Refused when it is too short or cannot be typed again."""
        typed = super().value()
        return check_passphrase(typed) if typed else typed


class ExportPackDialog(WorkForm):
    """Asks for file, first day and passphrase; without a passphrase it asks once more before writing."""

    def __init__(self, app: Host) -> None:
        today = app.session.present_day
        least = f"至少 {LEAST_CHARACTERS} 个字符，如四个不相干的词；不写则不加密"
        self._secrets = (
            NewSecretField("passphrase", "口令", placeholder=least),
            SecretField("repeat", "再输一次", placeholder="与上面相同"),
        )
        fields: list[FormField] = [
            TextField("file", "存为", value=str(_suggested(app)), required=True, max_length=500),
            DateField("since", "起始日期", today, check=lambda day: _not_ahead(day, today)),
            ChoiceField("contacts", "联系人", _CONTACTS),
            *self._secrets,
        ]
        intro = f"{EXPORT_INTRO}起始日期不写则为全部记录。{_whole(app)}"
        super().__init__("导出数据包", fields, self._export, intro=intro, button="导出", busy="正在导出")
        self._plain_agreed = False

    def begin_save(self) -> None:
        """Export; before an unencrypted one ask."""
        if self._saving:
            return
        unsealed = not any(field.raw() for field in self._secrets)
        if not unsealed or self._plain_agreed or self._values()[1] is not None:
            super().begin_save()
            return
        question = ConfirmDialog(
            "不设口令？",
            "没有口令，拿到这个文件的人都能看全部内容。",
            (("stay", "回去设口令"), ("plain", "不加密，导出")),
        )
        self.app.push_screen(question, self._answered)

    def _answered(self, answer: str | None) -> None:
        if answer == "plain":
            self._plain_agreed = True
            super().begin_save()
            self._plain_agreed = False  # for this one time
        elif answer == "stay":
            self._to_field(self._secrets[0])

    def _export(self, values: dict[str, Any], work: Work) -> PackSummary:
        """In a thread."""
        passphrase: str = values["passphrase"]
        if values["repeat"] != passphrase:
            raise InputRefused("两次输入的口令不同", "还没有导出", "请再输一次", field="repeat")
        session = self._app.session
        target = _not_taken(_pack_file(values["file"], sealed=bool(passphrase)))
        made = session.read_present(
            lambda connection: export_pack(
                connection,
                target,
                officer=session.officer,
                moment=now(),
                since=values["since"],
                passphrase=passphrase or None,
                with_contacts=values["contacts"] == WITH,
                progress=lambda done: work.tell(done, "正在加密" if done >= 1 and passphrase else ""),
            )
        )
        if not passphrase:
            write_verifier(target.parent)
        keep_folder(self._app, "packs", target.parent)
        return made


def open_pack_export(app: Host) -> None:
    """导出数据包: ask, write, say where it is."""

    def ended(made: PackSummary) -> None:
        sealed = "已加口令" if made.encrypted else "没有加口令"
        contacts = f"其中联系人 {made.contacts} 条，" if made.contacts else ""
        beside = "" if made.encrypted else "；旁边有核验程序 verify.py、verify_figures.py"
        told = f"已导出 {made.records} 条记录（{contacts}{sealed}）：{made.path}{beside}"
        app.tell(told, "information" if made.encrypted else "warning")

    know_officer(app, lambda: open_dialog(app, ExportPackDialog(app), ended))


def open_backup(app: Host) -> None:
    """立即备份: ask for the folder, copy and verify, say where it is."""
    database = app.session.database
    fields = [folder_field(app, "backups")]

    def work(values: dict[str, Any], progress: Work) -> Backup:
        folder = typed_path(values["folder"], "folder")
        if not folder.is_dir():
            raise InputRefused("没有这个文件夹", "", "请先建好该文件夹，或换一个位置", field="folder")
        target = folder / f"{database.stem}-备份-{now():%Y-%m-%d-%H%M%S}.db"
        made = make_backup(database, target, progress)
        keep_folder(app, "backups", folder)
        return made

    def ended(made: Backup) -> None:
        signed = SIGNED_HERE if made.signed else f"{NOT_SIGNED}（用「检查台账」看）"
        told = f"已备份 {made.records} 条记录，核对无误：{made.path}；{signed}"
        app.tell(told, "information" if made.signed else "warning")

    intro = f"{BACKUP_INTRO}{_whole(app)}"
    form = WorkForm("立即备份", fields, work, intro=intro, button="备份", busy="正在备份并核对")
    open_dialog(app, form, ended)


def _whole(app: Host) -> str:
    """While a past day is shown: what goes out is the ledger as it is now."""
    day = app.session.as_of
    return "" if day is None else f"正在看截至 {day} 的台账，但写进去的是到现在为止的全部记录。"


def _suggested(app: Host) -> Path:
    from huaian_tui.documents.files import safe_file_name

    session = app.session
    name = f"数据包_{session.officer}_{session.present_day.isoformat()}{SUFFIX}"
    return last_folder(app, "packs") / safe_file_name(name)


def _pack_file(typed: str, *, sealed: bool) -> Path:
    """The file that is meant, with the ending that says what it is."""
    path = typed_path(typed, "file")
    name = path.name.removesuffix(SEALED_SUFFIX).removesuffix(SUFFIX)
    if not name or path.is_dir():
        raise InputRefused("没有写文件名", "只写了文件夹", "请在后面加上文件名", field="file")
    return path.with_name(f"{name}{SUFFIX}{SEALED_SUFFIX if sealed else ''}")


def _not_taken(wanted: Path) -> Path:
    """The file, or the first of 名称(2), 名称(3) … that is not there yet, as with all that is exported.

    Who exports twice a day keeps both. In a thread: the folder may be a share that does not answer.
    """
    from huaian_tui.documents.files import MAX_COPIES

    name, dot, ending = wanted.name.rpartition(SUFFIX)
    for number in range(2, MAX_COPIES + 1):
        if not lexists(wanted):  # False too where one may not look: writing says why
            break
        wanted = wanted.with_name(f"{name}({number}){dot}{ending}")
    return wanted


def _not_ahead(day: date, today: date) -> None:
    if day > today:
        raise InputRefused("起始日期在今天之后", "那以后还没有记录", "请写更早的日期，或不写")
