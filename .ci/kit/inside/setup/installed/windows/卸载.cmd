@echo off
rem What runs is ASCII, as cmd.exe reads it in the code page of the moment. What is said in Chinese stands after
rem the last exit: chcp has made the code page that of this file by then.
chcp 65001 >nul
setlocal DisableDelayedExpansion
rem A copy of it does the work, since the folder of this one is removed. Without "call" nothing comes back.
set "CODE=1"
if "%~1"=="/from" goto elsewhere
copy /y "%~f0" "%TEMP%\huaian-tui-uninstall.cmd" >nul || goto no_copy
"%TEMP%\huaian-tui-uninstall.cmd" /from "%~dp0." %*
goto no_copy
:elsewhere
set "HERE=%~f2"
if not exist "%HERE%\current.txt" goto broken
set /p VERSION=<"%HERE%\current.txt"
set "PYTHON=%HERE%\versions\%VERSION%\python\python.exe"
if not exist "%PYTHON%" set "PYTHON=%HERE%\versions\%VERSION%\Scripts\python.exe"
if not exist "%PYTHON%" goto broken
"%PYTHON%" -I -X utf8 "%HERE%\setup\kit_setup.py" uninstall --to "%HERE%" %3 %4
set "CODE=%ERRORLEVEL%"
cd /d "%TEMP%"
if not "%CODE%"=="0" goto end
if exist "%HERE%\current.txt" goto end
rmdir /s /q "%HERE%\versions" 2>nul
if not exist "%HERE%\versions" goto gone
rem What scans for viruses holds a file for a moment.
ping -n 4 127.0.0.1 >nul
rmdir /s /q "%HERE%\versions" 2>nul
if exist "%HERE%\versions" goto still_open
:gone
rmdir "%HERE%" 2>nul
:end
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
:no_copy
echo 没有卸载：临时文件夹写不进去，或者不让在里面运行。
echo 请看磁盘是否已满；仍不行，请找管电脑的人。什么都没有改动。
goto end
:still_open
echo 还有几个程序文件没有删掉：督查台账的窗口还开着，或者文件正被安全软件占用。
echo 请关掉它的窗口，再自己删去这个文件夹（里面没有台账）：
echo "%HERE%\versions"
goto end
:broken
echo 没有卸载：程序不完整，可能有文件被安全软件删掉了。台账不受影响。
echo 请先运行一次安装包里的“安装.cmd”，再卸载；或者自己删去这个文件夹和桌面、开始菜单里的“督查台账”。程序在：
echo "%HERE%"
goto end
