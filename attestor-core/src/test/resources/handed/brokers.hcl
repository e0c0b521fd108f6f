"kube_config_file" = "/etc/kubernetes/brokers.conf"

"experimental" "api_server" "cache" {
  "enabled" = true
}

"experimental" "broker" {
  "access_policy" = "enforced"

  "brokers" = {
    "id" = "spiffe://example.org/ztunnel"
  }

  "brokers" = {
    "id" = "spiffe://example.org/flux"

    "pod_reference_scope" = "cluster"
  }
}
