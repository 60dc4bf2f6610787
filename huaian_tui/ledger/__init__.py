"""What a record is: identity, chain, canonical form, kinds. Pure."""
