package brokers

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"google.golang.org/grpc/codes"

	"attestor.invalid/ci/plugin-host/host"
)

// A call begins and ends with one configuration, so it is allowed by one and never half by each.
func reconfiguration(c *cluster, pid int32) {
	plugin := c.plugin("permissive", "cluster")
	var calls sync.WaitGroup
	stop := make(chan struct{})
	for _, reference := range []host.Reference{host.PIDReference(pid), pods(shop, "near", ""), pods(shop, "far", "")} {
		calls.Add(1)
		go func() {
			defer calls.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := ask(c.t, plugin, broker, reference); err != nil {
					c.t.Errorf("got %v while the configuration changes", err)
					return
				}
			}
		}()
	}
	for i := range 10 {
		c.configure(plugin, []string{"enforced", "permissive"}[i%2], "cluster")
	}
	close(stop)
	calls.Wait()
}

func formsOfTheConfiguration(c *cluster) {
	plugin := c.plugin("permissive", "cluster")
	for _, broken := range []string{
		`experimental { broker { brokers = [{ id = "spiffe://a/b" }] } }`,
		`experimental { broker { access_policy = "Enforced" brokers = [] } }`,
		`experimental { broker { access_policy = "enforced" brokers = 5 } }`,
		`experimental { broker { access_policy = "enforced" brokers = ["spiffe://a/b"] } }`,
		`disable_kubelet_client = true kubelet_secure_port = 10250`,
	} {
		wantCode(c.t, plugin.Configure(limited(c.t), "example.org", broken), codes.InvalidArgument)
	}
	for _, form := range []string{
		`"experimental" "broker" { "access_policy" = "permissive" "brokers" = { "broker" = { "id" = "` + broker + `" } } }
"experimental" "api_server" "cache" { "enabled" = true }`,
		`experimental { broker { access_policy = "permissive" brokers "x" { id = "` + broker + `" } } }`,
		`experimental { broker { access_policy = "permissive" } }`,
	} {
		if err := plugin.Configure(limited(c.t), "example.org", c.config+"\n"+form); err != nil {
			c.t.Fatalf("%s: %v", form, err)
		}
		if _, err := ask(c.t, plugin, broker, pods(shop, "near", "")); err != nil {
			c.t.Errorf("%s: %v", form, err)
		}
	}
}

// Without brokers, and for pods of this node with a permissive policy, the API server is not needed.
func loadsNoKubernetesClientInVain(c *cluster, pid int32) {
	classes := filepath.Join(c.t.TempDir(), "classes")
	plugin, err := host.Launch(host.Options{
		Command: c.command, Logger: new(host.Recorder).Logger(),
		Environment: append(os.Environ(), "_JAVA_OPTIONS=-Xlog:class+load:file="+classes),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(plugin.Close)
	client := regexp.MustCompile(` (io\.kubernetes|okhttp3)\.\S+`)
	loaded := func() (kubernetes []string, attestor bool) {
		text, err := os.ReadFile(classes)
		if err != nil {
			c.t.Fatal(err)
		}
		return client.FindAllString(string(text), -1), strings.Contains(string(text), " dev.attestor.core.attest.WorkloadAttestor ")
	}
	for _, block := range []string{"", `experimental { broker { access_policy = "permissive" } }`} {
		if err := plugin.Configure(limited(c.t), "example.org", c.config+"\n"+block); err != nil {
			c.t.Fatal(err)
		}
		if _, err := plugin.Attest(limited(c.t), pid); err != nil {
			c.t.Error(err)
		}
		if _, err := ask(c.t, plugin, "", pods(shop, "near", "")); err != nil {
			c.t.Error(err)
		}
		if kubernetes, attestor := loaded(); len(kubernetes) > 0 || !attestor {
			c.t.Errorf("%q loads %q of the Kubernetes client, and the attestor: %t", block, kubernetes, attestor)
		}
	}
	c.configure(plugin, "enforced", "agent_node")
	if _, err := ask(c.t, plugin, broker, pods(shop, "near", "")); err != nil {
		c.t.Error(err)
	}
	if kubernetes, _ := loaded(); len(kubernetes) == 0 {
		c.t.Error("the review loads no class of the Kubernetes client, so the check sees none")
	}
}
