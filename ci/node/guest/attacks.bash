# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Names cgroups like those of a pod, as an account with a cgroup of its own and as a container.
set -euo pipefail

attacks() {
  local result
  useradd --create-home --uid 1500 mallory
  loginctl enable-linger mallory
  for _ in $(seq 100); do
    [ ! -S /run/user/1500/bus ] || break
    sleep 0.2
  done
  chmod 755 "$state"
  chmod 644 "$state/pods.json"
  # The account's own systemd gives it this cgroup, as it gives one to a rootless container manager.
  result=$(runuser -u mallory -- env XDG_RUNTIME_DIR=/run/user/1500 systemd-run -q --user --wait --pipe -p Delegate=yes \
    python3 -B "$job/guest/imitate.py" "$state/pods.json" default/guaranteed/main 2>&1) ||
    fail "a rootless account that imitates a pod: $result"
  say "a rootless account with a delegated cgroup imitates a pod: $result"
  loginctl disable-linger mallory
  userdel --force --remove mallory >/dev/null 2>&1 || true

  result=$(python3 -B "$job/guest/imitate.py" "$state/pods.json" default/guaranteed/main default/burstable/main 2>&1) ||
    fail "a container that imitates another pod: $result"
  say "a process of a container is moved to forged cgroups below its own: $result"
}
