"experimental" = {
  "sigstore" = {
    "allowed_identities" = {
      "https://issuer.example.org" = ["^build@example\\.org$"]
    }
  }

  "sigstore" = {
    "registry_credentials" = {
      "registry.example.com" = {
        "username" = "user"

        "password" = "pass"
      }
    }
  }

  "sigstore" = {
    "ignore_tlog" = true
  }
}
