# The node agent of this node: attestor-agent(1), /usr/share/doc/attestor/agent.md and k8s.md.
# "attestor doctor --config /etc/attestor/agent.hcl" says what is missing.

agent {
  socket_path = "/run/attestor/agent.sock"

  # Metrics and health on 127.0.0.1.
  # http_port = 9464

  # Who may ask about processes other than their own: accounts and groups of the node by number, pods by namespace and
  # service account.
  # whois {
  #   uids = [0]
  #   pods = ["monitoring/proxy"]
  # }
}

workload_attestor "k8s" {
  plugin_data {
    # The CA of the kubelet's serving certificate, and a service account's token that may get nodes/pods.
    kubelet_ca_path = "/etc/kubernetes/pki/ca.crt"
    token_path      = "/var/lib/attestor/token"
  }
}
