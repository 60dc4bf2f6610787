@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
rem A window in which huaian-tui is a command; it begins in the folder of the user.
setlocal DisableDelayedExpansion
set "PATH=%~dp0;%PATH%"
chcp 65001 >nul
title huaian-tui
cd /d "%USERPROFILE%"
cmd /k huaian-tui.cmd help
