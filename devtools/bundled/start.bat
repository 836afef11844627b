@echo off
cd /d "%~dp0"
py -@PYTHON@ -c "" >nul 2>nul
if errorlevel 1 goto plain
py -@PYTHON@ start.py %*
goto ended
:plain
python start.py %*
:ended
if errorlevel 1 pause
