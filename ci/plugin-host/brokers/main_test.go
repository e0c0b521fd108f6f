// Package brokers tests Attestor's k8s plugin on what SPIRE agents ask for brokers: references to processes, pods and
// other objects, on the running one-node cluster of ci/cluster, with its RBAC. ci/plugin-tests sets the environment.
package brokers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/admin"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

const (
	shop      = "attestor-brokers"
	apiServer = "https://127.0.0.1:6443"
	sleep     = 500900
	callLimit = time.Minute
	group     = "kustomize.attestor.example"
	// broker may get all that is in the shop but the Secret; other may get nothing.
	broker = "spiffe://example.org/broker"
	other  = "spiffe://example.org/other"
)

type object = map[string]any

// cluster is the one-node cluster, the plugin, and its account at the API server.
type cluster struct {
	t          testing.TB
	scripts    string
	dir        string
	command    []string
	config     string
	kubeconfig string
	// environment is what the plugin has in addition to the test's.
	environment []string
	client      *http.Client
	log         *host.Recorder
}

func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{
		t:       t,
		scripts: os.Getenv("ATTESTOR_CLUSTER_SCRIPTS"),
		dir:     os.Getenv("ATTESTOR_CLUSTER_DIR"),
		command: strings.Fields(os.Getenv("ATTESTOR_PLUGIN")),
		log:     new(host.Recorder),
	}
	if c.scripts == "" || c.dir == "" || len(c.command) == 0 {
		t.Skip("needs a cluster of ci/cluster and the packaged plugin: ATTESTOR_CLUSTER_SCRIPTS, ATTESTOR_CLUSTER_DIR, ATTESTOR_PLUGIN and ATTESTOR_PLUGIN_CONFIG; ci/plugin-tests sets them")
	}
	text, err := os.ReadFile(os.Getenv("ATTESTOR_PLUGIN_CONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	c.config = string(text)
	c.client, err = admin.Client(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.client.CloseIdleConnections)
	c.create()
	c.kubeconfig = c.account("attestor")
	return c
}

// script runs one of the cluster's commands.
func (c *cluster) script(input []byte, name string, arguments ...string) (string, error) {
	command := exec.Command(filepath.Join(c.scripts, name), arguments...)
	command.Stdin = bytes.NewReader(input)
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s %q: %w: %s", name, arguments, err, complaint.String())
	}
	return out.String(), nil
}

// apply creates objects; a type that was just defined may take a moment.
func (c *cluster) apply(objects ...object) {
	c.t.Helper()
	text, err := json.Marshal(object{"apiVersion": "v1", "kind": "List", "items": objects})
	if err != nil {
		c.t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if _, err = c.script(text, "apply", "-"); err == nil {
			return
		}
		if time.Now().After(end) {
			c.t.Fatal(err)
		}
	}
}

// account writes a kubeconfig with a token of an account in the shop.
func (c *cluster) account(name string) string {
	c.t.Helper()
	token, err := c.script(nil, "token", "--seconds", "7200", shop, name)
	if err != nil {
		c.t.Fatal(err)
	}
	file := filepath.Join(c.t.TempDir(), "kubeconfig")
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: %q, certificate-authority: %q}}]
users: [{name: u, user: {token: %q}}]
`, apiServer, filepath.Join(c.dir, "pki/ca.crt"), strings.TrimSpace(token))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return file
}

// uid asks the API server for the UID of an object.
func (c *cluster) uid(path string) string {
	c.t.Helper()
	response, err := c.client.Get(apiServer + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	var found struct{ Metadata struct{ UID string } }
	if err := json.Unmarshal(answer, &found); err != nil || found.Metadata.UID == "" {
		c.t.Fatalf("%s: %s %s", path, response.Status, answer)
	}
	return found.Metadata.UID
}

// delete removes an object without waiting for anybody.
func (c *cluster) delete(path string) {
	request, err := http.NewRequest("DELETE", apiServer+path+"?gracePeriodSeconds=0", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	response, err := c.client.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	response.Body.Close()
}

// plugin starts the plugin with a policy and a scope for the brokers.
func (c *cluster) plugin(policy, scope string, more ...string) *host.Plugin {
	c.t.Helper()
	plugin, err := host.Launch(host.Options{
		Command: c.command, Logger: c.log.Logger(), Environment: append(os.Environ(), c.environment...),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(plugin.Close)
	c.configure(plugin, policy, scope, more...)
	return plugin
}

func (c *cluster) configure(plugin *host.Plugin, policy, scope string, more ...string) {
	c.t.Helper()
	text := fmt.Sprintf(`%s
kube_config_file = %q
experimental { broker {
  access_policy = %q
  brokers = [
    { id = %q, pod_reference_scope = %q },
    { id = %q, pod_reference_scope = %q }]
} }
%s
`, c.config, c.kubeconfig, policy, broker, scope, other, scope, strings.Join(more, "\n"))
	if err := plugin.Configure(limited(c.t), "example.org", text); err != nil {
		c.t.Fatal(err)
	}
}

func limited(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	t.Cleanup(cancel)
	return ctx
}

// ask makes a call for a broker; without a name, for the agent itself.
func ask(t testing.TB, plugin *host.Plugin, who string, reference host.Reference) ([]string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	if who != "" {
		ctx = host.WithBroker(ctx, who)
	}
	return plugin.AttestReference(ctx, reference)
}

// wantCode fails the test unless the error has the code, and says nothing of these words.
func wantCode(t testing.TB, err error, code codes.Code, secrets ...string) {
	t.Helper()
	if status.Code(err) != code {
		t.Errorf("got %v, expected the code %v", err, code)
	}
	for _, secret := range secrets {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("got %v, which tells of %q", err, secret)
		}
	}
}

// wantLogged fails the test unless the plugin's log has these words within some seconds.
func (c *cluster) wantLogged(plugin *host.Plugin, words string) {
	c.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, entry := range c.log.Entries(plugin.Name()) {
			if strings.Contains(entry.String(), words) {
				return
			}
		}
	}
	c.t.Errorf("the log does not say %q: %v", words, c.log.Entries(plugin.Name()))
}

// await waits for the process of a pod.
func await(t testing.TB, commandLine string) int32 {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, pid := range proc.PIDs() {
			if proc.CommandLine(pid) == commandLine {
				return int32(pid)
			}
		}
	}
	t.Fatalf("no process %q within a minute", commandLine)
	return 0
}
