@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "VERSION="
set /p VERSION=<"%HERE%current.txt"
set "PYTHON=%HERE%versions\%VERSION%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%HERE%versions\%VERSION%\Scripts\python.exe"
if not exist "%PYTHON%" goto broken
title huaian-tui
chcp 65001 >nul
set "PYTHONHOME="
set "PYTHONPATH="
if "%~1"=="" if not defined WT_SESSION mode con: cols=120 lines=40 >nul 2>nul
"%PYTHON%" -I -X utf8 -m huaian_tui %*
set "CODE=%ERRORLEVEL%"
if "%~1"=="" if not "%CODE%"=="0" if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
:broken
echo huaian-tui: not complete. Run the installer of the kit again; the ledger is safe.
echo "%HERE%"
if not defined HUAIAN_NO_PAUSE pause
exit /b 1
