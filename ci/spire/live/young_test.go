package live

import (
	"slices"
	"time"

	"attestor.invalid/ci/spire/deployment"
	"attestor.invalid/ci/spire/order"
)

// A container gets its SVID with its first request: in a postStart hook, of which the kubelet learns only when it is over,
// and from its first process, which asks before the kubelet has listed it.
func answersYoungContainers(n *node, agent *deployment.Agent) {
	names := []string{"hook", "first-process"}
	var entries []deployment.Entry
	for _, name := range names {
		entries = append(entries, deployment.Entry{ID: domain + name, Selectors: []deployment.Selector{
			{Type: "k8s", Value: "ns:" + namespace}, {Type: "k8s", Value: "pod-name:" + name},
			{Type: "k8s", Value: "container-name:main"}, {Type: "k8s", Value: "container-image:" + busybox},
		}})
	}
	n.register(entries...)
	n.knows(agent, domain+"first-process")

	ask := func(name string) []string {
		return []string{"/bin/sh", "-c", "/opt/spire/pod fetch " + inPod(agent) + " >/run/spire/out/" + name}
	}
	hook := n.obedient("hook", busybox)
	main := hook["spec"].(object)["containers"].([]object)[0]
	main["lifecycle"] = object{"postStart": object{"exec": object{"command": ask("hook")}}}
	first := n.obedient("first-process", busybox)
	main = first["spec"].(object)["containers"].([]object)[0]
	main["command"] = append(ask("first-process")[:2], ask("first-process")[2]+"; exec sleep 1000")
	// A hook that fails would end its container.
	n.create(hook, first)

	for _, name := range names {
		var fetches []order.Fetch
		n.eventually(name+" has asked", func() bool {
			fetches = n.fetchesIn(name)
			return len(fetches) == 1
		})
		got := fetches[0]
		if !slices.Equal(ids(got), []string{domain + name}) {
			n.Errorf("%s: got %q %s, expected one SVID", name, ids(got), got.Err)
		}
		n.Logf("%s: SVID %v after the start of the process", name, got.Age.Round(time.Millisecond))
	}
}

// knows waits until the agent has got an entry from the server.
func (n *node) knows(agent *deployment.Agent, id string) {
	n.Helper()
	n.eventually("the agent has the entry of "+id, func() bool {
		for _, line := range agent.Log() {
			if line.Message == "Entry created" && line.SPIFFEID == id {
				return true
			}
		}
		return false
	})
}
