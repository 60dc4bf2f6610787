@echo off
rem What runs is ASCII, as cmd.exe reads it in the code page of the moment. What is said in Chinese stands after
rem the last exit: chcp has made the code page that of this file by then.
chcp 65001 >nul
setlocal DisableDelayedExpansion
set "CODE=1"
set "FOUND="
if not exist "%~dp0setup\kit_setup.py" goto not_unpacked
set "PYTHON=%~dp0python\python.exe"
if exist "%PYTHON%" goto own
if exist "%~dp0python" goto incomplete
rem A kit without a Python of its own: one that is here and for which it has packages. What the Store puts in place of
rem python.exe fails when it is asked, and so does a Python that is too old.
for /f "usebackq" %%v in ("%~dp0setup\pythons.txt") do if not defined FOUND py -%%v -I -c "import sqlite3, venv, zlib" >nul 2>nul && set "FOUND=py -%%v"
if defined FOUND goto found
python -I -c "import sys, sqlite3, venv, zlib; sys.exit(f'{sys.version_info[0]}.{sys.version_info[1]}' not in open(sys.argv[1]).read().split())" "%~dp0setup\pythons.txt" >nul 2>nul || goto no_python
set "FOUND=python"
:found
%FOUND% -I -X utf8 "%~dp0setup\kit_setup.py" install %*
set "CODE=%ERRORLEVEL%"
goto end
:own
"%PYTHON%" -I -V >nul 2>nul || goto blocked
"%PYTHON%" -I -X utf8 "%~dp0setup\kit_setup.py" install %*
set "CODE=%ERRORLEVEL%"
:end
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
:not_unpacked
echo 没有安装：压缩包还没有解压。
echo 双击压缩包里的文件，只取出了这一个。
echo 请在压缩包上点右键，选“全部解压缩”，再双击解压出来的“安装.cmd”。
goto end
:incomplete
echo 没有安装：安装包里的 Python 不见了。
echo 复制、解压时没有完成，或者被安全软件删掉了。
echo 请重新解压；安全软件拦下的，选“允许”（已隔离的先恢复），再双击一次“安装.cmd”。
goto end
:blocked
echo 没有安装：安装包里的 Python 不能运行。
echo 多半是安全软件或单位的设置拦下了它，也可能不是 64 位的 Windows 10、11。
echo 请在安全软件里选“允许”，再双击一次“安装.cmd”；仍不行，请找管电脑的人。
goto end
:no_python
echo 没有安装：找不到可用的 Python。
echo 这个安装包不带 Python，电脑上要先有下面各版之一：
type "%~dp0setup\pythons.txt"
echo 请向提供安装包的人要带 Python 的安装包。
goto end
