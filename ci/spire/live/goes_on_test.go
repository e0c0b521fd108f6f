package live

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"attestor.invalid/ci/spire/deployment"
	"attestor.invalid/ci/spire/order"
)

// A process in a pod watches its SVID while the agent is restarted, the plugin's configuration changes, the kubelet is
// restarted and the plugin is killed. Its SVID is renewed all the time, before it expires; what others are told meanwhile
// is tested at each step.
func goesOn(n *node) {
	agent := n.agent("lasting", "hcl")
	agent.DataFile = n.pluginData(agent, "")
	n.start(agent)
	n.register(deployment.Entry{ID: domain + "lasting", Selectors: []deployment.Selector{
		{Type: "k8s", Value: "pod-name:lasting"}, {Type: "k8s", Value: "ns:" + namespace},
	}})
	n.knows(agent, domain+"lasting")
	pod := n.obedient("lasting", busybox)
	watch := order.Container("watch", busybox, "/opt/spire/pod", "watch", inPod(agent), "/run/spire/out/watch")
	pod["spec"].(object)["containers"] = append(pod["spec"].(object)["containers"].([]object), watch)
	n.create(pod)
	fetches := func() { n.Helper(); n.both("lasting", agent, domain+"lasting") }
	fetches()
	n.renewed()

	n.must(agent.Stop())
	n.start(agent)
	fetches()
	n.renewed()

	n.pluginData(agent, "unknown_key = true\n")
	n.must(agent.Reconfigure())
	n.says(agent, "unknown_key")
	fetches()
	n.pluginData(agent, "disable_container_selectors = true\n")
	n.must(agent.Reconfigure())
	n.eventually("selectors of the container are gone", func() bool {
		n.fetchWithGo("lasting", agent)
		return !slices.Contains(n.lastOf(agent, "lasting"), "k8s:container-name:main")
	})
	fetches()
	n.renewed()

	n.restartKubelet()
	fetches()
	n.renewed()

	plugin, err := agent.Plugin()
	n.must(err)
	n.must(syscall.Kill(plugin, syscall.SIGKILL))
	// SPIRE does not start a plugin again. Who already has a stream keeps it; new callers need the agent's restart.
	n.nothing("lasting", agent)
	n.renewed()
	n.must(agent.Stop())
	n.start(agent)
	fetches()
	n.renewed()

	n.neverExpired()
}

// pluginData writes the file with the plugin's data.
func (n *node) pluginData(agent *deployment.Agent, more string) string {
	n.Helper()
	return n.write("plugin-data.hcl", fmt.Sprintf(
		"kubelet_ca_path = %q\ntoken_path = %q\nkubelet_server_name = \"node1\"\n%s", agent.KubeletCA, agent.KubeletToken, more))
}

// says waits for a text in the agent's log.
func (n *node) says(agent *deployment.Agent, text string) {
	n.Helper()
	n.eventually("the log says "+text, func() bool {
		return slices.ContainsFunc(agent.Log(), func(line deployment.Line) bool { return strings.Contains(line.Text, text) })
	})
}

// lastOf returns the selectors that the agent logged for the pod last.
func (n *node) lastOf(agent *deployment.Agent, pod string) []string {
	lines := agent.Log()
	slices.Reverse(lines)
	for _, line := range lines {
		if selectors := line.Of("k8s"); slices.Contains(selectors, "k8s:pod-name:"+pod) {
			return selectors
		}
	}
	return nil
}

// watched is what the process has been told, without lost connections.
func (n *node) watched() []order.Fetch {
	n.Helper()
	return slices.DeleteFunc(n.fetchesIn("watch"), func(one order.Fetch) bool { return one.Err != "" })
}

// renewed waits until the watching process has got an SVID that it did not have before.
func (n *node) renewed() {
	n.Helper()
	serials := func() int {
		seen := map[string]bool{}
		for _, one := range n.watched() {
			for _, svid := range one.SVIDs {
				seen[svid.Serial] = true
			}
		}
		return len(seen)
	}
	before := serials()
	n.eventually("the SVID is renewed", func() bool { return serials() > before })
}

// neverExpired fails the test if the watching process was ever without a valid SVID.
func (n *node) neverExpired() {
	n.Helper()
	all := n.watched()
	var least time.Duration = time.Hour
	for i, one := range all {
		if !slices.Equal(ids(one), []string{domain + "lasting"}) {
			n.Errorf("at %v the process got %q", one.At, ids(one))
			continue
		}
		if i > 0 && len(all[i-1].SVIDs) == 1 {
			least = min(least, all[i-1].SVIDs[0].Expires.Sub(one.At))
		}
	}
	if least < 0 {
		n.Errorf("the process had no valid SVID for %v", -least)
	}
	n.Logf("%d answers to the watching process; an SVID was replaced at least %v before its end", len(all), least.Round(time.Millisecond))
}

// restartKubelet kills the cluster's kubelet and has it started again.
func (n *node) restartKubelet() {
	n.Helper()
	mark := "ATTESTOR_CLUSTER_MARK=" + n.cluster
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	n.must(err)
	killed := false
	for _, file := range files {
		environment, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(environment), "\x00"), mark) {
			continue
		}
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
		if strings.TrimSpace(string(name)) != "kubelet" {
			continue
		}
		var pid int
		_, err = fmt.Sscan(filepath.Base(filepath.Dir(file)), &pid)
		n.must(err)
		n.must(syscall.Kill(pid, syscall.SIGKILL))
		killed = true
	}
	if !killed {
		n.Fatal("there is no kubelet to restart")
	}
	n.script(nil, "up")
}
