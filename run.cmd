@echo off
rem Builds and starts the mail centre with a sample company whose mail comes from a sandbox. Ctrl+C stops it.
rem   run [--fresh] [--embedded] [further options of the host, for example --open]
setlocal EnableDelayedExpansion
set "root=%~dp0"
set "data=%CD%\App_Data"
set "options="
set "fresh="
:read
if "%~1"=="" goto ready
if "%~1"=="--fresh" (set "fresh=1") else if not "%~1"=="--embedded" (set "options=!options! %1")
shift
goto read
:ready
dotnet --list-sdks 2>nul | findstr /b "10." >nul
if errorlevel 1 (
  echo The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0 ^(any 10.0.x^).
  exit /b 1
)
echo This starts the standalone mail centre; docs\orchard.md says how to start the Orchard Core site.
for %%p in (MailIntegration.Sandbox MailIntegration.Embedded) do (
  dotnet build "%root%engine\%%p" -c Release -v q -nologo "-clp:ErrorsOnly;NoSummary" || exit /b 1
)
if defined fresh if exist "%data%" rmdir /s /q "%data%"
start "Mail sandbox" /min dotnet "%root%engine\MailIntegration.Sandbox\bin\Release\net10.0\MailIntegration.Sandbox.dll" --port 5180 --mail "%root%engine\MailIntegration.Sandbox\Story" --consented
dotnet "%root%engine\MailIntegration.Embedded\bin\Release\net10.0\MailIntegration.Embedded.dll" --urls http://127.0.0.1:5080 --data "%data%" --sandbox http://127.0.0.1:5180/ --sample %options%
set "code=%errorlevel%"
taskkill /f /t /fi "WINDOWTITLE eq Mail sandbox*" >nul 2>&1
exit /b %code%
