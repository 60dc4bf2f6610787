"""The terminal program. Textual is imported here and nowhere else.

Before the first import of Textual its request for the kitty keyboard protocol
is switched off: since 8.2.7 the driver asks for "report all keys", and some
terminals then swallow what a Chinese input method composes.
"""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
