#!/usr/bin/env bash
# Publishes the agent as a native binary and reports its size and its resident memory: idle, and with a model that decides.
#   bench/agent.sh BENCH_PROGRAM
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish "$root/src/Twinyard.Agent" -c Release -r linux-x64 -v quiet --nologo -o "$out/bin"
bytes=$(stat -c %s "$out/bin/twinyard-agent")
awk -v bytes="$bytes" 'BEGIN { printf "RESULT twinyard.agent.binary %.2f MB (without ONNX Runtime'"'"'s library)\n", bytes / 1e6 }'
"$1" agent "$out/bin/twinyard-agent"
