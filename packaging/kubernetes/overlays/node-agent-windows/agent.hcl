agent {
  http_port  = 9464
  log_format = "json"
}

workload_attestor "k8s" {
  plugin_data {
    # The pod has the node's network, so the kubelet is at 127.0.0.1; its certificate must have the node's name.
    kubelet_server_name_env = "NODE_NAME"
  }
}
