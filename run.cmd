@echo off
rem Starts an Orchard Core site with a sample company whose mail comes from a sandbox. Ctrl+C stops both.
rem   run [--fresh] [--embedded [further options of the host, for example --open]]
rem With --embedded, and where the Orchard Core packages cannot be had, it starts the standalone mail centre instead.
setlocal EnableDelayedExpansion
set "root=%~dp0"
set "data=%CD%\App_Data"
set "options="
set "fresh="
set "home=orchard"
:read
if "%~1"=="" goto ready
if "%~1"=="--fresh" (set "fresh=1") else if "%~1"=="--embedded" (set "home=embedded") else set "options=!options! %1"
shift
goto read
:ready
dotnet --list-sdks 2>nul | findstr /b "10." >nul
if errorlevel 1 (
  echo The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0 ^(any 10.0.x^).
  exit /b 1
)
if "%home%"=="embedded" (
  echo Starting the standalone mail centre, as asked ^(--embedded^).
) else (
  call "%root%.ci\orchard.cmd" "%root%SampleSite"
  if errorlevel 1 (
    echo The Orchard Core site cannot be built here: the feed lacks !missing!. Starting the standalone mail centre.
    set "home=embedded"
  )
)
set "host=SampleSite"
if "%home%"=="embedded" set "host=engine\MailIntegration.Embedded"
for %%p in (engine\MailIntegration.Sandbox %host%) do (
  dotnet msbuild "%root%%%p" -restore -p:Configuration=Release -v:q -nologo "-clp:ErrorsOnly;NoSummary" || exit /b 1
)
if defined fresh if exist "%data%" (
  rem Only a folder that one of the homes made is emptied, never another one of that name.
  if not exist "%data%\mail.db" if not exist "%data%\tenants.json" if not exist "%data%\sandbox.json" if not exist "%data%\Sites" (
    dir /b /a "%data%" | findstr . >nul && (
      echo %data% holds other things than mail data; --fresh leaves it alone.
      exit /b 1
    )
  )
  rmdir /s /q "%data%"
)
set "sandbox=http://127.0.0.1:5180/"
set "url=http://127.0.0.1:5080"
start "Mail sandbox" /min dotnet "%root%engine\MailIntegration.Sandbox\bin\Release\net10.0\MailIntegration.Sandbox.dll" --port 5180 --mail "%root%engine\MailIntegration.Sandbox\Story" --consented --keep "%data%\sandbox.json"
if "%home%"=="embedded" (
  dotnet "%root%engine\MailIntegration.Embedded\bin\Release\net10.0\MailIntegration.Embedded.dll" --urls %url% --data "%data%" --sandbox %sandbox% --sample %options%
) else (
  call :site
)
set "code=%errorlevel%"
taskkill /f /t /fi "WINDOWTITLE eq Mail sandbox*" >nul 2>&1
exit /b %code%

:site
set "new="
if not exist "%data%\tenants.json" if not exist "%data%\Sites\Default" set "new=1"
if not exist "%data%" mkdir "%data%"
rem The password is made and shown once: afterwards only its hash is in the site's database.
if defined new for /f %%w in ('powershell -NoProfile -Command "'Mail-' + [guid]::NewGuid().ToString('n').Substring(0, 18) + '-1a'"') do set "password=%%w"
if defined new set "OrchardCore__OrchardCore_AutoSetup__Tenants__0__AdminPassword=%password%"
set "ORCHARD_APP_DATA=%data%"
set "OrchardCore__OrchardCore_MailIntegration_Microsoft365__LoginOverride=%sandbox%"
set "OrchardCore__OrchardCore_MailIntegration_Microsoft365__GraphOverride=%sandbox%"
set "OrchardCore__OrchardCore_MailIntegration_Google__HostOverride=%sandbox%"
echo Orchard Core site:  %url%/Admin/Mail
if defined new (
  echo Sign in as admin with the password  %password%
  echo It is shown only once. The sample's members anna, joost, lena and sam have the same one.
) else (
  echo Sign in as before; run --fresh starts anew with a new password.
)
rem The first request sets the site up; the second wakes it, and with it the worker that fetches mail.
start "" /b powershell -NoProfile -Command "$ProgressPreference = 'SilentlyContinue'; $visits = 0; for ($i = 0; $i -lt 120 -and $visits -lt 2; $i++) { try { Invoke-WebRequest -UseBasicParsing -TimeoutSec 300 '%url%/' | Out-Null; $visits++ } catch { Start-Sleep -Seconds 1 } }"
pushd "%root%SampleSite"
dotnet bin\Release\net10.0\SampleSite.dll --urls %url%
popd
exit /b %errorlevel%
