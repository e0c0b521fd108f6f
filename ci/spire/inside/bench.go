package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"attestor.invalid/ci/spire/deployment"
	"attestor.invalid/ci/spire/order"
)

const (
	namespace = "attestor-spire"
	podName   = "bench"
	identity  = "spiffe://example.org/bench"
	patience  = time.Minute
)

// bench is a server, two agents and a pod.
type bench struct {
	*options
	folder        string
	server        *deployment.Server
	figures       *figures
	builtIn, ours *contestant
	pod           order.Object
}

// contestant is one agent, and what was measured of it.
type contestant struct {
	name                          string
	agent                         *deployment.Agent
	starts, attestations, fetches []time.Duration
	agentMemory, pluginMemory     []int
}

func newBench(o *options) (*bench, error) {
	folder, err := os.MkdirTemp("", "spire-")
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, folder: folder}
	if err := b.prepare(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) prepare() error {
	// Pods look into it.
	if err := os.Chmod(b.folder, 0o755); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(b.folder, "run/obey"), 0o755); err != nil {
		return err
	}
	if err := exec.Command("cp", "-a", b.options.pod, filepath.Join(b.folder, "bin")).Run(); err != nil {
		return err
	}
	if err := b.apply(
		order.Object{"apiVersion": "v1", "kind": "Namespace", "metadata": order.Object{"name": namespace}},
		order.Object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": order.Object{"name": "spire-agent", "namespace": namespace}},
		order.Object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": order.Object{"name": "workload", "namespace": namespace}},
	); err != nil {
		return err
	}
	var err error
	if b.figures, err = listen(); err != nil {
		return err
	}
	b.server = &deployment.Server{
		Bin: b.spire, Attestor: b.attestor, Form: "hcl", Folder: filepath.Join(b.folder, "server"), TTL: "1h",
		Accounts: []string{namespace + ":spire-agent"}, KeyFile: filepath.Join(b.cluster, "pki/service-accounts.pub"),
	}
	if b.server.Port, err = freePort(); err != nil {
		return err
	}
	if err := b.server.Start(); err != nil {
		return err
	}
	if err := b.server.RegisterNode(); err != nil {
		return err
	}
	if err := b.server.Register(deployment.Entry{ID: identity, Selectors: []deployment.Selector{
		{Type: "k8s", Value: "ns:" + namespace}, {Type: "k8s", Value: "pod-name:" + podName},
	}}); err != nil {
		return err
	}
	if b.builtIn, err = b.contestant("built-in", true); err != nil {
		return err
	}
	if b.ours, err = b.contestant("Attestor", false); err != nil {
		return err
	}
	b.pod = order.Pod(b.folder, namespace, podName, "registry.local/busybox:1.36")
	if err := b.apply(b.pod); err != nil {
		return err
	}
	_, err = b.script(nil, "wait", "--timeout", "90", namespace+"/"+podName+"/main=running")
	return err
}

func (b *bench) contestant(name string, builtIn bool) (*contestant, error) {
	token, err := b.script(nil, "token", "--audience", "spire-server", namespace, "spire-agent")
	if err != nil {
		return nil, err
	}
	kubeletToken, err := b.script(nil, "token", "--seconds", "7200", "kube-system", "attestor-pods-only")
	if err != nil {
		return nil, err
	}
	agent := &deployment.Agent{
		Server: b.server, Form: "hcl", BuiltIn: builtIn,
		Folder: filepath.Join(b.folder, name), Sockets: filepath.Join(b.folder, "run", name),
		Token: filepath.Join(b.folder, name+"-token"), KubeletToken: filepath.Join(b.folder, name+"-kubelet-token"),
		KubeletCA: filepath.Join(b.cluster, "pki/ca.crt"), Runtime: "auto", Statsd: b.figures.address(),
	}
	if err := os.WriteFile(agent.Token, token, 0o600); err != nil {
		return nil, err
	}
	return &contestant{name: name, agent: agent}, os.WriteFile(agent.KubeletToken, kubeletToken, 0o600)
}

// measure is one life of an agent. It is attested as a node only in its first, so that is not counted.
func (b *bench) measure(c *contestant) error {
	first := len(c.starts) == 0
	if first {
		if err := c.agent.Start(); err != nil {
			return err
		}
		if err := c.agent.Stop(); err != nil {
			return err
		}
	}
	if err := c.agent.Start(); err != nil {
		return err
	}
	defer func() {
		if c.agent.Running() {
			_ = c.agent.Stop()
		}
	}()
	c.starts = append(c.starts, c.agent.Startup)
	if err := b.ready(c); err != nil {
		return err
	}
	if _, err := b.fetch(c, b.options.fetches/2); err != nil {
		return err
	}
	b.figures.take()
	fetched, err := b.fetch(c, b.options.fetches/2)
	if err != nil {
		return err
	}
	attested := b.figures.take()
	if len(attested) < len(fetched) {
		return fmt.Errorf("the agent told the time of %d attestations for %d fetches", len(attested), len(fetched))
	}
	c.fetches = append(c.fetches, fetched...)
	c.attestations = append(c.attestations, attested...)
	memory, err := resident(c.agent.PID())
	if err != nil {
		return err
	}
	c.agentMemory = append(c.agentMemory, memory)
	if !c.agent.BuiltIn {
		plugin, err := c.agent.Plugin()
		if err != nil {
			return err
		}
		if memory, err = resident(plugin); err != nil {
			return err
		}
		c.pluginMemory = append(c.pluginMemory, memory)
	}
	return c.agent.Stop()
}

// ready waits until the agent has the entry.
func (b *bench) ready(c *contestant) error {
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if _, err = b.fetch(c, 1); err == nil {
			return nil
		}
	}
	return err
}

func (b *bench) fetch(c *contestant, times int) ([]time.Duration, error) {
	result, err := order.Send(b.folder, podName, "/opt/spire/pod", "fetch", "-times", strconv.Itoa(times),
		"-pause", b.pause.String(), "/run/spire/"+c.name+"/api.sock")
	if err != nil {
		return nil, err
	}
	var took []time.Duration
	for line := range strings.Lines(result.Out) {
		var one order.Fetch
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			return nil, fmt.Errorf("%w: %q", err, line)
		}
		if one.Err != "" || len(one.SVIDs) != 1 || one.SVIDs[0].ID != identity {
			return nil, fmt.Errorf("the process got %+v", one)
		}
		took = append(took, one.Took)
	}
	if len(took) != times {
		return nil, fmt.Errorf("%d of %d fetches: %s", len(took), times, result.Err)
	}
	return took, nil
}

func (b *bench) close() {
	for _, c := range []*contestant{b.builtIn, b.ours} {
		if c != nil && c.agent.Running() {
			_ = c.agent.Stop()
		}
	}
	if b.pod != nil {
		text, _ := json.Marshal(b.pod)
		_, _ = b.script(text, "delete", "-")
	}
	if b.server != nil && b.server.Running() {
		_ = b.server.Stop()
	}
	_ = os.RemoveAll(b.folder)
}

func (b *bench) apply(objects ...order.Object) error {
	text, err := json.Marshal(order.Object{"apiVersion": "v1", "kind": "List", "items": objects})
	if err != nil {
		return err
	}
	_, err = b.script(text, "apply", "-")
	return err
}

func (b *bench) script(input []byte, name string, args ...string) ([]byte, error) {
	command := exec.Command(filepath.Join(b.scripts, name), args...)
	command.Stdin = bytes.NewReader(input)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w: %s", name, args, err, complaint.String())
	}
	return out, nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
