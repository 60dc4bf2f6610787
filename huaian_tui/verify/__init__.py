"""The verifier that goes out with packs: one file that stands alone. Nothing imports it."""
