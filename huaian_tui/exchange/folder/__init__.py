"""Laptops of one office in step through a folder that something else replicates: Syncthing, a share, a disk.

Each laptop writes new files into a folder of its own and reads those of the others; no file has two writers,
no lock is taken, nobody deletes what another wrote. What decides is the ledger: its heads say what is new,
file names are only hints, contents are verified as those of any pack.
"""
