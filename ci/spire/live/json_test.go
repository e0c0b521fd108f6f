package live

import "testing"

// Server and agents are configured in JSON, of which SPIRE makes labels; the API server reviews the agents' tokens.
func TestConfiguredInJSON(t *testing.T) {
	n := newNode(t)
	n.server.Kubeconfig = n.kubeconfig()
	n.startServer("json")
	ours := n.agent("ours", "json")
	n.start(ours)
	n.in("AttestsAgentsByTheirTokensOnce", func(n *node) { attestsAgentsOnce(n, "json") })
	n.in("GivesSVIDsByEverySelector", func(n *node) { givesSVIDsByEverySelector(n, ours) })
	n.in("GivesSVIDsOnlyToSignedImages", givesSVIDsOnlyToSignedImages)
}
