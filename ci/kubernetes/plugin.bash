# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the plugin: the init container copies it into the pod of a SPIRE agent, where it runs without a shell or a C library.

mkdir -p "$work/host/bin"
(cd "$top/ci/plugin-host" && CGO_ENABLED=0 go build -o "$work/host/bin/host" ./cmd/host)
# An image that contains only the plugin's host, just as SPIRE's image contains only the agent.
"${JAVA_HOME:+$JAVA_HOME/bin/}java" \
  -cp "$top/packaging/kubernetes/target/classes:$(cat "$top/packaging/kubernetes/target/classpath")" \
  dev.attestor.image.BuildImage --root "linux/$(go env GOARCH)=$work/host" --name registry.local/plugin-host:ci \
  --version-of-program ci --time 2026-01-01T00:00:00Z --entrypoint /bin/host \
  --cache "$work/host-cache" --out "$work/host-layout" >/dev/null
import "$work/host-layout"

# The stand-in gets its settings from the SPIRE agent's configuration.
python3 -B - "$top/packaging/kubernetes/overlays/spire-plugin/agent.conf" "$work" <<'PYTHON'
import json, pathlib, re, sys

text = pathlib.Path(sys.argv[1]).read_text()
block = text[text.index('WorkloadAttestor "k8s"'):]
words = [re.search(r'plugin_cmd *= "(.*)"', block)[1]] + re.findall(r'"(.*?)"', re.search(r"plugin_args *= \[(.*)\]", block)[1])
data = re.search(r"plugin_data \{\n(.*?)\n    \}", block, re.S)[1]
work = pathlib.Path(sys.argv[2])
(work / "plugin-data.hcl").write_text(data + "\n")
(work / "plugin-command.json").write_text(json.dumps(words))
PYTHON

apply_case spire-plugin
kubectl create configmap -n spire plugin-data --from-file="$work/plugin-data.hcl" -o json --dry-run=client |
  "$top/ci/cluster/apply" - >/dev/null
kubectl create configmap -n spire spire-bundle --from-literal=bundle.crt= -o json --dry-run=client |
  "$top/ci/cluster/apply" - >/dev/null
# Its own process ID; the pod uses the PID namespace of the node.
checksum=$(grep -a -h -o "\"dev.attestor.plugin-checksum.linux-$(go env GOARCH)\":\"[0-9a-f]*" "$work"/one/blobs/sha256/* |
  cut -d '"' -f 4 | sort -u)
pod_of spire spire-agent plugin Never | python3 -B -c '
import json, sys
pod = json.load(sys.stdin)
command = json.load(open(sys.argv[1]))
agent = pod["spec"]["containers"][0]
agent["args"] = ["-config", "/plugin-data/plugin-data.hcl", "-checksum", sys.argv[2], "-pids", sys.argv[3], "--", *command]
agent["volumeMounts"].append({"name": "plugin-data", "mountPath": "/plugin-data"})
pod["spec"]["volumes"].append({"name": "plugin-data", "configMap": {"name": "plugin-data"}})
json.dump(pod, sys.stdout)' "$work/plugin-command.json" "$checksum" "$agent_pid" | "$top/ci/cluster/apply" - >/dev/null
"$top/ci/cluster/wait" 'spire/plugin/spire-agent=terminated' || true
log_of spire plugin attestor >"$work/install"
log_of spire plugin spire-agent >"$work/host-log"
grep -q -x "plugin_checksum = \"$checksum\"" "$work/install" ||
  fail "the init container prints another checksum than the image's annotation, $checksum" "$work/install"
for selector in ns:attestor pod-name:agent-whois sa:attestor container-name:agent; do
  grep -q "\"$selector\"" "$work/host-log" || fail "the plugin did not return $selector" "$work/install" "$work/host-log"
done
say "the plugin ran in an image without files: $(grep -o '"startup_ms": [0-9.]*' "$work/host-log")"
