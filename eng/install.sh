# Sourced: installs a Debian package as root when what it provides is missing; otherwise leaves it to the tests to say so.
updated=
install_if_root() { # install_if_root PACKAGE PRESENT
  [ -z "$2" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$1 is not there and cannot be installed here; tests that need it are skipped."
    return 0
  fi
  echo "Installing $1 …"
  if [ -z "$updated" ]; then apt-get update >"$scratch/apt.log" 2>&1 || true; updated=yes; fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >>"$scratch/apt.log" 2>&1 ||
    { echo "$1 could not be installed; tests that need it are skipped:"; tail -n 3 "$scratch/apt.log"; }
}
