"sigstore" "allowed_identities" {
  "https://issuer.example.org" = ["^build@example\\.org$"]
}

"sigstore" "registry_credentials" "registry.example.com" {
  "username" = "user"

  "password" = "pass"
}

"sigstore" "registry_credentials" "other.example.com:5000" {
  "username" = "user"

  "password" = "word"
}

"sigstore" "registry_mirrors" {
  "docker.io" = ["https://mirror.example.org"]
}
