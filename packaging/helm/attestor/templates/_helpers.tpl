{{- define "attestor.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "attestor.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "attestor.fullname" .) -}}
{{- end -}}

{{- define "attestor.labels" -}}
app.kubernetes.io/name: attestor
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end -}}

{{/* The labels that select the pods of both systems. */}}
{{- define "attestor.selector" -}}
app.kubernetes.io/name: attestor
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Takes the root and the values of one system. */}}
{{- define "attestor.image" -}}
{{- $image := .system.image -}}
{{- printf "%s:%s" $image.repository ($image.tag | default .root.Chart.AppVersion) -}}
{{- with $image.digest }}@{{ . }}{{ end -}}
{{- end -}}

{{/* Where the pods find a file of the Secret for metrics over TLS. Takes the name of the file. */}}
{{- define "attestor.metricsFolder" -}}
{{- printf "/run/secrets/attestor-metrics/%s" . | trimSuffix "/" -}}
{{- end -}}

{{/* The "agent" block of one system, as JSON. */}}
{{- define "attestor.agent" -}}
{{- $own := dict -}}
{{- if eq .name "linux" -}}
{{- $own = dict "socket_path" (printf "%s/agent.sock" .system.socketFolder) -}}
{{- end -}}
{{- with .root.Values.metrics.tls -}}
{{- if .secretName -}}
{{- $tls := dict "certificate_path" (include "attestor.metricsFolder" "tls.crt") "private_key_path" (include "attestor.metricsFolder" "tls.key") -}}
{{- if .clientCaKey -}}
{{- $_ := set $tls "client_ca_path" (include "attestor.metricsFolder" .clientCaKey) -}}
{{- end -}}
{{- $_ := set $own "http_tls" $tls -}}
{{- end -}}
{{- end -}}
{{- mergeOverwrite $own (deepCopy .root.Values.agent) .system.agent | toJson -}}
{{- end -}}

{{/* The "plugin_data" of one system, as JSON. */}}
{{- define "attestor.k8s" -}}
{{- $own := mergeOverwrite (deepCopy .root.Values.k8s) .system.k8s -}}
{{- if .system.podsApiOnly -}}
{{- $own = omit $own "kubelet_ca_path" "kubelet_server_name_env" "token_path" -}}
{{- end -}}
{{- $own | toJson -}}
{{- end -}}

{{/* The agent's configuration for one system: HCL 1 in its JSON form, so that each value is quoted correctly. */}}
{{- define "attestor.configuration" -}}
{{- $agent := include "attestor.agent" . | fromJson -}}
{{- $k8s := include "attestor.k8s" . | fromJson -}}
{{- if and (get $agent "http_tls") (not (get $agent "http_port")) -}}
{{- fail (printf "%s.agent has http_tls without the http_port that it is for: set agent.http_port, for example to 9464" .name) -}}
{{- end -}}
{{- dict "agent" $agent "workload_attestor" (dict "k8s" (dict "plugin_data" $k8s)) | toPrettyJson -}}
{{- end -}}

{{/* The systems whose agents are enabled, as a JSON list of "linux" and "windows". */}}
{{- define "attestor.systems" -}}
{{- $systems := list -}}
{{- range list "linux" "windows" -}}
{{- if (index $.Values .).enabled -}}{{- $systems = append $systems . -}}{{- end -}}
{{- end -}}
{{- dict "names" $systems | toJson -}}
{{- end -}}

{{/* The port for metrics of one system; fails if Prometheus cannot reach it. */}}
{{- define "attestor.metricsPort" -}}
{{- $agent := include "attestor.agent" . | fromJson -}}
{{- $port := dig "http_port" 0 $agent | int -}}
{{- $address := dig "http_address" "127.0.0.1" $agent -}}
{{- if not $port -}}
{{- fail (printf "%s.agent has no http_port, which a PodMonitor or ServiceMonitor needs: set agent.http_port, for example to 9464" .name) -}}
{{- end -}}
{{- if or (hasPrefix "127." $address) (has $address (list "::1" "[::1]")) -}}
{{- fail (printf "the agents' http_address is %s, which Prometheus cannot reach from another node: for a PodMonitor or ServiceMonitor, set agent.http_address, for example to [::]" $address) -}}
{{- end -}}
{{- $port -}}
{{- end -}}

{{/* The endpoint of a monitor beyond port and interval, as JSON. Takes the root and the monitor's values. */}}
{{- define "attestor.endpoint" -}}
{{- $endpoint := deepCopy .monitor.endpoint -}}
{{- $root := .root -}}
{{- $names := (include "attestor.systems" $root | fromJson).names -}}
{{- $encrypted := list -}}
{{- range $names -}}
{{- $agent := include "attestor.agent" (dict "root" $root "name" . "system" (index $root.Values .)) | fromJson -}}
{{- if get $agent "http_tls" -}}{{- $encrypted = append $encrypted . -}}{{- end -}}
{{- end -}}
{{- if $encrypted -}}
{{- if lt (len $encrypted) (len $names) -}}
{{- fail (printf "only %s.agent has http_tls, and a monitor has one endpoint for both systems: set it for both or for none" (first $encrypted)) -}}
{{- end -}}
{{- if not (hasKey $endpoint "tlsConfig") -}}
{{- fail "the agents serve metrics over TLS, and the monitor's endpoint has no tlsConfig: set one with ca, serverName and, for client certificates, cert and keySecret" -}}
{{- end -}}
{{- $endpoint = mergeOverwrite (dict "scheme" "https") $endpoint -}}
{{- end -}}
{{- $endpoint | toJson -}}
{{- end -}}
