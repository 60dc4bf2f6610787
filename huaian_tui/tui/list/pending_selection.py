"""Which row keys mean while rows are being read: what was asked for, and what waits until it is there.

One protocol for all lists. From the moment a screen begins to search until the rows are on the
screen, the cursor may stand on a row of before. So the list keeps the key that is meant, and what
is to be done with the chosen row waits: it is never done to another row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Act = Callable[[str | None], object]
"""Does something with the row of a key; None: there is no such row."""


@dataclass(slots=True)
class _Waiting:
    """A step of the cursor (without a key), or what is to be done with the row it then stands on."""

    step: Callable[[], object] | None = None
    act: Act | None = None


class Selection:
    """The pending selection of one list. Used on the UI thread only.

    ``expected``: a screen is searching and will hand over a source; so it is from the start.
    ``opening``: the list is reading the first rows of a source.
    """

    def __init__(self) -> None:
        self.key: str | None = None
        """Where the cursor belongs once the rows are there."""
        self.exact = False
        """Only the row of ``key`` is meant; without it nothing may be done."""
        self.elsewhere = True
        """The cursor on the screen is not yet where it belongs, so steps of the cursor wait too."""
        self.expected = True
        self.opening = False
        self._waiting: deque[_Waiting] = deque()

    @property
    def busy(self) -> bool:
        """Rows are being read."""
        return self.expected or self.opening

    @property
    def act_waits(self) -> bool:
        """Something is to be done as soon as the row is known; keys after it were not meant for the list."""
        return any(one.act is not None for one in self._waiting)

    def begin(self, shown: str | None, key: str | None, *, other_rows: bool = False) -> None:
        """Rows will be read; ``shown`` is the row under the cursor.

        ``key`` was asked for; without it a key asked for before and not reached yet stays, else the row
        shown is meant. ``other_rows``: another filter; the officer means whatever the cursor comes to.
        """
        if key is not None:
            self.ask(key, elsewhere=self.elsewhere or key != shown)
            return
        if not self.busy:
            self.key, self.exact = shown, shown is not None
        if other_rows:
            self.exact, self.elsewhere = False, True

    def ask(self, key: str | None, *, elsewhere: bool) -> None:
        """This row is meant from now on; what waits was meant for another."""
        self._waiting.clear()
        self.key, self.exact, self.elsewhere = key, key is not None, elsewhere

    def aim(self, key: str) -> None:
        """What was searched for is this row: what waits was meant for whatever is found."""
        self.key, self.exact = key, False

    def wait_to_step(self, step: Callable[[], object]) -> None:
        """Move the cursor once it stands where it belongs."""
        if not self.act_waits:
            self._waiting.append(_Waiting(step=step))

    def wait_to_act(self, act: Act) -> None:
        """Do something with the row once it is known. Only the first counts: it may open a form."""
        if not self.act_waits:
            self._waiting.append(_Waiting(act=act))

    def forget(self) -> None:
        """What waits is not done any more."""
        self._waiting.clear()

    def give_up(self) -> None:
        """The rows could not be read: what is on the screen stays, and nothing is done to it unasked."""
        self._waiting.clear()
        self.expected = self.opening = False
        self.key, self.exact, self.elsewhere = None, False, False

    def settle(self, landed: str | None) -> Act | None:
        """The rows are there and the cursor stands on ``landed``.

        What is returned was to be done with a row that is not there: call it with None.
        """
        missed = self.exact and landed != self.key
        self.key, self.exact, self.elsewhere = None, False, False
        if not missed:
            return None
        lost = next((one.act for one in self._waiting if one.act is not None), None)
        self._waiting.clear()
        return lost

    def next_step(self) -> Callable[[], object] | None:
        """The next step of the cursor that waited, taken out."""
        if self._waiting and self._waiting[0].step is not None:
            return self._waiting.popleft().step
        return None

    def take_act(self) -> Act | None:
        """What is to be done, taken out when no step is before it."""
        if self._waiting and self._waiting[0].act is not None:
            return self._waiting.popleft().act
        return None
