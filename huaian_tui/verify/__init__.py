"""The verifier that goes out with packs: two files that stand alone. Nothing imports them."""
