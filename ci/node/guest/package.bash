# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Installs, upgrades and purges the package.
set -euo pipefail

# All files that a package may leave. Home folders are ignored: JNA creates an empty folder in the home of each user who runs a command.
files() {
  find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /job -o -path /var/log -o -path /var/tmp \
    -o -path /root -o -path /var/cache -o -path /var/lib/systemd -o -path "$state" -o -path /etc/systemd/system/attestor.service.d \
    -o -path /var/lib/cni -o -path /var/lib/kubelet -o -path /opt/cni -o -path /var/lib/containerd \) -prune -o -print |
    grep -v -E '^/var/lib/dpkg/.*-old$|^/etc/.*-$|^/var/lib/apt/|^/etc/machine-id|__pycache__|/\.updated$' | sort
}

remember_files() { files >"$state/before"; }

# Asks apt as people do. The package has no dependency that a node would lack, and the machine has no network.
install_old() {
  quietly apt-get install -q -y --no-install-recommends "$job"/packages/old/attestor_*_amd64.deb
  local warned
  warned=$(grep -c "warning: the kernel .* has no SO_PEERPIDFD" /tmp/quietly.log || true)
  if has_pidfd_of_peers; then expect "warnings" "$warned" 0; else expect "warnings of an old kernel" "$warned" 1; fi
  expect "after the installation, the service is" "$(property ActiveState)" inactive
  say "installed $(dpkg-query -W attestor); warnings about the kernel: $warned"
  # What an emulated machine needs.
  mkdir -p /etc/systemd/system/attestor.service.d
  printf '[Service]\nEnvironment=JAVA_TOOL_OPTIONS=%s\nTimeoutStartSec=15min\n' "$JAVA_TOOL_OPTIONS" \
    >/etc/systemd/system/attestor.service.d/emulated.conf
  systemctl daemon-reload
}

upgrade() {
  local before
  before=$(property MainPID)
  cp "$agent_config" "$state/agent.hcl"
  quietly apt-get install -q -y --no-install-recommends "$job"/packages/new/attestor_*_amd64.deb
  cmp "$agent_config" "$state/agent.hcl" || fail "the upgrade changed the configuration"
  expect "after the upgrade" "$(property ActiveState) $(property NRestarts)" "active 0"
  [ "$(property MainPID)" != "$before" ] || fail "the upgrade did not restart the agent"
  say "upgraded to $(dpkg-query -W attestor), the configuration kept and the agent restarted"
}

purge() {
  quietly apt-get purge -q -y attestor
  expect "Java processes after the purge" "$(pgrep -c java || true)" 0
  [ ! -e /run/attestor ] || fail "the purge left /run/attestor"
  files >"$state/after"
  diff "$state/before" "$state/after" >/tmp/diff || fail "the purge left, or took, these files" /tmp/diff
  say "purged, nothing left"
}
