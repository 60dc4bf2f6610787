"""数据包: export, import, backup."""
