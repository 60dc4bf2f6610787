"""What commands print: blocks, JSON, wording."""
