# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Asks about containers during their postStart hooks: the kubelet does not list such a container before its hook has finished.
set -euo pipefail

young_pods=6

young() {
  local number prefetched=0
  cp "$agent_config" "$state/agent.before-young.hcl"
  ask_runtime
  # The first answer loads classes, which takes seconds on an emulated processor.
  quietly python3 -B "$job/guest/pods.py" "$state/pods.json"
  for number in $(seq "$young_pods"); do
    young_pod "$number"
    prefetched=$(answers prefetched)
    [[ $prefetched =~ ^[0-9]+$ ]] || fail "the agent's metrics do not say how many answers were prepared" "$state/metrics"
    [ "$prefetched" = 0 ] || break
  done
  [ "$prefetched" != 0 ] || fail "of $young_pods answers about young containers, none was prepared before it was asked for"
  say "young containers: $number answered right during their hooks, $prefetched of these answers prepared"
  # The upgrade, which comes next, restarts the agent.
  cp "$state/agent.before-young.hcl" "$agent_config"
}

# As docs/install-deb.md says: the runtime's socket belongs to a group that the service is a member of.
ask_runtime() {
  local socket=/run/attestor-cluster/containerd.sock
  chgrp attestor "$socket"
  chmod g+rw "$socket"
  sed -i -e 's|^agent {|&\n  http_port = 9464|' \
    -e "s|plugin_data {|&\n    container_runtime_endpoint = \"unix://$socket\"\n    max_poll_attempts = 240|" "$agent_config"
  systemctl restart attestor.service || fail "the service does not start with container_runtime_endpoint"
}

young_pod() { # NUMBER
  sed -e "s/NAME/young-$1/" -e "s/PROCESS/780$1/" "$job/pods/young.json" >"$state/young-$1.json"
  quietly "$cluster/apply" "$state/young-$1.json"
  python3 -B "$job/guest/young.py" "young-$1" "/bin/sleep 780$1" "$cluster/pods" || fail "whois in a young container: see above"
}

# Prints how many answers rested on SOURCE; nothing if the agent does not say.
answers() { # SOURCE
  curl -fsS -m 60 --noproxy '*' http://127.0.0.1:9464/metrics >"$state/metrics" || return 0
  grep -q '^attestor_answers_total' "$state/metrics" || return 0
  sed -n "s/^attestor_answers_total{source=\"$1\"} \([0-9]*\).*/\1/p" "$state/metrics" | grep . || echo 0
}
