"""刷新草稿: drafts composed again from the ledger of today, and what is said and asked then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from huaian_tui.documents.comparing.merging import Both, Choice, anew_alone, by_hand_alone, with_both
from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.domain.words.notices import change_words
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.text import notice_name
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.detail_lines import heading, lines, quiet, toned
from huaian_tui.tui.safe_text import own_words, safe_content

if TYPE_CHECKING:
    from huaian_tui.services.refreshed_notices import Refreshed
    from huaian_tui.store.engine.append import Ledger
    from huaian_tui.tui.frame.host import Host
    from huaian_tui.tui.threads.work import Work

_CHOICES: tuple[tuple[str, str, Choice], ...] = (
    ("both", "都留着，改稿时选", with_both),
    ("hand", "都用手改的", by_hand_alone),
    ("new", "都用重拟的", anew_alone),
)
"""What can be answered where both were changed: the one that loses nothing first."""


def open_refresh(app: Host, notices: Sequence[bytes], then: Callable[[str], object]) -> None:
    """Compose the drafts again, say what came of it and ask where both were changed; ``then`` is told."""
    _refresh(app, notices, with_both, lambda done: _show(app, done, then))


@dataclass(frozen=True, slots=True)
class _Ended:
    """What was composed again, and how many were left: refused (why, of the last), or stopped before."""

    done: Sequence[Refreshed]
    left: int
    refusal: HuaianError | None

    @property
    def told(self) -> str:
        """已按今天的台账刷新 3 份草稿；还有 1 份没有刷新（只有草稿可以刷新）."""
        many = len(self.done) > 1 or self.left
        told = f"已按今天的台账刷新 {len(self.done)} 份草稿" if many else self.done[0].told
        why = f"（{self.refusal.message}）" if self.refusal is not None else ""
        return own_words(f"{told}；还有 {self.left} 份没有刷新{why}" if self.left else told)


def _refresh(app: Host, notices: Sequence[bytes], choice: Choice, then: Callable[[_Ended], object]) -> None:
    """Each in a transaction of its own: what was composed again stands when another one is refused."""

    def work(progress: Work) -> _Ended:
        from huaian_tui.services.refreshed_notices import refresh

        def refresh_all(ledger: Ledger) -> _Ended:
            done: list[Refreshed] = []
            refusal: HuaianError | None = None
            for place, notice in enumerate(notices):
                if not progress.goes_on(place, len(notices), "正在重拟", kept=bool(done)):
                    break
                try:
                    done.append(refresh(ledger, notice, app.session.today, choice))
                except HuaianError as error:
                    refusal = error
                    if isinstance(error, StoreRefused):
                        break
            if refusal is not None and not done:
                raise refusal
            return _Ended(done, len(notices) - len(done), refusal)

        return app.session.write(refresh_all)

    run_work(
        app,
        "刷新草稿",
        work,
        then,
        words="正在按今天的台账重拟",
        ending="stop" if len(notices) > 1 else "never",
    )


def _show(app: Host, ended: _Ended, then: Callable[[str], object]) -> None:
    """What is another figure now and what was kept; nothing to read: only told."""
    done = ended.done
    then(ended.told)
    text = lines([part for one in done for part in _lines_of(one, named=len(done) > 1)])
    both = [one for one in done if one.merged.both]
    if both:
        choices = tuple((key, label) for key, label, _ in _CHOICES)

        def answered(key: str | None) -> None:
            choice = next((one for of, _, one in _CHOICES if of == key), with_both)
            if choice is not with_both:
                again = [one.notice.record_id for one in both]
                _refresh(app, again, choice, lambda chosen: then(chosen.told))

        app.push_screen(ConfirmDialog("有段落两边都改了", text, choices), answered)
    elif any(one.changes or one.guessed for one in done):
        app.push_screen(MessageDialog(ended.told, text))


def _lines_of(done: Refreshed, *, named: bool) -> list[Content]:
    parts = [heading(notice_name(done.notice))] if named else []
    if done.guessed:
        parts.append(toned("旧版草稿没有记下拟稿时的选择，已按文书种类和单位重拟，请核对范围", "due_soon"))
    for both in done.merged.both:
        parts += _both_lines(both)
    parts += [quiet("换新  ") + safe_content(change_words(one)) for one in done.changes]
    if done.merged.kept:
        parts.append(safe_content(f"手写的 {done.merged.kept} 段留着"))
    return [*parts, Content("")] if named else parts


def _both_lines(both: Both) -> list[Content]:
    anew = both.anew or "（没有这一段）"
    where = f"{both.place}：草稿里两段都有标记，选定后才能印发（{keys_said('notice_edit')}）"
    return [
        toned(where, "due_soon"),
        quiet("手改  ") + safe_content(both.by_hand),
        quiet("重拟  ") + safe_content(anew),
        Content(""),
    ]
