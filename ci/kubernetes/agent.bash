# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the node agent: its pod becomes ready, and another pod asks it who it is.

run_agent() { # POD [FILTER]: runs the DaemonSet's pod
  pod_of attestor attestor "$1" | "${2:-cat}" | "$top/ci/cluster/apply" - >/dev/null
  local began=$SECONDS
  until [ "$(kubectl get pod -n attestor "$1" \
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]; do
    [ $((SECONDS - began)) -lt 60 ] || {
      kubectl get pod -n attestor "$1" -o yaml >"$work/pod"
      log_of attestor "$1" agent >"$work/log" || true
      fail "the agent's pod is not ready after 60 seconds" "$work/pod" "$work/log"
    }
    sleep 0.5
  done
  agent_pid=$(pgrep -f -x '/opt/attestor/runtime/bin/java @/opt/attestor/bin/agent.args .*')
}

start_agent() { # CASE POD
  apply_case "$1"
  run_agent "$2"
}

start_agent node-agent agent
say "the agent's pod is ready"
capabilities=$(sed -n 's/^CapEff:\t//p' "/proc/$agent_pid/status")
[ "$capabilities" = 0000000000000000 ] || fail "the agent has capabilities: $capabilities"
grep -q '/runtime/lib/attestor\.\(aot\|jsa\)' "/proc/$agent_pid/maps" || fail "the agent does not use its class cache"

# Runs what the documentation tells operators to run in the container.
container=$(kubectl get pod -n attestor agent -o 'jsonpath={.status.containerStatuses[0].containerID}')
containerd_client task exec --exec-id doctor "${container#containerd://}" \
  /opt/attestor/runtime/bin/java @/opt/attestor/bin/attestor.args doctor --config /etc/attestor/agent.hcl \
  >"$work/doctor" 2>&1 || fail "the doctor reports a problem in the agent's container" "$work/doctor"
say "the doctor says: $(paste -s -d ';' "$work/doctor")"

# A half-sent request to the metrics port does not block others. Probes do not use that port.
exec {half}<>/dev/tcp/127.0.0.1/9464
printf 'GET /live HTTP/1.1\r\n' >&"$half"
for path in live ready metrics; do
  curl -sf --noproxy "*" --max-time 5 -o "$work/http" "http://127.0.0.1:9464/$path" || fail "a half-sent request blocks /$path"
done
exec {half}>&-

kubectl kustomize "$here/cases/workload" >"$work/workload.yaml"
kubectl apply -f "$work/workload.yaml" >/dev/null
"$top/ci/cluster/wait" 'default/whoami/asker=terminated:Completed'
log_of default whoami asker >"$work/whoami"
uid=$(kubectl get pod whoami -o 'jsonpath={.metadata.uid}')
for selector in ns:default pod-name:whoami "pod-uid:$uid" container-name:asker node-name:node1 \
  pod-label:app.kubernetes.io/name:whoami; do
  grep -q -x "k8s:$selector" "$work/whoami" || fail "the pod did not learn $selector" "$work/whoami"
done
say "a pod of user 65532 asked through the socket and was told: $(paste -s -d ' ' "$work/whoami")"

# By default, no process may ask about other processes.
attestor=$top/target/attestor/bin/attestor
! "$attestor" whois "$agent_pid" >"$work/whois" 2>&1 || fail "root may ask about another process" "$work/whois"
grep -q PERMISSION_DENIED "$work/whois" || fail "whois failed for an unexpected reason" "$work/whois"
say "memory of the agent (RSS): $(sed -n 's/^VmRSS:[\t ]*//p' "/proc/$agent_pid/status")"
"$top/ci/cluster/delete" attestor/agent default/whoami >/dev/null

# With whois enabled, the agent identifies processes of other pods, still without any capability.
start_agent whois agent-whois
"$attestor" whois "$agent_pid" >"$work/whois"
for selector in ns:attestor pod-name:agent-whois sa:attestor container-name:agent; do
  grep -q -x "k8s:$selector" "$work/whois" || fail "whois did not tell $selector" "$work/whois"
done
