@echo off
rem Builds everything and runs all tests. The last line says how many passed, failed and were skipped.
rem   test [--embedded] [further options of dotnet test]
setlocal EnableDelayedExpansion
cd /d "%~dp0"
set "home=orchard"
set "options="
set "note="
:read
if "%~1"=="" goto ready
if "%~1"=="--embedded" (set "home=embedded") else set "options=!options! %1"
shift
goto read
:ready
dotnet --list-sdks 2>nul | findstr /b "10." >nul
if errorlevel 1 (
  echo The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0 ^(any 10.0.x^).
  goto failed
)
if exist TestResults rmdir /s /q TestResults
dotnet msbuild MailIntegration.Engine.slnf -restore -p:Configuration=Release -m:2 -v:q -nologo "-clp:ErrorsOnly;NoSummary" || goto failed
set "projects=engine\MailIntegration.Tests\MailIntegration.Tests.csproj"
set "orchard=OrchardCore.MailIntegration.Tests\OrchardCore.MailIntegration.Tests.csproj"
if "%home%"=="embedded" (
  echo The tests of the Orchard Core module are left out, as asked ^(--embedded^).
  set "note=not run: --embedded"
) else (
  call .ci\orchard.cmd OrchardCore.MailIntegration.Tests
  if errorlevel 1 (
    echo The Orchard Core module cannot be built here: the feed lacks !missing!.
    set "note=not run: feed"
  ) else (
    dotnet msbuild OrchardCore.MailIntegration.Tests -restore -p:Configuration=Release -m:2 -v:q -nologo "-clp:ErrorsOnly;NoSummary" || goto failed
    set "projects=%projects% %orchard%"
  )
)
set "code=0"
for %%p in (!projects!) do (
  dotnet test "%%p" -c Release --no-build --nologo --results-directory TestResults --blame-hang-timeout 8m --blame-hang-dump-type none --logger "trx;LogFileName=%%~np.trx" %options% || set "code=1"
)
if defined note echo Orchard Core tests: %note%
powershell -NoProfile -Command "$t=0;$e=0;$p=0;$f=0; Get-ChildItem TestResults\*.trx | ForEach-Object { $c=([xml](Get-Content $_)).TestRun.ResultSummary.Counters; $t+=[int]$c.total; $e+=[int]$c.executed; $p+=[int]$c.passed; $f+=[int]$c.failed+[int]$c.error+[int]$c.timeout+[int]$c.aborted }; Write-Output ('Tests: {0} passed, {1} failed, {2} skipped' -f $p,$f,($t-$e)); if ($f -gt 0 -or $p -eq 0) { exit 1 }" || set "code=1"
exit /b %code%

:failed
echo Tests: 0 passed, 0 failed, 0 skipped
exit /b 1
