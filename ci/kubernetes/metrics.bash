# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the metrics of the installed chart, which are served over TLS, its alerts and its dashboard: a Prometheus scrapes the
# running agent, and every query returns data.

scrape prometheus >"$work/scraped" || fail "a client with a certificate cannot read the metrics"
grep -q '^attestor_build_info{' "$work/scraped" || fail "the metrics lack attestor_build_info" "$work/scraped"
scrape prometheus --tls-max 1.2 >"$work/scraped" || fail "a client with TLS 1.2 cannot read the metrics"
for client in nobody stranger expired server; do
  ! scrape "$client" >"$work/scraped" 2>&1 || fail "the client \"$client\" can read the metrics" "$work/scraped"
done
! curl -sf --noproxy '*' --max-time 10 -o "$work/scraped" http://127.0.0.1:9464/metrics || fail "the metrics are served without TLS as well"
log_of attestor agent-chart agent >"$work/log"
for reason in 'Empty client certificate chain' 'CN=stranger\" does not chain to client_ca_path' 'CN=expired\" expired at' 'CN=server\" is for servers'; do
  grep -q -F "$reason" "$work/log" || fail "the agent's log does not say: $reason" "$work/log"
done
say "metrics are served over TLS to clients with a certificate of the CA, and to no others"

rules=$top/packaging/helm/attestor/rules/attestor.yaml
if ! command -v prometheus >/dev/null || ! command -v promtool >/dev/null; then
  [ "${CI:-}" != true ] || fail "there is no prometheus, but CI requires it"
  say "skipped the test of the dashboard and the alerts: there is no prometheus (apt-get install prometheus)"
else
  promtool check rules "$rules" >"$work/promtool" 2>&1 || fail "promtool rejects the alerts" "$work/promtool"
  cp "$rules" "$work/rules.yaml"
  cp "$here/chart/alerts.yaml" "$work/alerts.yaml"
  promtool test rules "$work/alerts.yaml" >"$work/promtool" 2>&1 || fail "the alerts do not fire as expected" "$work/promtool"

  cat >"$work/prometheus.yml" <<YAML
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yaml]
scrape_configs:
- job_name: attestor
  scheme: https
  tls_config: {ca_file: $tls/ca.crt, cert_file: $tls/prometheus.crt, key_file: $tls/prometheus.key, server_name: server}
  static_configs: [{targets: ["127.0.0.1:9464"]}]
YAML
  prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/prometheus" \
    --web.listen-address=127.0.0.1:19464 >"$work/prometheus.log" 2>&1 &
  helpers+=($!)
  # Somebody has to ask the agent.
  while "$top/target/attestor/bin/attestor" whois "$agent_pid" >/dev/null 2>&1; do sleep 0.2; done &
  helpers+=($!)
  began=$SECONDS
  until curl -sf --noproxy '*' --max-time 5 -o /dev/null http://127.0.0.1:19464/-/ready; do
    [ $((SECONDS - began)) -lt 60 ] || fail "Prometheus is not ready after 60 seconds" "$work/prometheus.log"
    sleep 0.5
  done
  python3 -B "$here/dashboard.py" http://127.0.0.1:19464 "$top/packaging/helm/attestor/dashboards/attestor.json" "$rules" \
    >"$work/queries" 2>&1 || fail "the dashboard does not fit the agent's metrics" "$work/queries" "$work/prometheus.log"
  say "a Prometheus scrapes the agent over TLS with a client certificate: $(cat "$work/queries")"
  kill "${helpers[@]}" 2>/dev/null || true
  wait "${helpers[@]}" 2>/dev/null || true
fi
