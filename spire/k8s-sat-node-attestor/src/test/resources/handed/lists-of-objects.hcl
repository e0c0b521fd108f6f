"clusters" = {
  "one" = {
    "service_account_allow_list" = ["a:b"]

    "service_account_key_file" = "sa.pub"
  }
}

"clusters" = {
  "two" = {
    "service_account_allow_list" = ["a:b"]

    "service_account_key_file" = "sa.pub"
  }
}
