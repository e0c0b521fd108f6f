"disable_kubelet_client" = true

"experimental" "broker" {
  "access_policy" = "enforced"

  "brokers" = {
    "id" = "spiffe://example.org/flux"

    "pod_reference_scope" = "cluster"
  }
}
