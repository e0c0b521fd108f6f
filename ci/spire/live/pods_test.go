package live

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"attestor.invalid/ci/spire/deployment"
	"attestor.invalid/ci/spire/order"
)

// obedient is a pod whose container "main" runs what the test tells it to. The image may be without any program.
func (n *node) obedient(name, image string) object {
	return order.Pod(n.folder, namespace, name, image)
}

// create makes pods that go with the test, and waits until their containers "main" run.
func (n *node) create(pods ...object) {
	n.Helper()
	n.Cleanup(func() { n.script(manifest(pods), "delete", "-") })
	n.apply(pods...)
	var wishes []string
	for _, pod := range pods {
		wishes = append(wishes, fmt.Sprintf("%s/%s/main=running", namespace, pod["metadata"].(object)["name"]))
	}
	n.script(nil, "wait", append([]string{"--timeout", "90"}, wishes...)...)
}

// tell runs a command in an obedient pod.
func (n *node) tell(pod string, args ...string) order.Result {
	n.Helper()
	var result order.Result
	n.eventually("pod "+pod+" listens", func() bool {
		var err error
		result, err = order.Send(n.folder, pod, args...)
		return err == nil
	})
	return result
}

// The two clients of the Workload API, each as a process in a pod. They return the IDs, sorted, or what was said instead.

func (n *node) fetchWithSPIRE(pod string, agent *deployment.Agent) ([]string, string) {
	n.Helper()
	result := n.tell(pod, "/opt/spire/spire-agent", "api", "fetch", "x509", "-timeout", "60s", "-output", "json",
		"-socketPath", inPod(agent))
	if result.Status != 0 {
		return nil, result.Out + result.Err
	}
	// One object for each kind of response.
	var answers []struct {
		SVIDs []struct {
			ID string `json:"spiffe_id"`
		} `json:"svids"`
	}
	text := strings.TrimSpace(result.Out)
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		n.Fatalf("%v: %s", err, result.Out)
	}
	var ids []string
	for _, answer := range answers {
		for _, svid := range answer.SVIDs {
			ids = append(ids, svid.ID)
		}
	}
	slices.Sort(ids)
	return ids, ""
}

func (n *node) fetchWithGo(pod string, agent *deployment.Agent) ([]string, string) {
	n.Helper()
	result := n.tell(pod, "/opt/spire/pod", "fetch", inPod(agent))
	fetches := n.fetches(result.Out)
	if len(fetches) != 1 {
		n.Fatalf("status %d: %s%s", result.Status, result.Out, result.Err)
	}
	return ids(fetches[0]), fetches[0].Err
}

func inPod(agent *deployment.Agent) string {
	return "/run/spire/" + filepath.Base(agent.Sockets) + "/api.sock"
}

func (n *node) fetches(text string) []order.Fetch {
	n.Helper()
	var all []order.Fetch
	for line := range strings.Lines(text) {
		// The last line of a file may not be complete yet.
		if !strings.HasSuffix(line, "\n") {
			break
		}
		var one order.Fetch
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			n.Fatalf("%v: %q", err, line)
		}
		all = append(all, one)
	}
	return all
}

// fetchesIn reads what a process in a pod wrote to /run/spire/out.
func (n *node) fetchesIn(file string) []order.Fetch {
	n.Helper()
	text, err := os.ReadFile(filepath.Join(n.folder, "run/out", file))
	if err != nil {
		return nil
	}
	return n.fetches(string(text))
}

func ids(fetch order.Fetch) []string {
	var all []string
	for _, svid := range fetch.SVIDs {
		all = append(all, svid.ID)
	}
	slices.Sort(all)
	return all
}

// both waits until a process in the pod gets exactly these identities, with each client.
func (n *node) both(pod string, agent *deployment.Agent, want ...string) {
	n.Helper()
	slices.Sort(want)
	for name, fetch := range map[string]func(string, *deployment.Agent) ([]string, string){
		"spire-agent api fetch x509": n.fetchWithSPIRE, "go-spiffe": n.fetchWithGo,
	} {
		var got []string
		var said string
		n.eventuallyOr("the expected SVIDs", func() bool {
			got, said = fetch(pod, agent)
			return slices.Equal(got, want)
		}, func() string { return fmt.Sprintf("%s\n got %q %s\nwant %q", name, got, said, want) })
	}
}

// nothing fails the test if the pod gets any identity.
func (n *node) nothing(pod string, agent *deployment.Agent) {
	n.Helper()
	for name, fetch := range map[string]func(string, *deployment.Agent) ([]string, string){
		"spire-agent api fetch x509": n.fetchWithSPIRE, "go-spiffe": n.fetchWithGo,
	} {
		got, said := fetch(pod, agent)
		if len(got) > 0 || !strings.Contains(said, "no identity issued") {
			n.Errorf("%s: got %q, %q; expected no identity", name, got, said)
		}
	}
}
