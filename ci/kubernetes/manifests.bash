# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the manifests: the API server accepts every object, and the service account has exactly the documented permissions.

# The API server validates namespaced objects only if their namespace exists.
for namespace in attestor spire; do
  printf '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}' "$namespace" |
    "$top/ci/cluster/apply" - >/dev/null
done
for folder in "$top"/packaging/kubernetes/{base,overlays/*,examples} "$here"/cases/*; do
  kubectl apply --server-side --dry-run=server --validate=strict -k "$folder" >"$work/dry-run" 2>&1 ||
    fail "the API server rejects ${folder#"$top/"}" "$work/dry-run"
  say "the API server takes ${folder#"$top/"}: $(wc -l <"$work/dry-run") objects"
done

may() { # ACCOUNT: prints all its permissions, as the API server lists them
  kubectl auth can-i --list --no-headers --as "system:serviceaccount:$1" --as-group system:serviceaccounts \
    --as-group system:authenticated | sort
}
apply_case whois
may attestor:attestor >"$work/may"
may attestor:default >"$work/may-anybody"
# The columns with resource names and URLs are lists in brackets.
additional=$(comm -23 "$work/may" "$work/may-anybody" | tr -s ' ')
[ "$additional" = 'nodes/pods [] [] [get]' ] || fail "the account has unexpected permissions: $additional"
say "beyond what every account may, the agent's may: $additional"

# The kubelet lets the account list pods and running pods, and nothing else.
"$top/ci/cluster/token" attestor attestor | sed 's/^/header = "Authorization: Bearer /; s/$/"/' >"$work/token.curl"
for path in pods=200 runningpods/=200 metrics=403 configz=403 logs/=403 exec/default/no-labels/main?command=id=403; do
  status=$(curl -s -m 10 --noproxy '*' --cacert "$dir/pki/ca.crt" -K "$work/token.curl" -o /dev/null -w '%{http_code}' \
    "$kubelet/${path%=*}")
  [ "$status" = "${path##*=}" ] || fail "the kubelet answers $status to /${path%=*}"
done
say "the kubelet lists its pods for the account, and refuses it metrics, configuration, logs and commands"

# The component nodes-proxy replaces the narrow permission by the one that older kubelets require.
kubectl kustomize "$here/cases/components" >"$work/components.yaml"
[ "$(grep -o 'nodes/[a-z]*' "$work/components.yaml")" = nodes/proxy ] ||
  fail "the component nodes-proxy does not replace the rule" "$work/components.yaml"

# The component namespace-labels puts the credentials where the agent looks for those of the API server.
grep -q '^ *- mountPath: /var/run/secrets/kubernetes.io/serviceaccount$' "$work/components.yaml" ||
  fail "the component namespace-labels does not mount the credentials" "$work/components.yaml"
