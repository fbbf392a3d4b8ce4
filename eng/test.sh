#!/usr/bin/env bash
# Builds and runs all tests. Installs what they need where it can (PostgreSQL, Jupyter and Chromium from the system's packages, as root);
# a test that cannot run says why and is counted as skipped. Last line: N passed, N failed, N skipped
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
filter=${1:-}
scratch=$(mktemp -d)
postgres_pid=
cleanup() {
  if [ -n "$postgres_pid" ]; then kill -INT "$postgres_pid" 2>/dev/null; wait "$postgres_pid" 2>/dev/null; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

. eng/install.sh
. eng/postgres.sh

install_if_root postgresql "$(postgres_bin)"
install_if_root jupyter-server "$(/usr/bin/python3 -c 'import jupyter_server' 2>/dev/null && echo yes)"
install_if_root python3-ipykernel "$(/usr/bin/python3 -c 'import ipykernel' 2>/dev/null && echo yes)"
install_if_root bubblewrap "$(command -v bwrap || true)"
install_if_root chromium "$(command -v chromium || command -v chromium-browser || true)"
if [ -z "${TWINYARD_TEST_POSTGRES:-}" ] && [ -n "$(postgres_bin)" ]; then
  start_postgres "$scratch"
fi

# TWINYARD_BUILT says that whoever calls has just built everything.
[ -n "${TWINYARD_BUILT:-}" ] || echo "Building …"
if [ -z "${TWINYARD_BUILT:-}" ] && ! dotnet build Twinyard.slnx -c Release -v quiet --nologo; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

passed=0 failed=0 skipped=0
for project in test/*Tests; do
  name=$(basename "$project")
  case "$name" in *"$filter"*) ;; *) continue ;; esac
  program=$project/bin/Release/net10.0/$name
  echo "== $name"
  "$program" -noColor -noLogo >"$scratch/$name.log" 2>&1
  code=$?
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$scratch/$name.log" | tail -n 1)
  if [ -z "$summary" ]; then
    cat "$scratch/$name.log"
    echo "$name ended with exit code $code and without a summary."
    failed=$((failed + 1))
    continue
  fi
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  bad=$(($(number Failed) + $(number Errors)))
  if [ "$bad" -gt 0 ] || [ "$code" -ne 0 ]; then cat "$scratch/$name.log"; [ "$bad" -gt 0 ] || bad=1; else grep -E '\[SKIP\]' -A 2 "$scratch/$name.log"; fi
  echo "   $summary"
  passed=$((passed + $(number Total) - $(number Failed) - $(number Skipped)))
  failed=$((failed + bad))
  skipped=$((skipped + $(number Skipped)))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
