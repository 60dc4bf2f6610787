"""信任: the keys of laptops, their fingerprints, accepting and revoking."""
