@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "VERSION="
set /p VERSION=<"%HERE%current.txt"
set "PYTHON=%HERE%versions\%VERSION%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%HERE%versions\%VERSION%\Scripts\python.exe"
chcp 65001 >nul
"%PYTHON%" -X utf8 "%HERE%setup\kit_setup.py" go-back --to "%HERE%." %*
set "CODE=%ERRORLEVEL%"
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
