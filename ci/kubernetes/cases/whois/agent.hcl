agent {
  socket_path = "/run/attestor/agent.sock"
  http_port   = 9464
  log_format  = "json"
  whois { uids = [0] }
}

workload_attestor "k8s" {
  plugin_data {
    # The pod uses the host network, so the kubelet is at 127.0.0.1. Its certificate must contain the node name.
    kubelet_server_name_env = "NODE_NAME"
    kubelet_ca_path         = "/run/secrets/attestor/ca.crt"
    token_path              = "/run/secrets/attestor/token"
  }
}
