# shellcheck shell=bash disable=SC2034 # variables for the commands
# Shared by all commands of the cluster: paths, failing, finding our processes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export HOME=${HOME:-~} # services have none; Go and the cache need it
dir=$(realpath -m "${ATTESTOR_CLUSTER_DIR:-$here/../../.cluster}")
cache=$(realpath -m "${ATTESTOR_CACHE_DIR:-$HOME/.cache/attestor}")/cluster
run=/run/attestor-cluster # one cluster per machine: this folder and the ports are fixed
api=https://127.0.0.1:6443
kubelet=https://127.0.0.1:10250
# The node's address, on the loopback interface. Without one of its own, the node would have that of the host's
# default route, and need one.
node_ip=10.97.0.1

# Marks every daemon and its children with an environment variable. This finds them without PID files,
# which may be stale.
mark=ATTESTOR_CLUSTER_MARK

die() { # STATUS MESSAGE [HINT]
  printf 'cluster: error: %s\n' "$2" >&2
  [ -z "${3:-}" ] || printf 'cluster: hint: %s\n' "$3" >&2
  exit "$1"
}

require_root() {
  [ "$(id -u)" = 0 ] || die 2 "needs root to create cgroups, mounts and network namespaces" "sudo -E $0"
}

# The path is used in configuration files, mount options and Unix socket paths (108 bytes).
require_usable_dir() {
  if [[ $dir =~ ^(/[A-Za-z0-9._-]+){2,}$ ]] && [ ${#dir} -le 64 ]; then return; fi
  die 2 "cannot use the folder \"$dir\"" \
    "set ATTESTOR_CLUSTER_DIR to at most 64 letters, digits, '.', '_', '-' and '/', at least two levels deep"
}

# Prints a setting of the cluster in our folder, which "up" has written into the folder's mark.
setting() { # VARIABLE
  sed -n "s/^$1=//p" "$dir/.attestor-cluster" 2>/dev/null || true
}

# Sets VARIABLE, unless the environment does, to the setting of the cluster in our folder, or else to the default.
choose() { # VARIABLE DEFAULT [CHOICE...]
  local variable=$1 choices="${*:2}" have value
  have=$(setting "$variable")
  value=${!variable:-${have:-$2}}
  [[ " $choices " = *" $value "* ]] || die 2 "$variable is \"$value\"" "accepted: ${choices// /, }"
  [ "${have:-$value}" = "$value" ] ||
    die 2 "the cluster in \"$dir\" has $variable=$have, not $value" "ATTESTOR_CLUSTER_DIR=$dir $here/down"
  printf -v "$variable" %s "$value"
}

# Only one command at a time may change the cluster. Daemons must not inherit the descriptor.
take_turn() {
  exec 9<"$here"
  flock -w 600 9 || die 1 "another ci/cluster/up or down has been running for ten minutes"
}

# Prints the folder of the cluster that is up, or was left behind, on this machine.
owner() { cat "$run/owner" 2>/dev/null || true; }

# Prints the process IDs of our daemons and their shims, without zombies, which have no environment.
daemons() {
  local file
  for file in $(grep -lzxF "$mark=$dir" /proc/[0-9]*/environ 2>/dev/null || true); do
    basename "$(dirname "$file")"
  done
}

# Prints the process ID of one of our daemons, if it runs.
daemon() { # PROGRAM
  local pid comm
  for pid in $(daemons); do
    { read -r comm <"/proc/$pid/comm"; } 2>/dev/null || continue
    [ "$comm" != "$1" ] || echo "$pid"
  done
}

# Calls the API server and the kubelet as the administrator of the cluster; see lib/client.py.
client() { python3 -B "$here/lib/client.py" "$dir" "$@"; }
