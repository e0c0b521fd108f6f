# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the service under systemd.
set -euo pipefail

start_service() {
  local began=$SECONDS exposure
  systemctl start attestor.service || fail "the service does not start"
  expect "the service" "$(property Type) $(property ActiveState) $(property NRestarts)" "notify active 0"
  expect "its folder and socket" "$(stat -c '%a %U %G' /run/attestor /run/attestor/agent.sock | paste -s -d ,)" \
    "755 attestor attestor,777 attestor attestor"
  say "the service is ready after $((SECONDS - began)) s; its socket has the mode 0777 in a folder with 0755"
  exposure=$(systemd-analyze --no-pager security attestor.service | sed -n 's/.*exposure level for attestor.service: \([0-9.]*\).*/\1/p')
  awk -v found="$exposure" 'BEGIN {exit !(found != "" && found <= 1.4)}' || fail "systemd-analyze security says \"$exposure\", expected at most 1.4"
  say "systemd-analyze security: $exposure"
}

# A service that cannot start is started again, after pauses that grow.
restarts_slow_down() {
  local pauses= pause
  if ! systemctl show -P RestartUSecNext attestor.service | grep -q .; then
    say "this systemd has no growing pauses"
    return
  fi
  mv /var/lib/attestor/token "$state/token"
  cp "$agent_config" "$state/agent.hcl"
  echo "not a configuration" >"$agent_config"
  systemctl kill -s KILL attestor.service
  for _ in $(seq 600); do
    pause=$(property RestartUSecNext)
    [[ " $pauses " == *" $pause "* ]] || pauses+="${pauses:+ }$pause"
    [ "$(property NRestarts)" -lt 3 ] || break
    sleep 0.5
  done
  [ "$(property NRestarts)" -ge 3 ] || fail "the service was started again $(property NRestarts) times, expected 3"
  [ "$(wc -w <<<"$pauses")" -ge 3 ] || fail "the pauses do not grow: $pauses"
  say "a service that cannot start is started again, after $pauses"
  cp "$state/agent.hcl" "$agent_config"
  mv "$state/token" /var/lib/attestor/token
  systemctl reset-failed attestor.service || true
  systemctl restart attestor.service || fail "the service does not start after the repair"
}

# After a restart of the machine, the service is there, and nothing of the last boot in its way.
comes_back() {
  for _ in $(seq 300); do
    [[ $(property ActiveState) != active && $(property ActiveState) != failed ]] || break
    sleep 1
  done
  expect "after the boot, the service is" "$(property ActiveState) $(property NRestarts)" "active 0"
  expect "its folder and socket" "$(stat -c '%a %U %G' /run/attestor /run/attestor/agent.sock | paste -s -d ,)" \
    "755 attestor attestor,777 attestor attestor"
  expect "the files in its folder" "$(find /run/attestor -mindepth 1 | paste -s -d ,)" /run/attestor/agent.sock
  expect "whoami" "$(ask whoami)" "not in a pod"
  say "the service is back after the boot, with its socket and nothing else"
}

# Debian 12's kernel.
peers_by_number() {
  expect_match "whoami on a kernel without SO_PEERPIDFD" "$(ask whoami)" "*SO_PEERPIDFD*"
  sed -i 's|^agent {|&\n  peers_by_number = true|' "$agent_config"
  systemctl restart attestor.service || fail "the service does not start with peers_by_number"
  expect "whoami with peers_by_number" "$(ask whoami)" "not in a pod"
  say "without SO_PEERPIDFD, callers are refused, and answered with peers_by_number"
}
