"""What both front ends ask for, one module a use. The only way to change the ledger."""
