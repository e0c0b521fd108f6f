package nodes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// A load that is steady however long an attestation takes, and the least of it that a busy machine must manage.
	aimPerSecond   = 1000
	leastPerSecond = 100
	loadPhase      = 15 * time.Second
)

// The API server's signing key is rotated while agents of two clusters, whose keys are found in both ways, attest all the time:
// the new key is published when it begins to sign, and later the old one is withdrawn. Between these, the API server is away.
func TestRefusesNoGoodTokenWhileTheAPIServerRotatesItsKey(t *testing.T) {
	api := newOwnServer(t)
	api.key("old")
	api.key("new")
	api.serve("old", "old")
	api.publishToAll()
	api.namespace()
	api.account("spire-agent")

	shared := fmt.Sprintf("service_account_allow_list = [%q]\naudience = [\"spire-server\"]\nkey_reload_interval = \"10s\"\n",
		namespace+":spire-agent")
	kubeconfig := write(t, "kubeconfig", api.kubeconfig(api.address, "", api.certificate()))
	plugin := launch(t, "ATTESTOR_SAT_SERVER", func(string) (bool, error) { return false, nil })
	if err := plugin.Configure(plugin.ctx(), trustDomain, fmt.Sprintf(`
clusters "oidc" {
%[1]skeys = "oidc"
issuer = %[2]q
issuer_ca_file = %[3]q
}
clusters "api_server" {
%[1]skeys = "api_server"
kube_config_file = %[4]q
}
`, shared, api.issuer(), api.authority(), kubeconfig)); err != nil {
		t.Fatal(err)
	}

	agents := newCrowd(plugin, api.cluster)
	old := agents.issue(20)
	for _, cluster := range clusters {
		if !eventually(func() bool {
			_, err := plugin.AttestNode(plugin.ctx(), directly(cluster, old[0]))
			return err == nil
		}) {
			t.Fatalf("the keys of the cluster %q are not read", cluster)
		}
	}
	agents.during("with the first key", func() { time.Sleep(loadPhase) })
	agents.during("while the API server comes back with another key, and with it", func() {
		api.serve("new", "old", "new")
		time.Sleep(loadPhase)
	})
	agents.forgetTokensBut(agents.issue(20))
	agents.during("while the first key is withdrawn", func() {
		api.serve("new", "new")
		for _, cluster := range clusters {
			if !eventually(func() bool {
				_, err := plugin.AttestNode(plugin.ctx(), directly(cluster, old[0]))
				return err != nil && strings.Contains(err.Error(), "it names a key that its cluster")
			}) {
				t.Errorf("a token with the key that was withdrawn is still good in the cluster %q", cluster)
			}
		}
	})
}

var clusters = []string{"oidc", "api_server"}

// crowd is many agents that attest, each with one of the latest tokens.
type crowd struct {
	plugin *running
	api    *cluster
	mutex  sync.Mutex
	tokens []string
	// attested and refused are those of the current phase; issued counts its new tokens.
	attested, issued int
	refused          map[string]int
	slowest          time.Duration
}

func newCrowd(plugin *running, api *cluster) *crowd { return &crowd{plugin: plugin, api: api} }

// issue gets new tokens.
func (c *crowd) issue(number int) []string {
	c.plugin.t.Helper()
	var made []string
	for range number {
		made = append(made, c.api.projected("spire-agent"))
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.tokens = append(c.tokens, made...)
	return made
}

func (c *crowd) forgetTokensBut(tokens []string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.tokens = tokens
}

// during has agents attest until something is done. It fails the test if one of them is refused.
func (c *crowd) during(what string, something func()) {
	c.plugin.t.Helper()
	c.attested, c.issued, c.refused, c.slowest = 0, 0, map[string]int{}, 0
	stop := make(chan struct{})
	var running sync.WaitGroup
	turns := make(chan struct{}, aimPerSecond)
	running.Go(func() { c.pace(turns, stop) })
	running.Go(func() { c.renew(stop) })
	for i := range 32 {
		running.Go(func() {
			for range turns {
				c.attest(clusters[i%len(clusters)])
			}
		})
	}
	began := time.Now()
	something()
	close(stop)
	running.Wait()
	took := time.Since(began)

	rate := float64(c.attested) / took.Seconds()
	c.plugin.t.Logf("%s: %d attestations in %.0f s, %.0f a second, the slowest in %v; %d new tokens",
		what, c.attested, took.Seconds(), rate, c.slowest.Round(time.Millisecond), c.issued)
	if rate < leastPerSecond {
		c.plugin.t.Errorf("%s: %.0f attestations a second, expected at least %d", what, rate, leastPerSecond)
	}
	for message, times := range c.refused {
		c.plugin.t.Errorf("%s: %d good tokens were refused: %s", what, times, message)
	}
}

// pace gives out the turns of the aim; those that nobody has taken within a second are lost.
func (c *crowd) pace(turns chan<- struct{}, stop <-chan struct{}) {
	defer close(turns)
	const tick = 10 * time.Millisecond
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticks.C:
		}
		for range aimPerSecond * tick / time.Second {
			select {
			case turns <- struct{}{}:
			default:
			}
		}
	}
}

// renew replaces tokens, while the API server is there.
func (c *crowd) renew(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(20 * time.Millisecond):
		}
		token, err := c.api.tryToken("spire-agent")
		if err != nil {
			continue
		}
		c.mutex.Lock()
		c.tokens = append(c.tokens[max(0, len(c.tokens)-199):], token)
		c.issued++
		c.mutex.Unlock()
	}
}

// attest takes the newest token every other time.
func (c *crowd) attest(cluster string) {
	c.mutex.Lock()
	token := c.tokens[len(c.tokens)-1]
	if rand.IntN(2) == 0 {
		token = c.tokens[rand.IntN(len(c.tokens))]
	}
	c.mutex.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	began := time.Now()
	_, err := c.plugin.AttestNode(ctx, directly(cluster, token))
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.slowest = max(c.slowest, time.Since(began))
	if err != nil {
		c.refused[cluster+": "+err.Error()]++
		return
	}
	c.attested++
}
