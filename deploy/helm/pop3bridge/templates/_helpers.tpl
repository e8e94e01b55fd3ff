{{- define "pop3bridge.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 52 characters: the longest suffix has 11. */}}
{{- define "pop3bridge.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "pop3bridge.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "pop3bridge.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "pop3bridge.selector" -}}
app.kubernetes.io/name: {{ include "pop3bridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pop3bridge.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "pop3bridge.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "pop3bridge.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "pop3bridge.fullname" .) -}}
{{- end -}}

{{- define "pop3bridge.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* A list {"files": [{setting, path, volume, source}…]} of all files, in the order of their settings. */}}
{{- define "pop3bridge.files" -}}
{{- $files := list -}}
{{- range $setting, $sources := .Values.files -}}
{{- range $index, $source := (kindIs "slice" $sources | ternary $sources (list $sources)) -}}
{{- $volume := printf "%s-%d" (replace "." "-" $setting) $index -}}
{{- $files = append $files (dict "setting" $setting "volume" $volume "source" $source
    "path" (printf "/etc/pop3bridge/files/%s/%s" $volume $source.key)) -}}
{{- end -}}
{{- end -}}
{{- dict "files" $files | toJson -}}
{{- end -}}

{{- define "pop3bridge.listener" -}}
{{- $listener := dict "listen" (printf "%s:%d" .address .port) "tls" .tls -}}
{{- if .proxy -}}
{{- $_ := set $listener "proxy-protocol" true -}}
{{- end -}}
{{- $listener | toJson -}}
{{- end -}}

{{/* Whether the management port serves TLS: "true" or nothing. */}}
{{- define "pop3bridge.managementTls" -}}
{{- if hasKey .Values.files "management.tls-certificate" -}}
true
{{- end -}}
{{- end -}}

{{/* The settings file. The settings that the chart sets have flat names. */}}
{{- define "pop3bridge.config" -}}
{{- $values := .Values -}}
{{- $listeners := list -}}
{{- if $values.pop3.enabled -}}
{{- $tls := hasKey $values.files "tls.certificate" | ternary "starttls" "off" -}}
{{- $listeners = append $listeners (include "pop3bridge.listener" (dict "address" $values.listenAddress "port" 1110 "tls" $tls "proxy" $values.proxyProtocol) | fromJson) -}}
{{- end -}}
{{- if $values.pop3s.enabled -}}
{{- $listeners = append $listeners (include "pop3bridge.listener" (dict "address" $values.listenAddress "port" 1995 "tls" "implicit" "proxy" $values.proxyProtocol) | fromJson) -}}
{{- end -}}
{{- $set := dict "pop3.listeners" $listeners "management.listen" (printf "%s:9110" $values.listenAddress) -}}
{{- range (include "pop3bridge.files" . | fromJson).files -}}
{{- $_ := set $set .setting (append (get $set .setting | default list) .path) -}}
{{- end -}}
{{- range $setting, $paths := $set -}}
{{- if and (hasKey $values.files $setting) (eq (len $paths) 1) -}}
{{- $_ := set $set $setting (first $paths) -}}
{{- end -}}
{{- end -}}
{{ toYaml $values.config }}
{{ toYaml $set }}
{{- end -}}
