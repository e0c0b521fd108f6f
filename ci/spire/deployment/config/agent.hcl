agent {
  data_dir          = {{q .Folder}}
  log_level         = "DEBUG"
  log_format        = "json"
  server_address    = "127.0.0.1"
  server_port       = {{.Server.Port}}
  socket_path       = {{q .Socket}}
  admin_socket_path = {{q .AdminSocket}}
  trust_bundle_path = {{q .Server.Bundle}}
  trust_domain      = "example.org"
  # May ask about other processes.
  authorized_delegates = ["spiffe://example.org/delegate"]

  experimental {
    sync_interval = "1s"
  }
}

plugins {
  KeyManager "disk" {
    plugin_data {
      directory = {{q .Folder}}
    }
  }

  NodeAttestor "k8s_sat" {
    plugin_cmd      = "{{.Attestor}}/bin/attestor-k8s-sat-agent"
    plugin_checksum = "{{checksum (print .Attestor "/bin/attestor-k8s-sat-agent")}}"
    plugin_data {
      cluster    = "MyCluster"
      token_path = {{q .Token}}
    }
  }

  WorkloadAttestor "unix" {
    plugin_data {
      discover_workload_path = true
      workload_size_limit    = -1 # no digest of the program
    }
  }

  WorkloadAttestor "k8s" {
    {{- if not .BuiltIn}}
    plugin_cmd      = "{{.Attestor}}/bin/attestor-k8s"
    plugin_checksum = "{{checksum (print .Attestor "/bin/attestor-k8s")}}"
    {{- end}}
    {{- if .DataFile}}
    plugin_data_file = {{q .DataFile}}
    {{- else}}
    plugin_data {
      kubelet_ca_path = {{q .KubeletCA}}
      token_path      = {{q .KubeletToken}}
      {{- if .BuiltIn}}
      # It waits this long for ephemeral containers, which it does not know.
      max_poll_attempts = 10
      {{- else}}
      kubelet_server_name        = "node1"
      container_runtime_endpoint = {{q .Runtime}}
      {{- end}}
    }
    {{- end}}
  }
}
{{- if .Statsd}}

telemetry {
  Statsd = [
    { address = {{q .Statsd}} },
  ]
}
{{- end}}
{{- if .PrometheusPort}}

telemetry {
  Prometheus {
    host = "127.0.0.1"
    port = {{.PrometheusPort}}
  }
}
{{- end}}
