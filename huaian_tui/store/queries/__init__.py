"""Reading: each function takes a connection (``store.engine.as_of``) and the day it is asked on.

Only the standard library is imported on this path: the command line answers in
a few hundredths of a second.
"""
