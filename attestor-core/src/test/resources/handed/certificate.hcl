"skip_kubelet_verification" = true

"certificate_path" = "/etc/attestor/client.crt"

"private_key_path" = "/etc/attestor/client.key"

"node_name" = "10.0.0.7"

"disable_container_selectors" = true

"allow_containers_without_pod_cgroup" = true

"use_new_container_locator" = true
