#!/usr/bin/env bash
# Benchmarks, each beside the peer it is measured against where that peer is there.
#   bench/run.sh [access|events|journal|scripts|ingest|agent] …     all without an argument
# PEERS_SCRIPTS names the folder with the peers' scripts (one run.sh a peer), PEERS the folder they install into; without the scripts
# only Twinyard is measured. REPS, SECS, CONNS and RUNS bound the load. SCRATCH names another folder for what scripts leave behind, such as /dev/shm.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
peers=${PEERS_SCRIPTS:-$root/../shared/peers}
work=$(mktemp -d)
export REPS=${REPS:-3} SECS=${SECS:-10} CONNS=${CONNS:-20} RUNS=${RUNS:-1600}
postgres=
stop() {
  if [ -n "$postgres" ]; then
    kill -INT "$postgres" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$postgres" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$work"
}
trap stop EXIT
what=("$@")
[ ${#what[@]} -gt 0 ] || what=(access events journal scripts ingest agent)
dotnet build bench/Twinyard.Bench -c Release -v quiet --nologo
program=$root/bench/Twinyard.Bench/bin/Release/net10.0/Twinyard.Bench

free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }

start_postgres() { # a throw-away cluster with its default durability: fsync, synchronous_commit and full_page_writes on
  local bin port data=$work/postgres as=()
  bin=$(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -V | tail -n 1 || true)
  if [ -z "$bin" ]; then echo "# there is no PostgreSQL on this machine"; return 0; fi
  port=$(free_port)
  mkdir "$data"
  if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
    chmod 755 "$work"
    chown postgres: "$data"
    as=(runuser -u postgres --)
  fi
  (cd / && "${as[@]}" "$bin/initdb" -D "$data" -A trust -U postgres --no-locale -E UTF8) >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log"; return 0; }
  (cd / && exec "${as[@]}" "$bin/postgres" -D "$data" -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories=) >"$work/postgres.log" 2>&1 &
  for _ in $(seq 100); do "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break; sleep 0.1; done
  postgres=$(head -n 1 "$data/postmaster.pid")
  export TWINYARD_BENCH_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres"
}

peer() { # peer NAME [VARIABLE=VALUE …]: its figures, without those that nothing here is compared with
  local name=$1; shift
  if [ -f "$peers/$name/run.sh" ]; then
    env "$@" timeout 150 bash "$peers/$name/run.sh" | grep -E '^#|enqueue_16|enqueue_batch|complete_best\.|start_latency_p|acked_per_s|ack_p' || echo "# $name could not be measured here"
  else
    echo "# $name is not there; set PEERS_SCRIPTS"
  fi
}

bare() { # bare NAME COMMAND…: how many such programs a second the machine runs, four at a time, when nothing else is to be done
  local name=$1 began ended; shift
  began=$(date +%s%N)
  seq 400 | xargs -P 4 -I{} "$@"
  ended=$(date +%s%N)
  echo "RESULT $name $((400 * 1000000000 / (ended - began))) programs/s"
}

bare_scripts() { # a script that does nothing, alone and in a sandbox such as a run's; there it is the first process, so that all ends with it
  echo true >"$work/true.sh"
  bare bare.sh setsid bash "$work/true.sh"
  command -v bwrap >/dev/null && command -v perl >/dev/null || { echo "# there is no bwrap or no perl"; return 0; }
  bare bare.sandbox.sh setsid bwrap --unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-net --as-pid-1 --cap-drop ALL --ro-bind / / --dev /dev --proc /proc \
    --tmpfs /tmp --tmpfs /var/tmp --bind "$work" "$work" --bind /var/tmp /var/tmp --bind /tmp /tmp --chdir "$work" -- \
    perl -e "$(cat src/Twinyard.Twins/Egress/relay.pl)" 127.0.0.1,8080,/nowhere -- bash "$work/true.sh"
}

for one in "${what[@]}"; do
  echo "== $one"
  case "$one" in
    access) "$program" access ;;
    events)
      if [ -f "$peers/event-matching/generate.py" ]; then
        python3 "$peers/event-matching/generate.py" "$work/events"
        "$program" events "$work/events"
      else
        echo "# the reference workload is not there; set PEERS_SCRIPTS"
      fi
      ;;
    journal)
      peer graphile-worker PGPORT="$(free_port)" JOBS="$RUNS" BIG=0 VARIANTS=best
      peer pg-boss PGPORT="$(free_port)" JOBS="$RUNS" BIG=0 VARIANTS=best LAT_VARIANTS=best
      start_postgres
      "$program" journal
      ;;
    scripts)
      # The command line's output has the script host and the Python SDK beside it.
      dotnet build src/Twinyard.Cli -c Release -v quiet --nologo
      tools=$root/src/Twinyard.Cli/bin/Release/net10.0
      bare_scripts
      # The system's programs: a version manager's python3 is a shell script that runs several others first.
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$(dirname "$(command -v dotnet)") \
        TWINYARD__TWINS__SCRIPTHOST=$tools/script-host/twinyard-script.dll TWINYARD__TWINS__PYTHONSDK=$tools/sdk/python "$program" scripts
      ;;
    ingest)
      peer rabbitmq-mqtt VARIANTS=consume
      "$program" ingest
      ;;
    agent) bench/agent.sh "$program" ;;
    *) echo "unknown benchmark $one" >&2; exit 2 ;;
  esac
done
