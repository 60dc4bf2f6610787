"""Packs (数据包): the records that another laptop may lack, as one file; written, read and merged."""
