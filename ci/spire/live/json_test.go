package live

import (
	"fmt"
	"path/filepath"
	"testing"
)

// Server and agents are configured in JSON, of which SPIRE makes labels; the API server reviews the agents' tokens.
func TestConfiguredInJSON(t *testing.T) {
	n := newNode(t)
	n.server.Kubeconfig = n.write("kubeconfig", fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority: %q}}]
users: [{name: u, user: {tokenFile: %q}}]
`, filepath.Join(n.cluster, "pki/ca.crt"), n.token("server", "spire-server")))
	n.startServer("json")
	ours := n.agent("ours", "json")
	n.start(ours)
	n.in("AttestsAgentsByTheirTokensOnce", func(n *node) { attestsAgentsOnce(n, "json") })
	n.in("GivesSVIDsByEverySelector", func(n *node) { givesSVIDsByEverySelector(n, ours) })
	n.in("GivesSVIDsOnlyToSignedImages", givesSVIDsOnlyToSignedImages)
}
