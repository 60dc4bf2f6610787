"""What is changed in Textual itself, each with the version, the reason, and what would let it go."""
