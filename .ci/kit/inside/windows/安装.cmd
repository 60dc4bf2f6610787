@echo off
rem ASCII only: cmd.exe reads this file in the code page of the moment.
chcp 65001 >nul
setlocal DisableDelayedExpansion
set "PYTHONHOME="
set "PYTHONPATH="
if exist "%~dp0python\python.exe" (
  "%~dp0python\python.exe" -X utf8 "%~dp0setup\kit_setup.py" install %*
  goto done
)
where py >nul 2>nul && (
  py -3 -I -X utf8 "%~dp0setup\kit_setup.py" install %*
  goto done
)
python -I -X utf8 "%~dp0setup\kit_setup.py" install %*
:done
set "CODE=%ERRORLEVEL%"
if not defined HUAIAN_NO_PAUSE pause
exit /b %CODE%
