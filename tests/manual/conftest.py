"""Pilots that ask the widgets whether they rest, as in the tests of the screens."""

from __future__ import annotations

from support.at_rest import let_pilots_look
from support.parsed_styles import share_parsed_styles

let_pilots_look()
share_parsed_styles()
