# The configuration of the agent. The service reads it anew when it changes; where it lies, it may be written by SYSTEM
# and the administrators alone, or the service does not start. Slashes or double backslashes, as in "C:/folder/file".
agent {
}

workload_attestor "k8s" {
  plugin_data {
    # Whom to believe: the certificates that signed the kubelet's. Names in them are checked against kubelet_server_name,
    # which is mostly the node's.
    kubelet_ca_path     = "C:/ProgramData/Attestor/kubelet-ca.crt"
    kubelet_server_name = "this-node"

    # Who Attestor is for the kubelet: an account that may get nodes/pods.
    token_path = "C:/ProgramData/Attestor/token"
  }
}
