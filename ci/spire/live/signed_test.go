package live

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"attestor.invalid/ci/spire/deployment"
)

// The agent requires signed images. A process in a pod with a signed image gets an SVID; one in a pod with an unsigned image
// gets nothing, not even by an entry that says nothing of signatures.
func givesSVIDsOnlyToSignedImages(n *node) {
	if _, err := exec.LookPath("docker-registry"); err != nil {
		if os.Getenv("CI") == "true" {
			n.Fatal("docker-registry is missing; apt-get install docker-registry")
		}
		n.Skip("needs docker-registry, from Debian's package")
	}
	recorded := filepath.Join(n.scripts, "../../test/testkit/src/main/resources/dev/attestor/testkit/signed-images")
	registry := n.registry(recorded)
	trust := filepath.Join(recorded, "trust")

	agent := n.agent("signed", "json")
	agent.AllowedIdentities = map[string][]string{"https://accounts.example.com": {`^alice@example\.com$`}}
	agent.Environment = []string{
		"SIGSTORE_ROOT_FILE=" + filepath.Join(trust, "fulcio.pem"),
		"SIGSTORE_REKOR_PUBLIC_KEY=" + filepath.Join(trust, "rekor.pub.pem"),
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=" + filepath.Join(trust, "ctfe.pub.pem"),
	}
	n.start(agent)
	n.register(
		deployment.Entry{ID: domain + "signed", Selectors: []deployment.Selector{
			{Type: "k8s", Value: "image-signature:verified"},
			{Type: "k8s", Value: "image-signature-subject:alice@example.com"},
		}},
		deployment.Entry{ID: domain + "any", Selectors: []deployment.Selector{{Type: "k8s", Value: "ns:" + namespace}}},
	)
	n.knows(agent, domain+"any")
	n.create(
		n.obedient("signed", registry+"/cases/good@"+digest(n, recorded, "good")),
		n.obedient("unsigned", registry+"/cases/unsigned@"+digest(n, recorded, "unsigned")),
	)

	n.both("signed", agent, domain+"signed", domain+"any")
	n.nothing("unsigned", agent)
	said := false
	for _, line := range agent.Log() {
		said = said || strings.Contains(line.Error, "has no signature")
	}
	if !said {
		n.Error("the agent's log does not say why the unsigned image got nothing")
	}
}

func digest(n *node, recorded, name string) string {
	n.Helper()
	text, err := os.ReadFile(filepath.Join(recorded, "cases.json"))
	n.must(err)
	var file struct {
		Cases []struct {
			Name        string `json:"name"`
			ImageDigest string `json:"imageDigest"`
		} `json:"cases"`
	}
	n.must(json.Unmarshal(text, &file))
	for _, each := range file.Cases {
		if each.Name == name {
			return each.ImageDigest
		}
	}
	n.Fatalf("no case %q", name)
	return ""
}

// registry serves the recorded images. A node names an image after the registry that it first came from, so the images of
// earlier runs are removed.
func (n *node) registry(recorded string) string {
	n.Helper()
	n.removeImages()
	n.Cleanup(n.removeImages)
	storage := filepath.Join(n.folder, "registry")
	n.must(os.MkdirAll(storage, 0o700))
	n.must(exec.Command("tar", "-C", storage, "-xzf", filepath.Join(recorded, "registry.tar.gz")).Run())
	address := fmt.Sprintf("127.0.0.1:%d", freePort(n))
	config := n.write("registry.yml", fmt.Sprintf(
		"version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %q}}\nhttp: {addr: %q}\n", storage, address))
	server := exec.Command("docker-registry", "serve", config)
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	n.must(server.Start())
	n.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	n.eventually("the registry listens", func() bool {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	})
	return address
}

func (n *node) removeImages() {
	n.Helper()
	for name := range strings.FieldsSeq(n.script(nil, "ctr", "images", "ls", "-q")) {
		if strings.Contains(name, "/cases/") {
			n.script(nil, "ctr", "images", "rm", "--sync", name)
		}
	}
}
