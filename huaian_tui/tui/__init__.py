"""The terminal program. Textual is imported here and nowhere else.

Before the first import of Textual its request for the kitty keyboard protocol
is switched off: since 8.2.7 the driver asks for "report all keys", and some
terminals then swallow what a Chinese input method composes.

Its frames are made shorter too: what is drawn after an answer (the detail beside a
list, what a search finds) waits for the next one, at 60 a second up to 0.033 s.
"""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_FPS", "120")
