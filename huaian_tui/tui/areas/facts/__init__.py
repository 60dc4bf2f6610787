"""更正 and 撤回 of any recorded fact: readings, decisions, hand-ins, replies, decisions on reports."""
