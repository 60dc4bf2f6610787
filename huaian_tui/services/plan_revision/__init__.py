"""The same plan revised by a file: compared, doubts asked, accepted as one action, and taken back."""
