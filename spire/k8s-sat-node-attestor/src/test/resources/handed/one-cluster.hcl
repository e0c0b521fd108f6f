"clusters" "MyCluster" {
  "service_account_allow_list" = ["production:spire-agent"]

  "service_account_key_file" = "/run/k8s-certs/sa.pub"

  "service_account_jwks_file" = "/run/k8s-certs/jwks.json"

  "key_reload_interval" = "5m"

  "issuer" = ["https://kubernetes.default.svc", "https://issuer.example.org"]

  "audience" = ["spire-server"]

  "refuse_used_tokens" = true
}
