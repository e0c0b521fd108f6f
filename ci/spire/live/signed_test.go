package live

import (
	"strings"

	"attestor.invalid/ci/registry"
	"attestor.invalid/ci/spire/deployment"
)

// The agent requires signed images. A process in a pod with a signed image gets an SVID; one in a pod with an unsigned image
// gets nothing, not even by an entry that says nothing of signatures.
func givesSVIDsOnlyToSignedImages(n *node) {
	images := registry.Start(n, n.scripts)
	agent := n.agent("signed", "json")
	agent.AllowedIdentities = map[string][]string{"https://accounts.example.com": {`^alice@example\.com$`}}
	agent.Environment = images.Trust()
	n.start(agent)
	n.register(
		deployment.Entry{ID: domain + "signed", Selectors: []deployment.Selector{
			{Type: "k8s", Value: "image-signature:verified"},
			{Type: "k8s", Value: "image-signature-subject:alice@example.com"},
		}},
		deployment.Entry{ID: domain + "any", Selectors: []deployment.Selector{{Type: "k8s", Value: "ns:" + namespace}}},
	)
	n.knows(agent, domain+"any")
	n.create(n.obedient("signed", images.Image("good")), n.obedient("unsigned", images.Image("unsigned")))

	n.both("signed", agent, domain+"signed", domain+"any")
	n.nothing("unsigned", agent)
	said := false
	for _, line := range agent.Log() {
		said = said || strings.Contains(line.Error, "has no signature")
	}
	if !said {
		n.Error("the agent's log does not say why the unsigned image got nothing")
	}
}
