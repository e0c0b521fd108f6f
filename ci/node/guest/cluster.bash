# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# The cluster in the virtual machine, with systemd's cgroup driver.
set -euo pipefail

# In a unit of its own, so that the daemons are no part of the tests. On a slow emulated machine, the API server may give up before etcd
# is warm; "up" can be repeated.
start_cluster() {
  cluster_began=$SECONDS
  systemd-run -q --no-block --unit=cluster -p Type=oneshot -p RemainAfterExit=yes -p Delegate=yes -p "StandardOutput=file:$state/up.log" \
    -p "StandardError=append:$state/up.log" -E PATH -E HOME -E ATTESTOR_CLUSTER_DIR -E ATTESTOR_CACHE_DIR -E KUBERNETES -E CGROUP_DRIVER \
    bash -c 'for attempt in 1 2 3 4; do "$0" && exit; done; exit 1' "$cluster/up"
}

await_cluster() {
  while [ "$(systemctl show -P ActiveState cluster.service)" = activating ]; do sleep 0.5; done
  expect "the cluster" "$(systemctl show -P ActiveState cluster.service)" active
  say "the cluster is up after $((SECONDS - cluster_began)) s: $(sed -n 's/^cluster: up, //p' "$state/up.log"), $(crun --version | head -n 1)"
}

# As docs/install-deb.md says, with the cluster's names.
configure() {
  quietly "$cluster/apply" "$job/repo/ci/cluster/manifests/rbac.json"
  install -g attestor -m 0640 "$ATTESTOR_CLUSTER_DIR/pki/ca.crt" /var/lib/attestor/ca.crt
  "$cluster/token" kube-system attestor-pods-only >"$state/token.new"
  install -g attestor -m 0640 "$state/token.new" /var/lib/attestor/token
  rm "$state/token.new"
  sed -i -e 's|/etc/kubernetes/pki/ca.crt|/var/lib/attestor/ca.crt|' -e 's|^agent {|&\n  whois { uids = [0] }|' "$agent_config"
}

# Enough for an agent that is asked about processes outside of pods.
configure_without_kubelet() {
  quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=kubelet -days 2 \
    -out /var/lib/attestor/ca.crt
  chgrp attestor /var/lib/attestor/ca.crt
  echo "not.a.token" | install -g attestor -m 0640 /dev/stdin /var/lib/attestor/token
  sed -i 's|/etc/kubernetes/pki/ca.crt|/var/lib/attestor/ca.crt|' "$agent_config"
}
