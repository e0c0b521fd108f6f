"experimental" "sigstore" {
  "rekor_url" = "https://rekor.example.org"

  "enforce_sct" = false

  "skip_signature_verification_image_list" = []

  "allowed_subjects_list" = {
    "https://issuer.example.org" = ["build@example.org"]

    "https://other.example.org" = []
  }
}
