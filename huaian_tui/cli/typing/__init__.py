"""What is typed: options, types, Chinese messages of click."""
