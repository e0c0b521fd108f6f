// Package young tests Attestor's k8s plugin on containers that the kubelet does not list yet, on the running
// one-node cluster of ci/cluster. The environment says where: ci/plugin-tests sets it.
package young

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

const (
	callLimit = 2 * time.Minute
	namespace = "young"
	image     = "registry.local/busybox:1.36"
	crio      = "/run/attestor-cluster/crio.sock"
)

// node is the cluster and the plugin, as the environment names them.
type node struct {
	t       *testing.T
	scripts string
	dir     string
	command []string
	config  string
}

func newNode(t *testing.T) *node {
	t.Helper()
	n := &node{
		t:       t,
		scripts: os.Getenv("ATTESTOR_CLUSTER_SCRIPTS"),
		dir:     os.Getenv("ATTESTOR_CLUSTER_DIR"),
		command: strings.Fields(os.Getenv("ATTESTOR_PLUGIN")),
	}
	if n.scripts == "" || n.dir == "" || len(n.command) == 0 {
		t.Skip("needs a cluster of ci/cluster and the packaged plugin: ATTESTOR_CLUSTER_SCRIPTS, ATTESTOR_CLUSTER_DIR, ATTESTOR_PLUGIN and ATTESTOR_PLUGIN_CONFIG; ci/plugin-tests sets them")
	}
	text, err := os.ReadFile(os.Getenv("ATTESTOR_PLUGIN_CONFIG"))
	if err != nil {
		t.Fatal(err)
	}
	n.config = string(text)
	n.script(manifest(object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": namespace}}), "apply", "-")
	return n
}

// script runs one of the cluster's commands.
func (n *node) script(input []byte, name string, arguments ...string) string {
	n.t.Helper()
	command := exec.Command(filepath.Join(n.scripts, name), arguments...)
	command.Stdin = bytes.NewReader(input)
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		n.t.Fatalf("%s %q: %v: %s", name, arguments, err, complaint.String())
	}
	return out.String()
}

type object = map[string]any

// sleeper is a pod with one container, whose process is found by the number that it sleeps. A hook of zero seconds is none.
func sleeper(name string, number, hook int) object {
	container := object{"name": "main", "image": image, "imagePullPolicy": "Never", "args": []string{fmt.Sprint(number)}}
	if hook > 0 {
		container["lifecycle"] = object{"postStart": object{"exec": object{"command": []string{"/bin/sleep", fmt.Sprint(hook)}}}}
	}
	return object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": name, "namespace": namespace, "labels": object{"app": name}},
		"spec": object{
			"nodeName": "node1", "hostNetwork": true, "terminationGracePeriodSeconds": 1,
			"containers": []any{container},
		},
	}
}

func manifest(objects ...object) []byte {
	text, err := json.Marshal(object{"apiVersion": "v1", "kind": "List", "items": objects})
	if err != nil {
		panic(err)
	}
	return text
}

// create makes pods that go with the test.
func (n *node) create(pods ...object) {
	n.t.Helper()
	n.t.Cleanup(func() { n.script(manifest(pods...), "delete", "-") })
	n.script(manifest(pods...), "apply", "-")
}

// plugin starts the plugin, with more lines of configuration.
func (n *node) plugin(more string) (*host.Plugin, *host.Recorder) {
	n.t.Helper()
	log := new(host.Recorder)
	plugin, err := host.Launch(host.Options{Command: n.command, Logger: log.Logger()})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(plugin.Close)
	if err := plugin.Configure(limited(n.t), "example.org", n.config+"\n"+more); err != nil {
		n.t.Fatal(err)
	}
	return plugin, log
}

// withRuntime is the line of configuration that this is all about.
func withRuntime() string {
	socket := "/run/attestor-cluster/containerd.sock"
	if isCRIO() {
		socket = crio
	}
	return fmt.Sprintf("container_runtime_endpoint = %q", "unix://"+socket)
}

// isCRIO says whether the cluster's container runtime is CRI-O and not containerd.
func isCRIO() bool {
	_, err := os.Stat(crio)
	return err == nil
}

func limited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	t.Cleanup(cancel)
	return ctx
}

// await waits for the process of a command line.
func (n *node) await(commandLine string) int {
	n.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		for _, pid := range proc.PIDs() {
			if proc.CommandLine(pid) == commandLine {
				return pid
			}
		}
	}
	n.t.Fatalf("no process %q within a minute", commandLine)
	return 0
}

func attest(t *testing.T, plugin *host.Plugin, pid int) []string {
	t.Helper()
	selectors, err := plugin.Attest(limited(t), int32(pid))
	if err != nil {
		t.Fatal(err)
	}
	return selectors
}

func wantEqual(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func wantContains(t *testing.T, selectors []string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !slices.Contains(selectors, want) {
			t.Errorf("got %q, expected %q among them", selectors, want)
		}
	}
}
