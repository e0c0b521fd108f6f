// Package live tests the packaged plugins in a real SPIRE: a server and agents of the version in go.mod hand out SVIDs to
// processes in pods of the running one-node cluster. ci/spire/test sets the environment.
package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attestor.invalid/ci/spire/deployment"
)

const (
	namespace = "attestor-spire"
	domain    = "spiffe://example.org/"
	busybox   = "registry.local/busybox:1.36"
	runtime   = "unix:///run/attestor-cluster/containerd.sock"
	// Short, so that the tests see SVIDs renewed.
	svidTTL  = "30s"
	patience = time.Minute
)

// node is the node of the cluster, with one SPIRE server.
type node struct {
	*testing.T
	// scripts and cluster are the folders of ci/cluster and of the running cluster.
	scripts, cluster string
	// folder has the files of this test; pods see its "bin" as /opt/spire and its "run" as /run/spire.
	folder string
	server *deployment.Server
}

func newNode(t *testing.T) *node {
	t.Helper()
	n := &node{T: t, scripts: os.Getenv("ATTESTOR_CLUSTER_SCRIPTS"), cluster: os.Getenv("ATTESTOR_CLUSTER_DIR")}
	bin, attestor, pods := os.Getenv("ATTESTOR_SPIRE_BIN"), os.Getenv("ATTESTOR_DIR"), os.Getenv("ATTESTOR_SPIRE_POD_BIN")
	if n.scripts == "" || n.cluster == "" || bin == "" || attestor == "" || pods == "" {
		t.Skip("needs a cluster of ci/cluster, SPIRE and the packaged plugins; ci/spire/test sets the environment")
	}
	// Not t.TempDir: paths of sockets must be short.
	folder, err := os.MkdirTemp("", "spire-")
	n.must(err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	n.folder = folder
	n.must(os.Chmod(folder, 0o755))
	for _, each := range []string{"bin", "run/obey", "run/out"} {
		n.must(os.MkdirAll(filepath.Join(folder, each), 0o755))
	}
	n.must(exec.Command("cp", "-a", pods+"/.", filepath.Join(folder, "bin")).Run())
	n.apply(
		object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": namespace}},
		account("spire-agent"), account("spire-server"), account("workload"),
		object{
			"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
			"metadata": object{"name": namespace},
			"roleRef":  object{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:auth-delegator"},
			"subjects": []object{{"kind": "ServiceAccount", "name": "spire-server", "namespace": namespace}},
		},
	)
	n.server = &deployment.Server{
		Bin: bin, Attestor: attestor, Folder: filepath.Join(folder, "server"), Port: freePort(n), TTL: svidTTL,
		Accounts: []string{namespace + ":spire-agent"},
	}
	return n
}

func account(name string) object {
	return object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": name, "namespace": namespace}}
}

func freePort(n *node) int {
	n.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	n.must(err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// startServer starts the server in the form of its configuration, "hcl" or "json".
func (n *node) startServer(form string) {
	n.Helper()
	n.server.Form = form
	n.must(n.server.Start())
	n.Cleanup(func() {
		if n.Failed() {
			n.Logf("server:\n%s", last(strings.Split(n.server.Log(), "\n")))
		}
		if err := n.server.Stop(); err != nil {
			n.Error(err)
		}
	})
	n.must(n.server.RegisterNode())
}

// agent configures an agent with a token of its own.
func (n *node) agent(name, form string) *deployment.Agent {
	n.Helper()
	return &deployment.Agent{
		Server: n.server, Form: form,
		Folder:       filepath.Join(n.folder, name),
		Sockets:      filepath.Join(n.folder, "run", name),
		Token:        n.token(name, "spire-agent", "--audience", "spire-server"),
		KubeletCA:    filepath.Join(n.cluster, "pki/ca.crt"),
		KubeletToken: n.write("kubelet-token", n.script(nil, "token", "--seconds", "7200", "kube-system", "attestor-pods-only")),
		Runtime:      runtime,
	}
}

// start starts an agent that ends with the test.
func (n *node) start(agent *deployment.Agent) {
	n.Helper()
	n.must(agent.Start())
	n.Logf("agent %s was ready in %v", filepath.Base(agent.Folder), agent.Startup.Round(time.Millisecond))
	n.Cleanup(func() {
		if n.Failed() {
			n.Logf("agent %s:\n%s", filepath.Base(agent.Folder), tail(agent))
		}
		if !agent.Running() {
			return
		}
		if err := agent.Stop(); err != nil {
			n.Error(err)
		}
	})
}

func tail(agent *deployment.Agent) string {
	var lines []string
	for _, line := range agent.Log() {
		lines = append(lines, line.Text)
	}
	return last(lines)
}

// last shortens a log.
func last(lines []string) string {
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// token writes a new token of a service account into a file.
func (n *node) token(file, account string, options ...string) string {
	n.Helper()
	return n.write(file+"-token", n.script(nil, "token", append(options, namespace, account)...))
}

// kubeconfig writes that of the SPIRE server, whose account may review tokens.
func (n *node) kubeconfig() string {
	n.Helper()
	return n.write("kubeconfig", fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority: %q}}]
users: [{name: u, user: {tokenFile: %q}}]
`, filepath.Join(n.cluster, "pki/ca.crt"), n.token("server", "spire-server")))
}

func (n *node) write(name, text string) string {
	n.Helper()
	file := filepath.Join(n.folder, name)
	n.must(os.WriteFile(file, []byte(text), 0o600))
	return file
}

// script runs one of the cluster's commands.
func (n *node) script(input []byte, name string, args ...string) string {
	n.Helper()
	command := exec.Command(filepath.Join(n.scripts, name), args...)
	command.Stdin = bytes.NewReader(input)
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		n.Fatalf("%s %q: %v: %s", name, args, err, complaint.String())
	}
	return out.String()
}

type object = map[string]any

func (n *node) apply(objects ...object) {
	n.Helper()
	n.script(manifest(objects), "apply", "-")
}

func manifest(objects []object) []byte {
	text, err := json.Marshal(object{"apiVersion": "v1", "kind": "List", "items": objects})
	if err != nil {
		panic(err)
	}
	return text
}

func (n *node) must(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

// eventuallyOr waits for a condition.
func (n *node) eventuallyOr(what string, condition func() bool, complaint func() string) {
	n.Helper()
	for end := time.Now().Add(patience); !condition(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			n.Fatalf("not within %v: %s: %s", patience, what, complaint())
		}
	}
}

// in runs a part of the test under a name of its own.
func (n *node) in(name string, part func(*node)) {
	n.Run(name, func(t *testing.T) {
		inner := *n
		inner.T = t
		part(&inner)
	})
}

func (n *node) eventually(what string, condition func() bool) {
	n.Helper()
	n.eventuallyOr(what, condition, func() string { return "" })
}

func (n *node) read(file string) string {
	n.Helper()
	text, err := os.ReadFile(file)
	n.must(err)
	return string(text)
}
