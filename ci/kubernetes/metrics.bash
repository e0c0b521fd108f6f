# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the chart's alerts and dashboard: a Prometheus scrapes the running agent, and every query returns data.

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
  say "a Prometheus scrapes the agent: $(cat "$work/queries")"
  kill "${helpers[@]}" 2>/dev/null || true
  wait "${helpers[@]}" 2>/dev/null || true
fi
