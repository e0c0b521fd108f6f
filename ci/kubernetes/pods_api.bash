# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the node agent without permissions, token and host network: it asks the kubelet on its Unix socket.

# What the page shows is what is tested.
configuration=$top/packaging/kubernetes/components/pods-api/agent.hcl
sed -n '/^## Without permissions/,/^## /p' "$top/docs/kubernetes.md" | sed -n '/^```hcl$/,/^```$/p' | sed '/^```/d' |
  diff - "$configuration" >"$work/difference" || fail "docs/kubernetes.md shows another configuration" "$work/difference"

pods_api=$dir/kubelet/pods-api
if [ -S "$pods_api/pods-api.sock" ]; then
  # The agent of the case before would answer instead, and its roles would count.
  "$top/ci/cluster/delete" attestor/agent-whois >/dev/null
  kubectl delete --ignore-not-found {clusterrole,clusterrolebinding}/attestor-node-agent >/dev/null
  apply_case pods-api
  may attestor:attestor >"$work/may"
  diff "$work/may-anybody" "$work/may" >"$work/difference" || fail "the account has permissions" "$work/difference"
  # The folder of this kubelet is elsewhere on the host; in the pod, it is in the usual place.
  socket_folder() { sed "s|\"path\": \"/var/lib/kubelet/pods-api\"|\"path\": \"$pods_api\"|"; }
  run_agent agent-pods-api socket_folder
  kubectl get pod -n attestor agent-pods-api -o json >"$work/pod"
  ! grep -q -e '"serviceAccountToken"' -e '"hostNetwork": true' "$work/pod" ||
    fail "the pod has a token or the host network" "$work/pod"
  kubectl apply -f "$work/workload.yaml" >/dev/null
  "$top/ci/cluster/wait" 'default/whoami/asker=terminated:Completed'
  log_of default whoami asker >"$work/whoami"
  for selector in ns:default "pod-uid:$(kubectl get pod whoami -o 'jsonpath={.metadata.uid}')" container-name:asker; do
    grep -q -x "k8s:$selector" "$work/whoami" || fail "the pod did not learn $selector" "$work/whoami"
  done
  log_of attestor agent-pods-api agent >"$work/log"
  grep -q 'the kubelet lists its pods over its Pods API' "$work/log" || fail "the agent did not use the socket" "$work/log"
  say "without permissions and token, a pod was told who it is"
  "$top/ci/cluster/delete" attestor/agent-pods-api default/whoami >/dev/null
else
  say "skipped: the kubelet of Kubernetes $kubernetes_version has no Pods API, so no agent runs without permissions"
fi
