"experimental" "broker" {
  "access_policy" = "permissive"

  "brokers" "broker" {
    "id" = "spiffe://example.org/ztunnel"
  }
}
