agent {
  socket_path = "/run/attestor/agent.sock"
  http_port   = 9464
  log_format  = "json"
  whois { uids = [0] }
}

workload_attestor "k8s" {
  plugin_data {
    # The pod shares the node's network, so the kubelet is at 127.0.0.1; its certificate must have the node's name.
    kubelet_server_name_env = "NODE_NAME"
    kubelet_ca_path         = "/run/secrets/attestor/ca.crt"
    token_path              = "/run/secrets/attestor/token"
  }
}
