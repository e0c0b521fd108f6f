# Configuration of the node agent. For the options, see attestor-agent(1) and agent.md and k8s.md in /usr/share/doc/attestor.
# To check it, run: attestor doctor --config /etc/attestor/agent.hcl

agent {
  socket_path = "/run/attestor/agent.sock"

  # Serves metrics and health checks on this port of 127.0.0.1.
  # http_port = 9464

  # Who may connect. Without these, everybody may. socket_group needs a drop-in for the service: see "Rights" in install-deb.md.
  # socket_mode  = "0660"
  # socket_group = "mesh"

  # Who may ask about other processes: users and groups of the node, pods by namespace/service-account.
  # whois {
  #   users  = ["envoy"]
  #   groups = ["mesh"]
  #   pods   = ["monitoring/proxy"]
  # }
}

workload_attestor "k8s" {
  plugin_data {
    # The CA that signed the kubelet's serving certificate, and a service account token that may get nodes/pods.
    kubelet_ca_path = "/etc/kubernetes/pki/ca.crt"
    token_path      = "/var/lib/attestor/token"
  }
}
