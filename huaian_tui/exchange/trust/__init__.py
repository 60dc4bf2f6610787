"""Whose records may come: what the signatures of packs prove, judged before anything is merged."""
