# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the Helm chart: it has the same objects as the Kustomize overlays, the API server accepts them with every value set,
# and an installed agent answers.
# shellcheck source-path=SCRIPTDIR
# shellcheck source=helm.bash
source "$here/helm.bash"
# shellcheck source=certificates.bash
source "$here/certificates.bash"

chart=$top/packaging/helm/attestor
build_helm

version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$top/pom.xml")
for key in version appVersion; do
  grep -q -x "$key: ${version%-SNAPSHOT}" "$chart/Chart.yaml" || fail "the chart's $key is not that of Attestor, $version" "$chart/Chart.yaml"
done
for values in installed everything; do
  helm lint --strict "$chart" -f "$here/chart/$values.yaml" >"$work/lint" 2>&1 ||
    fail "helm lint finds problems with $values.yaml" "$work/lint"
done

# Leaves none of the objects that the tests above have applied.
"$top/ci/cluster/delete" attestor/agent-whois attestor/agent-pods-api >/dev/null
kubectl delete --ignore-not-found --wait=false -k "$here/cases/whois" >"$work/delete" 2>&1 ||
  fail "the objects of the case whois cannot be deleted" "$work/delete"
remove_namespace attestor
kubectl create namespace attestor >/dev/null
as_stored() { kubectl apply --server-side --force-conflicts --dry-run=server --validate=strict -o json "$@"; }
{
  as_stored -k "$top/packaging/kubernetes/overlays/node-agent"
  as_stored -k "$top/packaging/kubernetes/overlays/node-agent-windows"
} >"$work/kustomize.json"
helm template attestor "$chart" -n attestor --set windows.enabled=true | as_stored -f - >"$work/helm.json"
count=$(python3 -B "$here/same_objects.py" "$work/kustomize.json" "$work/helm.json" 2>"$work/difference") ||
  fail "the chart and the Kustomize overlays have different objects" "$work/difference"
say "Helm $helm_version renders the same $count objects as the Kustomize overlays"

as_stored -k "$here/cases/pods-api" >"$work/kustomize.json"
helm template attestor "$chart" -n attestor --set linux.podsApiOnly=true,agent.http_port=null,agent.log_format=null \
  --set linux.image.repository=registry.local/attestor,linux.image.tag=ci | as_stored -f - >"$work/helm.json"
count=$(python3 -B "$here/same_objects.py" "$work/kustomize.json" "$work/helm.json" 2>"$work/difference") ||
  fail "the chart and the component pods-api make different objects" "$work/difference"
say "with podsApiOnly, Helm renders the same $count objects as Kustomize with the component pods-api"

# Monitors and rules need definitions, which are removed again below.
definitions=$(operator_definitions)
for kind in podmonitors servicemonitors prometheusrules; do
  kubectl apply --server-side -f "$definitions/monitoring.coreos.com_$kind.yaml" >>"$work/apply.log"
done
kubectl wait --for=condition=Established --timeout=60s crd/{podmonitors,servicemonitors,prometheusrules}.monitoring.coreos.com \
  >>"$work/apply.log"
helm template attestor "$chart" -n attestor -f "$here/chart/everything.yaml" >"$work/everything.yaml"
as_stored -f "$work/everything.yaml" >/dev/null 2>"$work/errors" ||
  fail "the API server rejects the chart with every value set" "$work/errors"
say "the API server takes the chart with every value set: $(grep -c '^kind:' "$work/everything.yaml") objects"
kubectl delete --wait=false crd/{podmonitors,servicemonitors,prometheusrules}.monitoring.coreos.com >/dev/null

refuses() { # MESSAGE ARGUMENT...
  ! helm template attestor "$chart" -n attestor "${@:2}" >"$work/refused" 2>&1 || fail "the chart accepts ${*:2}"
  grep -q -F -e "$1" "$work/refused" || fail "the chart refuses ${*:2} for another reason" "$work/refused"
}
refuses "set agent.http_address, for example to [::]" --set metrics.podMonitor.enabled=true
refuses "set agent.http_port, for example to 9464" --set metrics.podMonitor.enabled=true,agent.http_port=null
refuses "the monitor's endpoint has no tlsConfig" --set 'agent.http_address=[::],metrics.podMonitor.enabled=true,metrics.tls.secretName=a'
own_tls='{"certificate_path": "/a", "private_key_path": "/b"}'
monitored=(--set 'agent.http_address=[::],metrics.podMonitor.enabled=true')
refuses "the monitor's endpoint has no tlsConfig" "${monitored[@]}" --set-json "linux.agent.http_tls=$own_tls"
refuses "only linux.agent has http_tls" "${monitored[@]}" --set windows.enabled=true --set-json "linux.agent.http_tls=$own_tls"
refuses "linux.agent has http_tls without the http_port" --set agent.http_port=null --set-json "linux.agent.http_tls=$own_tls"
helm template attestor "$chart" -n attestor "${monitored[@]}" --set metrics.podMonitor.endpoint.tlsConfig.serverName=a \
  --set-json "linux.agent.http_tls=$own_tls" -s templates/podmonitor.yaml >"$work/monitor"
grep -q -x ' *scheme: https' "$work/monitor" || fail "the monitor of an agent with TLS for one system does not use it" "$work/monitor"
refuses "at '/agent/http_tls'" --set agent.http_tls.certificate_path=a
refuses "additional properties 'sockets' not allowed" --set linux.sockets=1
refuses "at '/agent/http_port'" --set agent.http_port=70000
refuses "at '/linux/image/digest'" --set linux.image.digest=latest

# Installs it as its page says.
remove_namespace attestor
# No controller gives the namespace its kube-root-ca.crt here.
printf '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "attestor"}}' | "$top/ci/cluster/apply" - >/dev/null
make_certificates
kubectl create secret generic -n attestor attestor-metrics --from-file=tls.crt="$tls/server.crt" \
  --from-file=tls.key="$tls/server.key" --from-file=ca.crt="$tls/ca.crt" -o json --dry-run=client |
  "$top/ci/cluster/apply" - >/dev/null
helm install attestor "$chart" -n attestor --create-namespace -f "$here/chart/installed.yaml" >"$work/notes" 2>&1 ||
  fail "helm install fails" "$work/notes"
grep -q 'kubectl rollout status -n attestor daemonset/attestor' "$work/notes" ||
  fail "the notes do not say what to run next" "$work/notes"
run_agent agent-chart
kubectl apply -f "$work/workload.yaml" >/dev/null
"$top/ci/cluster/wait" 'default/whoami/asker=terminated:Completed'
log_of default whoami asker >"$work/whoami"
grep -q -x "k8s:pod-uid:$(kubectl get pod whoami -o 'jsonpath={.metadata.uid}')" "$work/whoami" ||
  fail "the pod did not learn its identity from the installed agent" "$work/whoami"
"$top/target/attestor/bin/attestor" whois "$agent_pid" >"$work/whois" ||
  fail "root may not ask about others, though the values name it" "$work/whois"
grep -q -x 'k8s:pod-name:agent-chart' "$work/whois" || fail "whois did not tell the agent's pod" "$work/whois"
say "a pod asked the agent of the installed chart and was told who it is"
