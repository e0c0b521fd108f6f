"sigstore" = {
  "allowed_identities" = {
    "https://token.actions.githubusercontent.com" = ["^https://github\\.com/example/.*$", "^build@example\\.org$"]

    "https://accounts.google.com" = []
  }

  "skipped_images" = ["registry.example.com/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097"]

  "rekor_url" = "https://rekor.example.org"

  "ignore_sct" = true

  "ignore_tlog" = false

  "ignore_attestations" = true

  "accept_attestation_as_signature" = true

  "registry_credentials" "registry.example.com" {
    "username" = "user"

    "password" = "p\u0061ss"
  }

  "registry_credentials" "other.example.com:5000" {
    "username" = "user"

    "password" = "word"
  }

  "docker_config_path" = "/etc/docker/config.json"

  "registry_credential_helpers" = true

  "registry_credential_helper_folders" = ["/usr/local/bin"]

  "registry_credential_helper_env" = ["AWS_PROFILE"]

  "registry_mirrors" = {
    "docker.io" = ["https://mirror.example.org", "https://other.example.org"]
  }

  "signature_repository" = "registry.example.com/team/signatures"

  "plain_http_registries" = ["localhost:5000"]

  "proxy_url" = "http://proxy.example.org:3128"

  "trusted_root_path" = "/etc/attestor/trusted_root.json"

  "tuf_cache_path" = "/var/cache/attestor"

  "ca_path" = "/etc/ssl/registries.crt"

  "cache_ttl" = "1h"

  "verify_timeout" = "30s"
}
