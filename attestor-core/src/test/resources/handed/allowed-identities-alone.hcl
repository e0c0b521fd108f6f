"sigstore" "allowed_identities" {
  "https://issuer.example.org" = ["^build@example\\.org$"]
}
