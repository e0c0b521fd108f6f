package live

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"

	"attestor.invalid/ci/spire/deployment"
)

// reportsToTheAgentsMetrics looks for the figures of both plugins where an operator looks for the agent's.
func reportsToTheAgentsMetrics(n *node, agent *deployment.Agent) {
	n.Helper()
	n.reports(agent.PrometheusPort, "spire_agent_attestor_attestation", "in_pod")
	n.reports(agent.PrometheusPort, "spire_agent_attestor_kubelet_request", "ok")
	n.reports(agent.PrometheusPort, "spire_agent_attestor_token_read", "ok")
}

// reports waits until calls with this result and the times of such calls are among the figures of a port.
func (n *node) reports(port int, calls, result string) {
	n.Helper()
	for _, name := range []string{
		calls + `{[^}]*result="` + result + `"[^}]*}`,
		calls + `_elapsed_time_count(?:{[^}]*})?`,
	} {
		pattern := regexp.MustCompile(`(?m)^` + name + ` ([0-9.e+]+)$`)
		text := ""
		n.eventuallyOr(name, func() bool {
			text = scrape(n, port)
			found := pattern.FindStringSubmatch(text)
			if found == nil {
				return false
			}
			value, err := strconv.ParseFloat(found[1], 64)
			return err == nil && value > 0
		}, func() string { return text })
	}
	for _, line := range regexp.MustCompile(`(?m)^`+calls+`[_{ ].*$`).FindAllString(scrape(n, port), -1) {
		n.Log(line)
	}
}

func scrape(n *node, port int) string {
	n.Helper()
	client := http.Client{Timeout: patience}
	response, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", port))
	n.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	n.must(err)
	return string(text)
}
