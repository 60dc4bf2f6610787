@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
rem A copy of it does the work, since the folder of this one is removed.
setlocal DisableDelayedExpansion
if "%~1"=="/from" goto elsewhere
copy /y "%~f0" "%TEMP%\huaian-tui-uninstall.cmd" >nul
"%TEMP%\huaian-tui-uninstall.cmd" /from "%~dp0." %*
rem Only where there was no room for the copy.
if not defined HUAIAN_NO_PAUSE pause
exit /b 1
:elsewhere
set "HERE=%~f2"
set "VERSION="
set /p VERSION=<"%HERE%\current.txt"
set "PYTHON=%HERE%\versions\%VERSION%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%HERE%\versions\%VERSION%\Scripts\python.exe"
chcp 65001 >nul
"%PYTHON%" -X utf8 "%HERE%\setup\kit_setup.py" uninstall --to "%HERE%" %3 %4
set "CODE=%ERRORLEVEL%"
cd /d "%TEMP%"
if "%CODE%"=="0" if not exist "%HERE%\current.txt" (rmdir /s /q "%HERE%\versions" & rmdir "%HERE%" 2>nul)
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
