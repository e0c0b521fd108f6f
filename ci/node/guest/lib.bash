# shellcheck shell=bash
# Shared by the tests in the virtual machine.
set -euo pipefail

job=/job
state=/var/lib/node-test
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root
export DEBIAN_FRONTEND=noninteractive SYSTEMD_COLORS=0 SYSTEMD_PAGER=cat
# The cluster's scripts read these.
export ATTESTOR_CLUSTER_DIR=$state/cluster ATTESTOR_CACHE_DIR=$job/cache KUBERNETES=1.37 CGROUP_DRIVER=systemd
cluster=$job/repo/ci/cluster
agent_config=/etc/attestor/agent.hcl

say() { echo "$1"; }

# Ends all tests.
fail() { # MESSAGE [FILE...]
  echo "FAILED: $1"
  shift
  [ $# = 0 ] || tail -n 40 "$@"
  journalctl -u attestor --no-pager -n 30 -o cat || true
  echo "end 1"
  sleep infinity
}

expect() { # WHAT FOUND WANTED
  [ "$2" = "$3" ] || fail "$1: expected \"$3\", found \"$2\""
}

expect_match() { # WHAT FOUND PATTERN
  # shellcheck disable=SC2053 # a pattern
  [[ $2 == $3 ]] || fail "$1: expected \"$3\", found \"$2\""
}

quietly() { # COMMAND...
  "$@" >/tmp/quietly.log 2>&1 || fail "\"$*\" ends with $?" /tmp/quietly.log
}

ask() { python3 -B "$job/guest/ask.py" "$@"; }

property() { systemctl show -P "$1" attestor.service; }

has_pidfd_of_peers() { dpkg --compare-versions "$(uname -r | cut -d - -f 1)" ge 6.5; }

# Only Debian 13 gets a cluster: on Debian 12, the tests are about its kernel and its systemd.
uses_cluster() { [ -d "$job/cache/cluster" ] && has_pidfd_of_peers; }
