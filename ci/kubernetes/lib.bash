# shellcheck shell=bash disable=SC2034,SC2154 # variables for, and of, those who read this
# shellcheck source-path=SCRIPTDIR
# Shared by the tests of the image and the manifests.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export ATTESTOR_CLUSTER_DIR=${ATTESTOR_CLUSTER_DIR:-$top/.cluster}
# shellcheck source=../cluster/lib/cluster.bash
source "$top/ci/cluster/lib/cluster.bash"
# shellcheck source=../cluster/lib/programs.bash
source "$top/ci/cluster/lib/programs.bash"
here=$top/ci/kubernetes

say() { echo "kubernetes: $1"; }

fail() { # MESSAGE [FILE...]
  echo "kubernetes: error: $1" >&2
  shift
  for file in "$@"; do sed "s|^|  $(basename "$file"): |" "$file" >&2; done
  exit 1
}

# Builds kubectl of the same Kubernetes version, with kustomize. Takes about 40 seconds, once per version.
build_kubectl() {
  [ ! -x "$kubernetes_bin/kubectl" ] || return 0
  say "building kubectl $kubernetes_version"
  local new
  new=$(mktemp "$kubernetes_bin/.kubectl.XXXXXX")
  (cd "$top/ci/cluster/tools/kubernetes-$KUBERNETES" &&
    go build -o "$new" -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$kubernetes_version" \
      k8s.io/kubernetes/cmd/kubectl)
  chmod 755 "$new"
  mv "$new" "$kubernetes_bin/kubectl"
}

kubectl() { "$kubernetes_bin/kubectl" --kubeconfig "$dir/admin.kubeconfig" "$@"; }
images() { containerd_client images "$@"; }

import() { # LAYOUT
  tar -C "$1" -cf - . | images import - >>"$work/import.log"
}

# No controllers run here, so this creates a pod from the DaemonSet's template on the one node.
pod_of() { # NAMESPACE DAEMONSET POD [RESTART-POLICY]
  kubectl get daemonset -n "$1" "$2" -o json | python3 -B "$here/pod_of.py" "$3" "${4:-Always}"
}

apply_case() { # CASE
  kubectl apply --server-side --force-conflicts -k "$here/cases/$1" >>"$work/apply.log"
}

log_of() { # NAMESPACE POD CONTAINER
  local prefix=$dir/pod-logs/$1_$2_
  cat "$prefix"*/"$3"/*.log | cut -d ' ' -f 4-
}

# Removes the finalizer of the namespace, because the namespace controller does not run here.
remove_namespace() { # NAMESPACE
  kubectl get namespace "$1" >/dev/null 2>&1 || return 0
  kubectl delete namespace "$1" --wait=false >/dev/null
  kubectl get namespace "$1" -o json |
    python3 -B -c 'import json, sys
namespace = json.load(sys.stdin)
namespace["spec"]["finalizers"] = []
json.dump(namespace, sys.stdout)' |
    kubectl replace --raw "/api/v1/namespaces/$1/finalize" -f - >/dev/null
}
