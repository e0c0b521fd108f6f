# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# The manifests: the API server takes every object, and the account may do what is documented and nothing else.

# A namespace has to be there before the API server judges what belongs into it.
for namespace in attestor spire; do
  printf '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}' "$namespace" |
    "$top/ci/cluster/apply" - >/dev/null
done
for folder in "$top"/packaging/kubernetes/{base,overlays/*,examples} "$here"/cases/*; do
  kubectl apply --server-side --dry-run=server --validate=strict -k "$folder" >"$work/dry-run" 2>&1 ||
    fail "the API server refuses ${folder#"$top/"}" "$work/dry-run"
  say "the API server takes ${folder#"$top/"}: $(wc -l <"$work/dry-run") objects"
done

may() { # ACCOUNT: all that it may, as the API server says
  kubectl auth can-i --list --no-headers --as "system:serviceaccount:$1" --as-group system:serviceaccounts \
    --as-group system:authenticated | sort
}
apply_case whois
may attestor:attestor >"$work/may"
may attestor:default >"$work/may-anybody"
# Of the columns, the names of resources and URLs are lists in brackets.
additional=$(comm -23 "$work/may" "$work/may-anybody" | tr -s ' ')
[ "$additional" = 'nodes/pods [] [] [get]' ] || fail "the account may something else than it should: $additional"
say "beyond what every account may, the agent's may: $additional"

# The kubelet lists its pods for the account, those that run as well, and does nothing else for it.
"$top/ci/cluster/token" attestor attestor | sed 's/^/header = "Authorization: Bearer /; s/$/"/' >"$work/token.curl"
for path in pods=200 runningpods/=200 metrics=403 configz=403 logs/=403 exec/default/no-labels/main?command=id=403; do
  status=$(curl -s -m 10 --noproxy '*' --cacert "$dir/pki/ca.crt" -K "$work/token.curl" -o /dev/null -w '%{http_code}' \
    "$kubelet/${path%=*}")
  [ "$status" = "${path##*=}" ] || fail "the kubelet answers $status to /${path%=*}"
done
say "the kubelet lists its pods for the account, and refuses it metrics, configuration, logs and commands"

# By choice, what older kubelets ask for, and nothing narrower beside it.
kubectl kustomize "$here/cases/components" >"$work/components.yaml"
[ "$(grep -o 'nodes/[a-z]*' "$work/components.yaml")" = nodes/proxy ] ||
  fail "the component nodes-proxy does not replace the rule" "$work/components.yaml"
