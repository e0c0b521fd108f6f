# shellcheck shell=bash disable=SC2034 # variables for the commands
# What every command of the cluster shares: where things are, how to fail, which processes are ours.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dir=$(realpath -m "${ATTESTOR_CLUSTER_DIR:-$here/../../.cluster}")
cache=$(realpath -m "${ATTESTOR_CACHE_DIR:-$HOME/.cache/attestor}")/cluster
run=/run/attestor-cluster # one cluster per machine: this folder and the ports are fixed
api=https://127.0.0.1:6443
kubelet=https://127.0.0.1:10250

# Every daemon carries this variable in its environment and hands it down to its children, so that
# they are found without files of process numbers, which outlive what they name.
mark=ATTESTOR_CLUSTER_MARK

die() { # STATUS MESSAGE [HINT]
  printf 'cluster: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'cluster: hint: %s\n' "$3" >&2
  exit "$1"
}

require_root() {
  [ "$(id -u)" = 0 ] || die 2 "needs root, for it makes cgroups, mounts and network namespaces" "sudo -E $0"
}

# The folder ends up in configuration files, mount options and paths of unix sockets (108 bytes).
require_usable_dir() {
  if [[ $dir =~ ^(/[A-Za-z0-9._-]+){2,}$ ]] && [ ${#dir} -le 64 ]; then return; fi
  die 2 "cannot use the folder \"$dir\"" \
    "set ATTESTOR_CLUSTER_DIR to at most 64 letters, digits, '.', '_', '-' and '/', at least two levels deep"
}

# Commands that change the cluster take turns. Daemons must not inherit the descriptor.
take_turn() {
  exec 9<"$here"
  flock -w 600 9 || die 1 "another ci/cluster/up or down has been running for ten minutes"
}

# Prints the folder of the cluster that is up, or was left behind, on this machine.
owner() { cat "$run/owner" 2>/dev/null || true; }

# Prints the ids of our daemons and their shims. Zombies have no environment left and do not count.
daemons() {
  local file
  for file in $(grep -lzxF "$mark=$dir" /proc/[0-9]*/environ 2>/dev/null || true); do
    basename "$(dirname "$file")"
  done
}

# Prints the id of one of our daemons, if it runs.
daemon() { # PROGRAM
  local pid comm
  for pid in $(daemons); do
    { read -r comm <"/proc/$pid/comm"; } 2>/dev/null || continue
    [ "$comm" != "$1" ] || echo "$pid"
  done
}

# Speaks to the API server and the kubelet as the cluster's administrator; see lib/client.py.
client() { python3 -B "$here/lib/client.py" "$dir" "$@"; }
