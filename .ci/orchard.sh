# Sourced by run and test: whether the configured NuGet feed has the packages of Orchard Core.

# Restores a project. When a package is missing, names the first one in $missing and fails.
orchard_restores() {
  local log
  missing=""
  if log="$(dotnet restore "$1" -v q -nologo 2>&1)"; then return 0; fi
  missing="$(grep -oE 'NU110[0-9]: [^.]*package [A-Za-z0-9._-]+' <<< "$log" | head -n 1 | grep -oE '[A-Za-z0-9._-]+$' | sed 's/[.]$//' || true)"
  if [ -n "$missing" ]; then return 1; fi
  echo "$log" >&2
  missing="packages (see above)"
  return 1
}
