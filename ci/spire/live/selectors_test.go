package live

import (
	"fmt"
	"slices"
	"strings"

	"attestor.invalid/ci/spire/deployment"
	"attestor.invalid/ci/spire/order"
)

// The kinds of selectors of a pod with labels, an owner and an init container.
var kinds = []string{
	"container-image", "container-name", "node-name", "ns", "pod-image", "pod-image-count", "pod-init-image",
	"pod-init-image-count", "pod-label", "pod-name", "pod-owner", "pod-owner-uid", "pod-uid", "sa",
}

// A process gets an SVID for each entry whose selectors all fit, whichever kinds they are of, and no other.
func givesSVIDsByEverySelector(n *node, agent *deployment.Agent) {
	const name = "every-selector"
	pod := n.obedient(name, busybox)
	pod["metadata"].(object)["ownerReferences"] = []object{{
		"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "blog", "uid": "2c48913c-b29f-11e7-9350-020968147796",
	}}
	setup := order.Container("setup", busybox, "/bin/sleep", "0")
	pod["spec"].(object)["initContainers"] = []object{setup}
	n.create(pod)

	n.nothing(name, agent)
	selectors := n.logged(agent, name)
	n.Logf("selectors: %q", selectors)
	var found []string
	for _, selector := range selectors {
		found = append(found, strings.Split(selector, ":")[1])
	}
	if found = slices.Compact(slices.Sorted(slices.Values(found))); !slices.Equal(found, kinds) {
		n.Errorf("kinds of selectors are %q, expected %q", found, kinds)
	}

	form := domain + agent.Form
	var entries []deployment.Entry
	var want []string
	var all []deployment.Selector
	for i, selector := range selectors {
		one := deployment.ParseSelector(selector)
		all = append(all, one)
		id := fmt.Sprintf("%s/one/%d", form, i)
		entries = append(entries, deployment.Entry{ID: id, Selectors: []deployment.Selector{one}})
		want = append(want, id)
	}
	entries = append(entries, deployment.Entry{ID: form + "/all", Selectors: all})
	want = append(want, form+"/all")
	other := deployment.ParseSelector("k8s:pod-label:tier:back")
	entries = append(entries, deployment.Entry{ID: form + "/other", Selectors: append(slices.Clone(all), other)})
	n.register(entries...)

	n.both(name, agent, want...)
}

// register creates entries that go with the test.
func (n *node) register(entries ...deployment.Entry) {
	n.Helper()
	n.must(n.server.Register(entries...))
	n.Cleanup(func() {
		if err := n.server.Unregister(entries...); err != nil {
			n.Error(err)
		}
	})
}

// logged returns what the agent logged last for the pod's container "main".
func (n *node) logged(agent *deployment.Agent, pod string) []string {
	n.Helper()
	lines := agent.Log()
	slices.Reverse(lines)
	for _, line := range lines {
		selectors := line.Of("k8s")
		if slices.Contains(selectors, "k8s:pod-name:"+pod) && slices.Contains(selectors, "k8s:container-name:main") {
			return selectors
		}
	}
	n.Fatalf("the agent logged no selectors of pod %q", pod)
	return nil
}
