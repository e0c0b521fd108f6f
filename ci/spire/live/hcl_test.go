package live

import (
	"path/filepath"
	"testing"
)

// Server and agents are configured in HCL; the server validates the agents' tokens by the cluster's keys.
func TestConfiguredInHCL(t *testing.T) {
	n := newNode(t)
	n.server.KeyFile = filepath.Join(n.cluster, "pki/service-accounts.pub")
	n.server.PrometheusPort = freePort(n)
	n.startServer("hcl")
	ours := n.agent("ours", "hcl")
	ours.PrometheusPort = freePort(n)
	n.start(ours)
	n.in("AttestsAgentsByTheirTokensOnce", func(n *node) { attestsAgentsOnce(n, "hcl") })
	n.in("GivesSVIDsByEverySelector", func(n *node) { givesSVIDsByEverySelector(n, ours) })
	n.in("AnswersYoungContainers", func(n *node) { answersYoungContainers(n, ours) })
	n.in("ReportsToTheAgentsMetrics", func(n *node) { reportsToTheAgentsMetrics(n, ours) })
	n.in("ReportsToTheServersMetrics", func(n *node) {
		n.reports(n.server.PrometheusPort, "spire_server_attestor_node_attestation", "ok")
		n.reports(n.server.PrometheusPort, "spire_server_attestor_node_attestation", "denied")
	})
	n.in("AnswersLikeTheBuiltIn", func(n *node) { answersLikeTheBuiltIn(n, ours) })
	n.in("GoesOn", goesOn)
}
