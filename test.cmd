@echo off
rem Builds everything and runs all tests. The last line says how many passed, failed and were skipped.
rem   test [--embedded]
setlocal
cd /d "%~dp0"
dotnet --list-sdks 2>nul | findstr /b "10." >nul
if errorlevel 1 (
  echo The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0 ^(any 10.0.x^).
  exit /b 1
)
if exist TestResults rmdir /s /q TestResults
dotnet build MailIntegration.Engine.slnf -c Release -m:2 -v q -nologo "-clp:ErrorsOnly;NoSummary" || (
  echo Tests: 0 passed, 0 failed, 0 skipped
  exit /b 1
)
set "code=0"
for %%p in (engine\MailIntegration.Tests\MailIntegration.Tests.csproj) do (
  dotnet test "%%p" -c Release --no-build --nologo --results-directory TestResults --logger "trx;LogFileName=%%~np.trx" || set "code=1"
)
powershell -NoProfile -Command "$t=0;$e=0;$p=0;$f=0; Get-ChildItem TestResults\*.trx | ForEach-Object { $c=([xml](Get-Content $_)).TestRun.ResultSummary.Counters; $t+=[int]$c.total; $e+=[int]$c.executed; $p+=[int]$c.passed; $f+=[int]$c.failed+[int]$c.error+[int]$c.timeout+[int]$c.aborted }; Write-Output ('Tests: {0} passed, {1} failed, {2} skipped' -f $p,$f,($t-$e)); if ($f -gt 0 -or $p -eq 0) { exit 1 }" || set "code=1"
exit /b %code%
