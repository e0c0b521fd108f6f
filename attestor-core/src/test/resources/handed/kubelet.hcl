"kubelet_secure_port" = 10250

"kubelet_ca_path" = "/etc/kubernetes/pki/ca.crt"

"kubelet_server_name" = "node-7"

"token_path" = "/var/run/token \u00e9\ud83d\ude00 \"quoted\" C:\\path"

"node_name_env" = "MY_NODE_NAME"

"max_poll_attempts" = "10"

"poll_retry_interval" = "1s"

"reload_interval" = "2m"

"attest_ephemeral_containers" = true

"enable_namespace_labels" = "true"

"kube_config_file" = "/etc/kubeconfig"

"container_runtime_endpoint" = "unix:///run/containerd/containerd.sock"

"kubelet_cgroup_root" = "auto"

"verbose_container_locator_logs" = false

"experimental" = {}
