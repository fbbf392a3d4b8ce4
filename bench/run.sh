#!/usr/bin/env bash
# Benchmarks, each beside the peer it is measured against where that peer is there.
#   bench/run.sh [events|journal|ingest|agent] …     all without an argument
# PEERS_SCRIPTS names the folder with the peers' scripts (one run.sh a peer); without it only Twinyard is measured.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
peers=${PEERS_SCRIPTS:-$root/../shared/peers}
what=("$@")
[ ${#what[@]} -gt 0 ] || what=(events journal ingest agent)
dotnet build bench/Twinyard.Bench -c Release -v quiet --nologo
program=$root/bench/Twinyard.Bench/bin/Release/net10.0/Twinyard.Bench

peer() { # peer NAME [VARIABLE=VALUE …]
  local name=$1; shift
  if [ -x "$peers/$name/run.sh" ] || [ -f "$peers/$name/run.sh" ]; then
    env "$@" bash "$peers/$name/run.sh" || echo "# $name could not be measured here"
  else
    echo "# $name is not there; set PEERS_SCRIPTS"
  fi
}

for one in "${what[@]}"; do
  echo "== $one"
  case "$one" in
    events)
      workload=$(mktemp -d)
      python3 "$peers/event-matching/generate.py" "$workload"
      "$program" events "$workload"
      rm -rf "$workload"
      ;;
    journal)
      peer graphile-worker REPS="${REPS:-3}"
      "$program" journal
      ;;
    ingest)
      peer rabbitmq-mqtt CONNS="${CONNS:-20}" VARIANTS=consume REPS="${REPS:-3}" SECS="${SECS:-10}"
      "$program" ingest
      ;;
    agent) bench/agent.sh ;;
    *) echo "unknown benchmark $one" >&2; exit 2 ;;
  esac
done
