#!/usr/bin/env bash
# ./twinyard chaos: builds the chaos program and runs it with the arguments given; see docs/chaos.md. For --engine postgres it starts a
# throw-away PostgreSQL, unless TWINYARD_CHAOS_POSTGRES or TWINYARD_TEST_POSTGRES names one.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
scratch=$(mktemp -d)
postgres_pid=
code=1
cleanup() {
  if [ -n "$postgres_pid" ]; then
    kill -INT "$postgres_pid" 2>/dev/null
    wait "$postgres_pid" 2>/dev/null
    while kill -0 "$postgres_pid" 2>/dev/null; do sleep 0.1; done
    # After a violation its data are evidence.
    if [ "$code" -ne 0 ]; then echo "PostgreSQL's data are kept in $scratch." >&2; return; fi
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT
trap : INT # the program ends by itself

case " $* " in
  *" postgres "*)
    if [ -z "${TWINYARD_CHAOS_POSTGRES:-${TWINYARD_TEST_POSTGRES:-}}" ]; then
      . eng/postgres.sh
      [ -n "$(postgres_bin)" ] || { echo "PostgreSQL is not there: install it (apt-get install postgresql), or name one in TWINYARD_CHAOS_POSTGRES." >&2; exit 1; }
      start_postgres "$scratch"
    fi
    ;;
esac

if ! dotnet build test/Twinyard.Chaos -c Release -v quiet --nologo >"$scratch/build.log" 2>&1; then
  cat "$scratch/build.log" >&2
  exit 1
fi
dotnet test/Twinyard.Chaos/bin/Release/net10.0/Twinyard.Chaos.dll run "$@"
code=$?
exit "$code"
