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

{{/* The "agent" block of one system, as JSON. */}}
{{- define "attestor.agent" -}}
{{- $own := dict -}}
{{- if eq .name "linux" -}}
{{- $own = dict "socket_path" (printf "%s/agent.sock" .system.socketFolder) -}}
{{- end -}}
{{- mergeOverwrite $own (deepCopy .root.Values.agent) .system.agent | toJson -}}
{{- end -}}

{{/* The "plugin_data" of one system, as JSON. */}}
{{- define "attestor.k8s" -}}
{{- mergeOverwrite (deepCopy .root.Values.k8s) .system.k8s | toJson -}}
{{- end -}}

{{/* The agent's configuration for one system: HCL 1 in its JSON form, so that each value is quoted correctly. */}}
{{- define "attestor.configuration" -}}
{{- $agent := include "attestor.agent" . | fromJson -}}
{{- $k8s := include "attestor.k8s" . | fromJson -}}
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
