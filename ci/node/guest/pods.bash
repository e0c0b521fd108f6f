# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Asks about pods of every kind, and from pods.
set -euo pipefail

manifests=$job/repo/ci/cluster/manifests/pods

pods() {
  local began=$SECONDS
  mkdir -p "$state/asked"
  cp "$job/pods/static.json" "$ATTESTOR_CLUSTER_DIR/static/"
  quietly "$cluster/apply" "$manifests"/{guaranteed,burstable,no-labels,hostpid,shared-pid-ns,hostnet-1}.json "$job"/pods/{asks,user}*.json
  quietly "$cluster/wait" --timeout 240 default/{guaranteed,burstable,no-labels,hostpid,static-node1,user-namespace}/main=running \
    default/no-labels/debugger=running default/shared-pid-ns/{a,b}=running default/hostnet-1/{blog,sidecar}=running
  say "pods of every kind run after $((SECONDS - began)) s"
  "$cluster/pods" --json >"$state/pods.json"
  python3 -B "$job/guest/pods.py" "$state/pods.json" || fail "whois gave wrong answers"

  quietly "$cluster/wait" --timeout 300 default/{asks,asks-hostpid}/main=terminated:Completed
  local pod
  for pod in asks asks-hostpid; do
    grep -q -x "k8s:pod-name:$pod" "$state/asked/$pod" || fail "attestor whoami in the pod $pod" "$state/asked/$pod"
    say "attestor whoami in the pod $pod: $(grep -c ^k8s: "$state/asked/$pod") selectors"
  done
}

# Nothing is wrong on this node.
doctor() {
  local status=0
  attestor doctor --config "$agent_config" >"$state/doctor" 2>&1 || status=$?
  grep -v "^Picked up" "$state/doctor"
  expect "the status of attestor doctor" "$status" 0
}
