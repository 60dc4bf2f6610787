"""What officers can change: each function is one user action in one transaction, and appends records.

Everything is checked inside the transaction, against what it will be written upon.
"""
