@echo off
rem What runs is ASCII, as cmd.exe reads it in the code page of the moment. What is said in Chinese stands after
rem the last exit: chcp has made the code page that of this file by then.
chcp 65001 >nul
setlocal DisableDelayedExpansion
set "HERE=%~dp0"
set "CODE=1"
if not exist "%HERE%current.txt" goto broken
set /p VERSION=<"%HERE%current.txt"
set "PYTHON=%HERE%versions\%VERSION%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%HERE%versions\%VERSION%\Scripts\python.exe"
if not exist "%PYTHON%" goto broken
title huaian-tui
set "PYTHONHOME="
set "PYTHONPATH="
"%PYTHON%" -I -X utf8 -m huaian_tui %*
set "CODE=%ERRORLEVEL%"
if "%~1"=="" if not "%CODE%"=="0" if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
:end
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
:broken
echo 打不开：程序不完整，可能有文件被安全软件删掉了。台账不受影响。
echo 请运行一次安装包里的“安装.cmd”；安全软件拦下的，选“允许”。程序在：
echo "%HERE%"
goto end
