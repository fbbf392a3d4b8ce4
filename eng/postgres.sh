# Sourced: a throw-away PostgreSQL on loopback for the length of a test run.
postgres_bin() { ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -V | tail -n 1; }

free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((40000 + RANDOM % 20000)); }

start_postgres() { # start_postgres FOLDER; sets postgres_pid and TWINYARD_TEST_POSTGRES
  local bin data port as=()
  bin=$(postgres_bin) data=$1/postgres port=$(free_port)
  mkdir -p "$data"
  if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
    chmod 755 "$1"
    chown postgres: "$data"
    as=(runuser -u postgres --)
  fi
  (cd / && "${as[@]}" "$bin/initdb" -D "$data" -A trust -U postgres --no-locale -E UTF8) >"$1/initdb.log" 2>&1 || { cat "$1/initdb.log"; return 0; }
  # fsync=off: a throw-away database has nothing to lose, and tests create hundreds of databases.
  (cd / && exec "${as[@]}" "$bin/postgres" -D "$data" -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= -c fsync=off -c max_connections=300) >"$1/postgres.log" 2>&1 &
  for _ in $(seq 100); do "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break; sleep 0.1; done
  postgres_pid=$(head -n 1 "$data/postmaster.pid")
  export TWINYARD_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres"
}
