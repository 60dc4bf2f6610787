@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
rem The command of the name that the manual says, found where the folder of it is in PATH.
setlocal DisableDelayedExpansion
set "HUAIAN_NO_PAUSE=1"
"%~dp0start.cmd" %*
