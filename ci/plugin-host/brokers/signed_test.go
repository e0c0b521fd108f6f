package brokers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/registry"
)

const (
	signedSleep = sleep + 1
	password    = "attestor-registry-password"
	skip        = `experimental { broker { skip_signatures = true } }`
)

// A pod passes only if the images of all its containers are signed. The signatures are cosign's, in a real registry.
func signedImages(c *cluster) {
	images := registry.Start(c.t, c.scripts)
	c.environment = images.Trust()
	sigstore := fmt.Sprintf(`sigstore {
  allowed_identities { "https://accounts.example.com" = ["alice@example.com"] }
  registry_credentials { %q = { username = "reader" password = %q } }
  rekor_url = "http://127.0.0.1:1"
  ignore_attestations = true
}`, images.Address, password)
	c.applySigned(images)

	trusting := c.plugin("permissive", "agent_node")
	verifying := c.plugin("permissive", "agent_node", sigstore)
	enforced := c.plugin("enforced", "agent_node", sigstore)
	selectors := map[string][]string{}
	for _, name := range []string{"signed", "half-signed", "signed-after-unsigned"} {
		got, err := ask(c.t, trusting, broker, pods(shop, name, ""))
		if err != nil {
			c.t.Fatal(err)
		}
		selectors[name] = got
	}
	wantAll(c.t, selectors["signed"], "pod-name:signed", "pod-image-count:2", "pod-image:"+images.Image("two-signatures"))

	for _, plugin := range []*host.Plugin{verifying, enforced} {
		c.wantSelectors(plugin, "signed", selectors["signed"])
		for _, name := range []string{"half-signed", "signed-after-unsigned"} {
			_, err := ask(c.t, plugin, broker, pods(shop, name, ""))
			wantCode(c.t, err, codes.FailedPrecondition, password, "alice")
			if want := fmt.Sprintf("%q has no signature", images.Image("unsigned")); !strings.Contains(fmt.Sprint(err), want) {
				c.t.Errorf("%s: got %v, expected the reason %q", name, err, want)
			}
		}
		_, err := ask(c.t, plugin, broker, host.ObjectReference("nodes", "core", "", "node1", ""))
		wantCode(c.t, err, codes.FailedPrecondition)
	}
	process, err := ask(c.t, verifying, broker, host.PIDReference(await(c.t, fmt.Sprintf("/busybox sleep %d", signedSleep))))
	if err != nil {
		c.t.Fatal(err)
	}
	wantAll(c.t, process, "pod-name:signed", "container-name:main", "image-signature:verified", "image-signature-subject:alice@example.com")
	c.wantOneRefusal(enforced, "signed", "half-signed", "nope")

	skipping := c.plugin("permissive", "agent_node", sigstore, skip)
	c.wantWarning(skipping, "experimental.broker.skip_signatures = true")
	for name, want := range selectors {
		c.wantSelectors(skipping, name, want)
	}
	if got, err := ask(c.t, skipping, broker, host.ObjectReference("nodes", "core", "", "node1", "")); err != nil || len(got) == 0 {
		c.t.Errorf("got %q, %v for a node, expected selectors", got, err)
	}

	// What was verified stays so for a day; a new plugin knows nothing.
	images.Stop()
	c.wantSelectors(verifying, "signed", selectors["signed"])
	late := c.plugin("permissive", "agent_node", sigstore)
	_, err = ask(c.t, late, broker, pods(shop, "signed", ""))
	wantCode(c.t, err, codes.Unavailable, password)
	images.Restart()
	for end := time.Now().Add(time.Minute); status.Code(err) == codes.Unavailable && time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		_, err = ask(c.t, late, broker, pods(shop, "signed", ""))
	}
	c.wantSelectors(late, "signed", selectors["signed"])
	for _, entry := range c.log.Entries(late.Name()) {
		if strings.Contains(entry.String(), password) {
			c.t.Errorf("the log has the password of the registry: %v", entry)
		}
	}
}

func (c *cluster) wantSelectors(plugin *host.Plugin, name string, want []string) {
	c.t.Helper()
	if got, err := ask(c.t, plugin, broker, pods(shop, name, "")); err != nil || !slices.Equal(got, want) {
		c.t.Errorf("%s: got %q, %v, expected the selectors of the pod alone: %q", name, got, err, want)
	}
}

// wantOneRefusal fails the test unless a broker without rights is told the same about all these pods.
func (c *cluster) wantOneRefusal(plugin *host.Plugin, names ...string) {
	c.t.Helper()
	messages := map[string]bool{}
	for _, name := range names {
		_, err := ask(c.t, plugin, other, pods(shop, name, ""))
		wantCode(c.t, err, codes.PermissionDenied, "sign")
		messages[fmt.Sprint(err)] = true
	}
	if len(messages) != 1 {
		c.t.Errorf("got different messages: %v", messages)
	}
}

func (c *cluster) wantWarning(plugin *host.Plugin, words string) {
	c.t.Helper()
	for _, entry := range c.log.Entries(plugin.Name()) {
		if entry.Level == hclog.Warn && strings.Contains(entry.String(), words) {
			return
		}
	}
	c.t.Errorf("the log does not warn of %q: %v", words, c.log.Entries(plugin.Name()))
}

// applySigned makes pods with recorded images, which contain no program, so they run one of the host.
func (c *cluster) applySigned(images *registry.Registry) {
	c.t.Helper()
	container := func(name, image string, command ...string) object {
		return object{
			"name": name, "image": images.Image(image), "command": append([]string{"/busybox"}, command...),
			"volumeMounts": []any{object{"name": "busybox", "mountPath": "/busybox"}},
		}
	}
	main := container("main", "good", "sleep", fmt.Sprint(signedSleep))
	signed := container("proxy", "two-signatures", "sleep", fmt.Sprint(signedSleep+1))
	unsigned := container("proxy", "unsigned", "sleep", fmt.Sprint(signedSleep+1))
	c.applyPod("signed", []any{main, signed})
	c.applyPod("half-signed", []any{container("main", "good", "sleep", fmt.Sprint(signedSleep+2)), unsigned})
	c.applyPod("signed-after-unsigned", []any{container("main", "good", "sleep", fmt.Sprint(signedSleep+2))}, container("setup", "unsigned", "true"))
	if _, err := c.script(nil, "wait", "--timeout", "120", shop+"/signed=Running", shop+"/half-signed=Running", shop+"/signed-after-unsigned=Running"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) applyPod(name string, containers []any, before ...any) {
	c.t.Helper()
	c.t.Cleanup(func() { c.delete("/api/v1/namespaces/" + shop + "/pods/" + name) })
	made := pod(name, "node1", "1")
	spec := made["spec"].(object)
	spec["volumes"] = []any{object{"name": "busybox", "hostPath": object{"path": "/bin/busybox", "type": "File"}}}
	spec["containers"], spec["initContainers"] = containers, before
	c.apply(made)
}
