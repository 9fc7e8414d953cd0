@echo off
rem Called by run.cmd and test.cmd: restores a project. When a package is missing, names the first one in %missing% and fails.
set "missing="
set "restore=%TEMP%\mail-restore-%RANDOM%.log"
dotnet restore %1 -v q -nologo > "%restore%" 2>&1
if not errorlevel 1 (
  del "%restore%"
  exit /b 0
)
for /f "delims=" %%m in ('powershell -NoProfile -Command "([regex]::Match((Get-Content -Raw $env:restore), 'NU110\d: [^.]*?package ([\w.-]*\w)')).Groups[1].Value"') do set "missing=%%m"
if not defined missing (
  type "%restore%"
  set "missing=packages (see above)"
)
del "%restore%"
exit /b 1
