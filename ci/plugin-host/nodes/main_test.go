// Package nodes tests both sides of the k8s_sat node attestor from outside, with the host that SPIRE uses, against the
// API server of a running one-node cluster (ci/cluster). The README of this module has the variables.
package nodes

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
)

const (
	trustDomain = "example.org"
	callLimit   = 2 * time.Minute
	stopLimit   = 2 * time.Second
)

func TestMain(m *testing.M) {
	if address := os.Getenv(strangerRole); address != "" {
		os.Exit(beStranger(address))
	}
	os.Exit(m.Run())
}

// running is a plugin in one life; its end shows that it logged well and stopped in time.
type running struct {
	*host.Plugin
	t   *testing.T
	log *host.Recorder
}

// agents stands for the server's store of agents; it remembers what it was asked.
type agents struct {
	asked []string
	known bool
	err   error
}

func (a *agents) ask(id string) (bool, error) {
	a.asked = append(a.asked, id)
	return a.known, a.err
}

func server(t *testing.T, config string) (*running, *agents) {
	t.Helper()
	store := new(agents)
	plugin := launch(t, "ATTESTOR_SAT_SERVER", store.ask)
	if err := plugin.Configure(plugin.ctx(), trustDomain, config); err != nil {
		t.Fatalf("configure: %v", err)
	}
	return plugin, store
}

// payload has the agent's plugin say what a token file holds.
func payload(t *testing.T, cluster, token string) []byte {
	t.Helper()
	plugin := launch(t, "ATTESTOR_SAT_AGENT", nil)
	config := fmt.Sprintf("cluster = %q\ntoken_path = %q\n", cluster, write(t, "token", token+"\n"))
	if err := plugin.Configure(plugin.ctx(), trustDomain, config); err != nil {
		t.Fatalf("configure: %v", err)
	}
	said, err := plugin.AidAttestation(plugin.ctx())
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// directly makes the payload without the agent's plugin, for the many cases that only concern the server's.
func directly(cluster, token string) []byte {
	return fmt.Appendf(nil, `{"cluster": %q, "token": %q}`, cluster, token)
}

func launch(t *testing.T, variable string, store func(string) (bool, error)) *running {
	t.Helper()
	command := strings.Fields(os.Getenv(variable))
	if len(command) == 0 {
		t.Skip(variable + " is not set: there is no plugin to test")
	}
	log := new(host.Recorder)
	plugin, err := host.Launch(host.Options{
		Command: command, Type: host.NodeAttestor, Agents: store, Logger: log.Logger(),
	})
	if err != nil {
		t.Fatalf("the plugin does not start: %v\n%v", err, log.Entries(filepath.Base(command[0])))
	}
	t.Logf("%s started in %v", command[0], plugin.Startup)
	launched := &running{plugin, t, log}
	t.Cleanup(launched.finish)
	return launched
}

func (r *running) finish() {
	began := time.Now()
	r.Close()
	if took := time.Since(began); took >= stopLimit {
		r.t.Errorf("the plugin took %v to stop, expected less than %v", took, stopLimit)
	}
	for _, entry := range r.log.Entries(r.Name()) {
		if !entry.Structured() && entry.Message != "reading plugin stderr" {
			r.t.Errorf("a log line came as raw text: %v", entry)
		}
	}
}

func (r *running) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	r.t.Cleanup(cancel)
	return ctx
}

// attests fails the test unless the payload's agent is attested as that account.
func (r *running) attests(payload []byte, cluster, namespace, account string) host.Agent {
	r.t.Helper()
	agent, err := r.AttestNode(r.ctx(), payload)
	if err != nil {
		r.t.Fatalf("not attested: %v\n%v", err, r.log.Entries(r.Name()))
	}
	want := fmt.Sprintf("[agent_ns:%s agent_sa:%s cluster:%s]", namespace, account, cluster)
	if got := fmt.Sprint(agent.Selectors); got != want {
		r.t.Errorf("selectors are %s, expected %s", got, want)
	}
	prefix := "spiffe://" + trustDomain + "/spire/agent/k8s_sat/" + cluster + "/"
	if id, ok := strings.CutPrefix(agent.ID, prefix); !ok || !uuid.MatchString(id) {
		r.t.Errorf("the ID is %q, expected %q and a UUID", agent.ID, prefix)
	}
	if agent.CanReattest {
		r.t.Error("the agent can reattest")
	}
	return agent
}

// refuses fails the test unless the payload's agent is refused with code and text, and no word of its token.
func (r *running) refuses(payload []byte, code codes.Code, text string) {
	r.t.Helper()
	_, err := r.AttestNode(r.ctx(), payload)
	if status.Code(err) != code || !strings.Contains(status.Convert(err).Message(), text) {
		r.t.Errorf("got %v, expected %v with %q", err, code, text)
	}
	said := fmt.Sprint(err, r.log.Entries(r.Name()))
	for part := range strings.FieldsFuncSeq(string(payload), func(c rune) bool { return c == '.' || c == '"' }) {
		if len(part) >= 20 && strings.Contains(said, part) {
			r.t.Errorf("a part of the token was told: %q", said)
		}
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// eventually waits for a condition, for longer than an API server remembers anything.
func eventually(condition func() bool) bool {
	for end := time.Now().Add(time.Minute); !condition(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}
