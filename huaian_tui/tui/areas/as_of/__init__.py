"""The past: which day is shown, chosen by key on every screen, and the way back to today."""
