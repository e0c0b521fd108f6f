"clusters" "by.key" {
  "service_account_allow_list" = ["a:b", "c:d"]

  "service_account_key_file" = "sa.pub"

  "issuer" = "https://issuer.example.org"
}

"clusters" "by-review" {
  "service_account_allow_list" = ["a:b"]

  "use_token_review_api_validation" = true

  "kube_config_file" = "/run/spire/kubeconfig"
}
