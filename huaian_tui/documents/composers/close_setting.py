"""How closely a paper to one unit is set: from the usual look to one that keeps up to five items on a page.

A 单据 should be one sheet. The first way of setting it that fits is taken; a paper of more items goes over
several pages in a size that is easily read. Type area, lines and characters of the text stay those of
GB/T 9704 in all of them: only the table is set smaller, its cells lower, and sentences shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.fitting import fits_one_page


@dataclass(frozen=True, slots=True)
class Setting:
    """One way: points of the table's text, lower cells and head, short sentences, characters quoted.

    ``quoted`` are the most characters of a phrase of the plan, ``task`` those of a task's text.
    """

    font_size: float
    compact: bool = False
    brief: bool = False
    quoted: int = 80
    task: int = 300


USUAL = Setting(10.5)
"""What a paper is set in that needs more than one page in any case."""

SETTINGS = (
    Setting(12),
    USUAL,
    Setting(10.5, compact=True),
    Setting(10.5, compact=True, brief=True),
    Setting(10.5, compact=True, brief=True, quoted=30, task=60),
    Setting(9, compact=True, brief=True, task=120),
    Setting(9, compact=True, brief=True, quoted=30, task=60),
    Setting(9, compact=True, brief=True, quoted=24, task=40),
    Setting(9, compact=True, brief=True, quoted=24, task=24),
)
"""From the usual to the closest."""


def set_closely(make: Callable[[Setting], Composed]) -> Composed:
    """The paper in the first setting in which it is one page, else in the usual one."""

    def made_in(setting: Setting) -> Composed:
        made = make(setting)
        return replace(made, document=replace(made.document, compact=True)) if setting.compact else made

    return first_that_fits(SETTINGS, made_in, lambda made: fits_one_page(made.document))


def first_that_fits(
    settings: Sequence[Setting], make: Callable[[Setting], Composed], fits: Callable[[Composed], bool]
) -> Composed:
    """The paper in the first of the settings in which it ``fits``, else in the usual one.

    The last one is the closest in everything: what does not fit in it fits in none, and the settings between
    are not tried.
    """
    first, *between, last = settings
    if fits(widest := make(first)):
        return widest
    if not fits(closest := make(last)):
        return make(USUAL)
    return next((made for one in between if fits(made := make(one))), closest)
