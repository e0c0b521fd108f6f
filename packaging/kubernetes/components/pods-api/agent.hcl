agent {
  socket_path = "/run/attestor/agent.sock"
}
workload_attestor "k8s" {
  plugin_data {}
}
