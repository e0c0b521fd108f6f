"node_name_env" = "MY_NODE_NAME"

"experimental" "sigstore" "allowed_identities" {
  "https://issuer.example.org" = ["^build@example\\.org$"]
}

"experimental" "sigstore" "registry_credentials" "registry.example.com" {
  "username" = "user"

  "password" = "pass"
}
