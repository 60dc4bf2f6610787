"""What screens, commands and documents all say, each wording once."""
