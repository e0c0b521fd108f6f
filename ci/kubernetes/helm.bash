# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Builds Helm, and makes the definitions of the Prometheus Operator's objects available.
set -euo pipefail

helm_version=$(sed -n 's|^\thelm.sh/helm/v4 v\([^ ]*\).*|\1|p' "$here/helm/go.mod")
helm_program=$cache/helm-$helm_version-$(uname -m)

# The Prometheus Operator, whose module has the definitions, and the checksum of that module.
operator=github.com/prometheus-operator/prometheus-operator@v0.85.0
operator_sum=h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=

# Takes some 2 minutes on 2 cores, once per version.
build_helm() {
  [ ! -x "$helm_program" ] || return 0
  say "building Helm $helm_version"
  local new
  new=$(mktemp "$cache/.helm.XXXXXX")
  (cd "$here/helm" && go build -o "$new" -ldflags "-s -w" helm.sh/helm/v4/cmd/helm)
  chmod 755 "$new"
  mv "$new" "$helm_program"
}

# Nothing of the caller's Helm is used, neither its settings nor its plugins.
helm() {
  timeout 120 env HELM_CONFIG_HOME="$work/helm" HELM_CACHE_HOME="$work/helm" HELM_DATA_HOME="$work/helm" \
    KUBECONFIG="$dir/admin.kubeconfig" "$helm_program" "$@"
}

operator_definitions() { # prints the folder
  timeout 300 go mod download -json "$operator" >"$work/operator.json"
  python3 -B -c 'import json, sys
module = json.load(open(sys.argv[1]))
if module["Sum"] != sys.argv[2]:
    sys.exit("the checksum of %s is %s, expected %s" % (module["Path"], module["Sum"], sys.argv[2]))
print(module["Dir"] + "/example/prometheus-operator-crd")' "$work/operator.json" "$operator_sum"
}
