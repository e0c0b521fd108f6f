server {
  bind_address = "127.0.0.1"
  bind_port    = {{.Port}}
  trust_domain = "example.org"
  data_dir     = {{q .Folder}}
  socket_path  = {{q .Socket}}
  log_level    = "DEBUG"
  # Short, so that the tests see SVIDs renewed.
  default_x509_svid_ttl = "{{.TTL}}"
  agent_ttl             = "1h"
}

plugins {
  DataStore "sql" {
    plugin_data {
      database_type     = "sqlite3"
      connection_string = "{{.Folder}}/datastore.sqlite3"
    }
  }

  KeyManager "disk" {
    plugin_data {
      keys_path = "{{.Folder}}/keys.json"
    }
  }

  NodeAttestor "k8s_sat" {
    plugin_cmd      = "{{.Attestor}}/bin/attestor-k8s-sat-server"
    plugin_checksum = "{{checksum (print .Attestor "/bin/attestor-k8s-sat-server")}}"
    plugin_data {
      clusters = {
        "MyCluster" = {
          service_account_allow_list = {{q .Accounts}}
          {{- if .Kubeconfig}}
          use_token_review_api_validation = true
          kube_config_file = {{q .Kubeconfig}}
          {{- else if .KeyFile}}
          service_account_key_file = {{q .KeyFile}}
          {{- end}}
          {{- range $option, $value := .Options}}
          {{$option}} = {{q $value}}
          {{- end}}
          refuse_used_tokens = true
        }
      }
    }
  }
}
{{- if .PrometheusPort}}

telemetry {
  Prometheus {
    host = "127.0.0.1"
    port = {{.PrometheusPort}}
  }
}
{{- end}}
