"""导入方案: what a file says beside what was understood, questions answered by one key, accepted as one."""
