"""The way to a form and back, once for all of them.

Know who writes (``with_officer``), read in a thread what the form shows and go on unless the officer
has left meanwhile (``read_then``), open it (``open_dialog``), and when it is saved say so and let the
screens read anew (``tell_recorded``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.settings import setting_now
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import action, key_label
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys
from huaian_tui.tui.threads.background import in_thread

if TYPE_CHECKING:
    from huaian_tui.tui.list.acted_on import ActedOn

T = TypeVar("T")


def with_officer(host: Host, then: Callable[[], object]) -> None:
    """Do ``then`` once the session has an officer: as given, as recorded in the ledger, or asked for now.

    Refused at once while a past day is shown: nothing is typed in vain.
    """
    if host.session.as_of is not None:
        host.show_error(host.session.read_only_refusal())
    else:
        know_officer(host, then)


def know_officer(host: Host, then: Callable[[], object]) -> None:
    """As ``with_officer``, for what records nothing: it can be done while a past day is shown too."""
    session = host.session
    if session.officer:
        then()
        return

    def found(officer: str | None) -> None:
        if officer:
            session.rename_officer(officer)
            then()
        elif session.as_of is not None:
            host.show_error(session.read_only_refusal())
        else:
            open_action(host, "settings", then)

    read_then(
        host, lambda: session.read_present(lambda c: setting_now(c, "officer")), found, group="settings"
    )


def read_then(
    host: Host,
    read: Callable[[], T],
    show: Callable[[T], object],
    *,
    group: str = "open-form",
    refused: Callable[[HuaianError], object] | None = None,
) -> None:
    """Read in a thread, then ``show`` what was found, if the screen that asked is still on top.

    What ``show`` refuses (raises ``HuaianError``) is shown as every refusal. A newer call of the same
    ``group`` makes an older one stale; ``refused`` gets what ``read`` raises, else the application shows it.
    """
    asked_on = host.screen

    def go_on(found: T) -> None:
        if host.screen is not asked_on:  # the officer has gone elsewhere meanwhile
            return
        try:
            show(found)
        except HuaianError as error:
            host.show_error(error)

    hold_keys(host)
    in_thread(asked_on, read, go_on, group=group, refused=refused)


def open_dialog(
    host: Host,
    dialog: Screen[T],
    then: Callable[[T], object],
    given_up: Callable[[], object] = lambda: None,
) -> None:
    """Open a form or dialog; ``then`` gets its result, unless it was ``given_up``."""

    def closed(result: T | None) -> None:
        if result is not None:
            then(result)
        else:
            given_up()

    host.push_screen(dialog, closed)


def if_answered(
    host: Host,
    question: Screen[str],
    answer: str,
    then: Callable[[], object],
    otherwise: Callable[[], object] = lambda: None,
) -> None:
    """Ask; ``then`` is done when the answer is this one, ``otherwise`` when it is not."""
    open_dialog(host, question, lambda given: then() if given == answer else otherwise(), otherwise)


def tell_done(host: Host, text: str) -> None:
    """A toast for what was just recorded, with the key that takes it back."""
    host.tell(f"{text}；撤销按 {key_label(action('undo').keys[0])}")


def tell_recorded(host: Host, text: str, acted: ActedOn | None = None) -> None:
    """After saving: say what was recorded and how to take it back; the screens read anew.

    ``acted``: the rows that it was done to; their list goes on behind them, and their marks end.
    """
    tell_done(host, text + (acted.done() if acted is not None else ""))
    host.ledger_changed()
